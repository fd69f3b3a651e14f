"""Looking at questions; no finding is a proof, each is a reason to read the question again."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from heedful.listen.surveys.lint.finding import Finding, Kind, Question
from heedful.listen.surveys.lint.scales import mismatched, unbalanced
from heedful.listen.surveys.lint.wording import absolute, double, jargon, leading, long, negated
from heedful.listen.surveys.lint.words import Words, words_of

CHECKS: Sequence[Callable[[Question, Words], Iterator[Finding]]] = (
    double,
    leading,
    jargon,
    absolute,
    negated,
    unbalanced,
    mismatched,
)

# In so many questions of a form short letters are a name that everybody there knows.
OWN_NAME = 3


def check(question: Question) -> list[Finding]:
    """Tell what may be wrong with one question; nothing for a language without words."""
    words = words_of(question.language)
    if words is None:
        return list(long(question))
    return [*(found for one in CHECKS for found in one(question, words)), *long(question)]


def check_form(questions: Sequence[Question]) -> list[list[Finding]]:
    """Tell what may be wrong with each question of a form, and with their scales together."""
    found = [check(one) for one in questions]
    own = _own_names(found)
    scales = Counter(_scale(one) for one in questions if _scale(one) is not None)
    usual = scales.most_common(1)[0][0] if scales else None
    return [
        [*(one for one in of_one if one not in own), *_mixed(question, usual)]
        for question, of_one in zip(questions, found, strict=True)
    ]


def _own_names(found: Sequence[Sequence[Finding]]) -> set[Finding]:
    """Letters that stand in several questions are what the organisation is called by its guests."""
    counted = Counter(one for of_one in found for one in of_one if one.kind == Kind.JARGON)
    return {one for one, n in counted.items() if n >= OWN_NAME and one.words.isupper()}


def _mixed(question: Question, usual: tuple[int, int] | None) -> Iterator[Finding]:
    scale = _scale(question)
    if scale is not None and scale != usual:
        yield Finding(Kind.MIXED, f"{scale[0]}–{scale[1]}")


def _scale(question: Question) -> tuple[int, int] | None:
    """The recommend question has a scale of its own everywhere, so it is not compared."""
    return None if question.recommend else question.scale
