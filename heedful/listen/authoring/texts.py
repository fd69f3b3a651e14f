"""Every text of a survey by its path, for translating. Knows no Django and no clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from heedful.listen.surveys.definition import Definition, Ending, Page, Question, Text

Rewrite = Callable[[str, Text], Text]


@dataclass(frozen=True, slots=True)
class Said:
    """One text: where it stands, and its words by language."""

    path: str
    text: Text


def texts_of(definition: Definition) -> tuple[Said, ...]:
    """Return every text that has words in any language, in the order of the survey."""
    found: list[Said] = []

    def note(path: str, text: Text) -> Text:
        if any(text.values()):
            found.append(Said(path, text))
        return text

    _rewritten(definition, note)
    return tuple(found)


def with_words(definition: Definition, language: str, words: Mapping[str, str]) -> Definition:
    """Put words of one language in by their paths; an empty one takes them out."""

    def put(path: str, text: Text) -> Text:
        if path not in words:
            return text
        kept = {code: said for code, said in text.items() if code != language}
        return {**kept, language: words[path]} if words[path] else kept

    return _rewritten(definition, put)


def with_language(definition: Definition, language: str) -> Definition:
    """Offer one language more; its texts are still to be written."""
    if language in definition.languages:
        return definition
    return replace(definition, languages=(*definition.languages, language))


def without_language(definition: Definition, language: str) -> Definition:
    """Offer a language no longer, with all its texts; the first language stays."""
    if language == definition.default_language or language not in definition.languages:
        return definition

    def drop(_path: str, text: Text) -> Text:
        return {code: said for code, said in text.items() if code != language}

    kept = tuple(one for one in definition.languages if one != language)
    return replace(_rewritten(definition, drop), languages=kept)


def complete(definition: Definition) -> dict[str, tuple[int, int]]:
    """For each language, how many of the texts are there, of how many."""
    texts = texts_of(definition)
    return {
        language: (sum(bool(said.text.get(language)) for said in texts), len(texts))
        for language in definition.languages
    }


def _rewritten(definition: Definition, rewrite: Rewrite) -> Definition:
    return replace(
        definition,
        title=rewrite("title", definition.title),
        intro=rewrite("intro", definition.intro),
        pages=tuple(_page(page, rewrite) for page in definition.pages),
        endings=tuple(_ending(one, rewrite) for one in definition.endings),
        phrases={
            name: rewrite(f"phrase/{name}", text) for name, text in definition.phrases.items()
        },
    )


def _page(page: Page, rewrite: Rewrite) -> Page:
    return replace(
        page,
        title=rewrite(f"page/{page.code}", page.title),
        questions=tuple(_question(one, rewrite) for one in page.questions),
    )


def _ending(ending: Ending, rewrite: Rewrite) -> Ending:
    return replace(ending, text=rewrite(f"ending/{ending.code}", ending.text))


def _question(question: Question, rewrite: Rewrite) -> Question:
    path = f"question/{question.code}"
    return replace(
        question,
        text=rewrite(path, question.text),
        help=rewrite(f"{path}/help", question.help),
        ends=tuple(rewrite(f"{path}/end/{n}", text) for n, text in enumerate(question.ends)),
        choices=tuple(
            replace(one, text=rewrite(f"{path}/choice/{one.code}", one.text))
            for one in question.choices
        ),
        rows=tuple(
            replace(one, text=rewrite(f"{path}/row/{one.code}", one.text)) for one in question.rows
        ),
    )
