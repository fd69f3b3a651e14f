"""Making a definition of a starting point's file. Knows no Django and no clock."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from heedful.listen.surveys.definition import (
    RATED,
    AtMost,
    Choice,
    Definition,
    Ending,
    Page,
    Question,
    Text,
    scale_of,
)

LANGUAGES = ("en", "de", "es")
# On a scale of eleven steps up to six, on one of five up to two: who answers so is unhappy.
UNHAPPY = {10: 6, 5: 2}


@lru_cache(maxsize=16)
def build(name: str, first: str = "en") -> Definition:
    """Return the survey of a file; `first` is the language that customers get at first."""
    common, own = _read("common"), _read(name or "empty")
    questions = {**common["questions"], **own.get("questions", {})}
    texts = {**common["texts"], **own.get("texts", {})}
    ends = (_text(texts["rated_low"]), _text(texts["rated_high"]))
    samples: Mapping[str, int] = own.get("sample", {})
    pages = tuple(
        Page(
            code=f"page_{number + 1}",
            questions=tuple(_question(code, questions[code], ends) for code in codes),
            sample=samples.get(str(number)),
        )
        for number, codes in enumerate(own["pages"])
    )
    return Definition(
        title=_text(texts["title"]),
        intro=_text(texts["intro"]),
        languages=(first, *(one for one in LANGUAGES if one != first)),
        default_language=first,
        pages=pages,
        endings=_endings(pages[0].questions[0], common["endings"]),
    )


def _read(name: str) -> dict[str, Any]:
    source = files("heedful.listen.authoring.starts") / f"{name}.toml"
    return tomllib.loads(source.read_text("utf-8"))


def _text(told: Mapping[str, Any]) -> Text:
    return {language: told[language] for language in LANGUAGES if language in told}


def _question(code: str, told: Mapping[str, Any], ends: tuple[Text, Text]) -> Question:
    kind = told["kind"]
    own = (_text(told["low"]), _text(told["high"])) if "low" in told else ends
    return Question(
        code=code,
        kind=kind,
        text=_text(told),
        help=_text(told.get("help", {})),
        role=told.get("role", ""),
        primary=told.get("primary", False),
        required=told.get("required", False),
        ends=own if kind in RATED else (),
        choices=tuple(Choice(one["code"], _text(one)) for one in told.get("choices", [])),
        unused_ok=told.get("role") in {"driver", "marker"},
    )


def _endings(outcome: Question, told: Mapping[str, Any]) -> tuple[Ending, ...]:
    unhappy = AtMost(outcome.code, UNHAPPY[scale_of(outcome)[1]])
    return (
        Ending("sorry", _text(told["sorry"]), show_if=unhappy),
        Ending("thanks", _text(told["thanks"])),
    )
