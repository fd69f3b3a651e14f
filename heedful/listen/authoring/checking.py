"""The item rules beside the questions of a survey. Knows no Django and no clock."""

from collections.abc import Iterator

from heedful.listen.surveys.definition import RATED, Definition, Question, all_singles, scale_of
from heedful.listen.surveys.lint import Finding, check_form
from heedful.listen.surveys.lint import Question as Asked

# A scale with a word for each step has labels that can be weighed against each other.
FEWEST_LABELS = 3


def findings(definition: Definition, language: str) -> dict[str, list[Finding]]:
    """Return what may be wrong with the wording, by the code of the question or row."""
    asked = list(_asked(definition, language))
    found = check_form([one for _code, one in asked])
    return {code: of_one for (code, _), of_one in zip(asked, found, strict=True) if of_one}


def _asked(definition: Definition, language: str) -> Iterator[tuple[str, Asked]]:
    for question in all_singles(definition):
        if not question.hidden and question.text.get(language):
            yield question.code, _as_asked(question, language)


def _as_asked(question: Question, language: str) -> Asked:
    rated = question.kind in RATED
    labels = tuple(end.get(language, "") for end in question.ends)
    return Asked(
        text=question.text[language],
        language=language,
        labels=labels if len(labels) >= FEWEST_LABELS else (),
        scale=scale_of(question) if rated else None,
        closed=rated,
        recommend=question.kind == "recommend",
    )
