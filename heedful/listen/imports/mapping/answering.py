"""Answers of a file to the questions of a survey, read as those of any other channel are."""

import json
import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table

from msgspec.structs import replace

from heedful.listen.imports.mapping.memo import Memo, Unreadable
from heedful.listen.imports.mapping.model import Answer
from heedful.listen.imports.mapping.scores import plain
from heedful.listen.surveys.definition import (
    OWN_WORDS,
    Limits,
    Question,
    Raw,
    Refusal,
    Value,
    is_blank,
    take,
)
from heedful.listen.surveys.definition.spoken import YES
from heedful.listen.surveys.definition.taking import CONTACT

Cells = tuple[str | None, ...]
UNTICKED = frozenset(("0", "n", "no", "false", "nein", "non", "nee", "não", "not selected"))
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})[T ][\d:.]+\S*")
_FIGURE = re.compile(r"[+-]?\d{1,15}(\.\d{1,12})?")


class AnswerReader(Memo[Cells, Value | Unreadable]):
    """The cells of one question in a row to its answer; None where nothing was said.

    What a respondent had to keep to (required, how many, how long) is not asked of a file: it was
    answered under the rules of another tool.
    """

    def __init__(self, answer: Answer, question: Question) -> None:
        super().__init__()
        self.code = answer.question
        self.names = answer.all_columns
        self._answer = answer
        self._question = replace(question, required=False, limits=Limits())
        self._nothing = {plain(text) for text in answer.not_answered} | {""}
        self._codes = {
            plain(words): one.code for one in question.choices for words in one.text.values()
        }
        self._codes |= {plain(text): ours for text, ours in answer.codes.items()}
        other = next((one for one in question.choices if one.other), None)
        self._other = other.code if other else None
        self._ticks = {"true", *YES, *map(plain, other.text.values() if other else ())}

    def read(self, key: Cells) -> Value | Unreadable:
        texts = ["" if plain(text or "") in self._nothing else (text or "").strip() for text in key]
        if not any(texts):
            return None
        if self._question.kind == "number" and _FIGURE.fullmatch(texts[0]):
            number = float(texts[0])
            return int(number) if number.is_integer() else number
        taken = take(self._question, self._raw(texts))
        if isinstance(taken, Refusal):
            return Unreadable(taken.reason)
        return None if is_blank(taken) else taken

    def _raw(self, texts: Sequence[str]) -> Raw:
        count = len(self._answer.columns)
        single = [self._ours(text) for text in texts[:count] if text]
        own = texts[-1] if self._answer.own_words else ""
        each = dict(zip(self._answer.choices.values(), texts[count:], strict=False))
        match self._question.kind:
            case "choices":
                listed = [one for text in texts[:count] for one in self._listed(text)]
                return self._with_own([*listed, *self._ticked(each)], own)
            case "ranking":
                listed = [one for text in texts[:count] for one in self._listed(text)]
                return listed or [f"{code}{OWN_WORDS}{rank}" for code, rank in each.items()]
            case "contact":
                return _contact(self._answer, texts)
            case "choice":
                beside = not single or single[0] == self._other
                return self._with_own(single[:1], own if beside else "")
            case "date":
                return _DAY.sub(r"\1", "".join(single[:1]))
            case _:
                return "".join(single[:1])

    def _ours(self, text: str) -> str:
        return self._codes.get(plain(text), text)

    def _with_own(self, picked: list[str], own: str) -> list[str]:
        """Put what was written beside a choice to it; writing it chooses it."""
        if not own or self._other is None:
            return picked
        return [one for one in picked if one != self._other] + [f"{self._other}{OWN_WORDS}{own}"]

    def _ticked(self, each: Table[str, str]) -> Iterator[str]:
        """Go through ticked choices; in the column of "other" the own words may be the tick."""
        for code, text in each.items():
            if text and plain(text) not in UNTICKED:
                own = code == self._other and plain(text) not in self._ticks
                yield f"{code}{OWN_WORDS}{text}" if own else code

    def _listed(self, text: str) -> list[str]:
        """Part several choices in one cell: a JSON list, or words between commas."""
        listed = _json_list(text)
        if listed is not None:
            return [self._ours(one) for one in listed]
        parts = [part.strip() for part in re.split(r"[;,]", text) if part.strip()]
        return list(self._joined(parts))

    def _joined(self, parts: Sequence[str]) -> Iterator[str]:
        """Join parts again where a choice's own words hold a comma; the longest fit counts."""
        at = 0
        while at < len(parts):
            for end in range(len(parts), at, -1):
                whole = plain(", ".join(parts[at:end]))
                if whole in self._codes or end == at + 1:
                    yield self._codes.get(whole, parts[at])
                    at = end
                    break


def _json_list(text: str) -> list[str] | None:
    if not text.startswith("["):
        return None
    try:
        return [str(one) for one in json.loads(text)]
    except (ValueError, RecursionError):
        return None


def _contact(answer: Answer, texts: Sequence[str]) -> list[str]:
    """Name, address and number from columns of their own, or from a list in one cell."""
    given: dict[str, list[str]] = {part: [] for part in CONTACT}
    if answer.choices:
        for part, text in zip(answer.choices.values(), texts, strict=False):
            given[part].append(text)
    elif listed := _json_list(texts[0]):
        for part, text in zip(("name", "name", "email", "phone"), listed, strict=False):
            given[part].append(text)
    else:
        return [texts[0]]
    return [f"{part}{OWN_WORDS}{' '.join(filter(None, given[part]))}" for part in CONTACT]
