"""A questionnaire in the making: codes, languages, what can be referred to, and the report."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from msgspec.structs import replace

from heedful.listen.exchange.origin import Origin
from heedful.listen.exchange.plain import plain_words
from heedful.listen.exchange.report import Brought, Fate, Line, NotBrought
from heedful.listen.surveys.definition import (
    Definition,
    Ending,
    Kind,
    Page,
    Question,
    Text,
    Unreadable,
    decode,
    encode,
)
from heedful.listen.surveys.definition.checks import LANGUAGE

UNFIT = re.compile(r"\W+")
LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class Known:
    """A question that conditions can look at, with their values for its answers."""

    code: str
    kind: Kind
    values: Mapping[str, str | int]


@dataclass
class Making:
    """Collects what is made of one file; `languages` begin with the first one."""

    tool: str
    languages: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    # What conditions call by a name: a question, or one choice of several.
    known: dict[str, Known] = field(default_factory=dict)
    ticks: dict[str, tuple[str, str]] = field(default_factory=dict)
    # By our code: their values for "did not use", and how files write values where they are others.
    unused: dict[str, tuple[str, ...]] = field(default_factory=dict)
    written: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _codes: set[str] = field(default_factory=set)

    @property
    def first(self) -> str:
        return self.languages[0]

    def note(self, code: str, fate: Fate, sentence: str) -> None:
        self.lines.append(Line(code[:200], fate, sentence))

    def code(self, wanted: str) -> str:
        """Return a code that nothing else of this survey has, as like the wanted one as can be."""
        code = fit_code(wanted, "q", self._codes)
        self._codes.add(code)
        return code

    def text(self, given: Mapping[str, str]) -> Text:
        """Return plain words by language, without the empty ones."""
        found = {language: plain_words(given.get(language, "")) for language in self.languages}
        return {language: words for language, words in found.items() if words}

    def worded(self, given: Mapping[str, str], otherwise: str) -> Text:
        """Return plain words, with a stand-in in the first language where there are none."""
        text = self.text(given)
        return text if self.first in text else {self.first: plain_words(otherwise) or "?", **text}

    def alias(self, theirs: str, other: str) -> None:
        """Let conditions call a question, its rows and its choices by another name as well."""
        for name in [one for one in self.known if one == theirs or one.startswith(f"{theirs}_")]:
            self.known.setdefault(other + name.removeprefix(theirs), self.known[name])
        for name in [one for one in self.ticks if one.startswith(f"{theirs}_")]:
            self.ticks.setdefault(other + name.removeprefix(theirs), self.ticks[name])

    def finish(
        self, *, title: Text, intro: Text, pages: Sequence[Page], endings: Sequence[Ending]
    ) -> Brought:
        """Return the whole, once it is certain that the draft can be opened. Raises NotBrought."""
        whole = [page for page in pages if page.questions]
        if not whole:
            raise NotBrought(_("No question of this file has a counterpart here."))
        if not any(one.role == "outcome" for page in whole for one in page.questions):
            told = _("No question is surely the outcome. Choose one before you publish.")
            self.note("", "changed", told)
        definition = Definition(
            title=title,
            pages=_one_primary(whole),
            languages=self.languages,
            default_language=self.first,
            intro=intro,
            endings=tuple(endings),
            one_page=len(whole) == 1,
        )
        try:
            sound = decode(encode(definition))
            return Brought(self.tool, sound, tuple(self.lines), self._origin())
        except Unreadable as error:
            raise NotBrought(str(error)) from error

    def _origin(self) -> Origin:
        return Origin(
            tool=self.tool,
            names={theirs: known.code for theirs, known in self.known.items()},
            values={
                known.code: {
                    self._as_written(known.code, one): ours for one, ours in known.values.items()
                }
                for known in self.known.values()
                if known.values
            },
            ticks=self.ticks,
            unused={
                code: tuple(self._as_written(code, one) for one in beside)
                for code, beside in self.unused.items()
                if beside
            },
        )

    def _as_written(self, code: str, value: str) -> str:
        """A value as the other tool's files of answers have it."""
        return self.written.get(code, {}).get(value, value)


def fit_code(wanted: str, letter: str, taken: set[str]) -> str:
    """Return a code of letters, digits and _ that begins with a letter and is not taken yet.

    >>> fit_code("1. Speed!", "q", set()), fit_code("a", "q", {"a", "a_2"})
    ('q1_Speed', 'a_3')
    """
    plain = UNFIT.sub("_", wanted.encode("ascii", "ignore").decode()).strip("_")
    base = (plain if plain[:1].isalpha() else letter + plain)[: LONGEST_CODE - 6]
    code, number = base, 2
    while code in taken:
        code, number = f"{base}_{number}", number + 1
    return code


def language_code(raw: str) -> str:
    """Return the code of a language as it is written here; empty when it is none.

    >>> language_code("PT_BR"), language_code("EN"), language_code("?")
    ('pt-BR', 'en', '')
    """
    first, *rest = raw.strip().replace("_", "-").split("-")
    code = "-".join((first.lower(), *rest))
    return code if LANGUAGE.fullmatch(code) else ""


def languages_of(wanted: Sequence[str]) -> tuple[str, ...]:
    """Return each language once, in order; English where none is named."""
    codes = [code for one in wanted if (code := language_code(one))]
    return tuple(dict.fromkeys(codes)) or ("en",)


def _one_primary(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Let the first outcome be the one that everything is about."""
    seen = False
    made = []
    for page in pages:
        questions: list[Question] = []
        for one in page.questions:
            primary = one.role == "outcome" and not seen
            seen = seen or primary
            questions.append(replace(one, primary=primary))
        made.append(replace(page, questions=tuple(questions)))
    return tuple(made)
