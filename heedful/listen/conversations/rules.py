"""What one answer does to a conversation. The same for text messages and for the telephone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from heedful.listen.surveys.definition import (
    Definition,
    Question,
    Refusal,
    Value,
    is_blank,
    next_question,
    singles,
    take,
    visible,
)
from heedful.listen.surveys.definition.model import Kind
from heedful.listen.surveys.definition.spoken import plain

# An answer that is not understood is asked for twice more.
ATTEMPTS = 3
# Somebody who falls silent may go on for so long; then what was said is kept as it is.
SMS_LASTS = timedelta(hours=48)
# No call lasts longer; one that breaks off is told by the network, unless that breaks off too.
CALL_LASTS = timedelta(minutes=30)
SKIP = frozenset(
    [
        "skip", "pass", "next", "weiter", "überspringen", "passe", "passer", "suivant", "omitir",
        "saltar", "salta", "overslaan", "volgende", "pular", "pominąć", "hoppa",
    ]
)  # fmt: skip
LONGEST_WORD = 30

Ending = Literal["", "finished", "left"]


@dataclass(frozen=True, slots=True)
class Step:
    """Where a conversation stands: what is asked now, or how it ended."""

    answers: Mapping[str, Value]
    asks: Question | None
    refusal: Refusal | None = None
    tries: int = 0
    ends: Ending = ""


def first_step(
    definition: Definition,
    answers: Mapping[str, Value],
    seed: object,
    kinds: Collection[Kind],
) -> Step:
    """Where a conversation begins; with nothing to ask it is over."""
    question = next_question(definition, answers, seed, kinds)
    return Step(answers, question, ends="" if question else "left")


def next_step(
    definition: Definition,
    step: Step,
    raw: str,
    seed: object,
    *,
    language: str,
    kinds: Collection[Kind],
) -> Step:
    """Take what was typed or keyed as the answer to what is asked, and say what comes next.

    After the third time that it is not understood the question is left out; where the survey
    cannot do without it, the conversation ends and what was said is kept.
    """
    question = step.asks
    if question is None:
        return step
    skips = plain(raw) in SKIP or not raw.strip()
    value = take(question, "" if skips else raw, language)
    if isinstance(value, Refusal):
        tries = step.tries + 1
        if tries < ATTEMPTS:
            return Step(step.answers, question, value, tries)
        if question.required:
            return Step(step.answers, question, value, tries, ends="left")
        value = None
    answers = {**step.answers, question.code: value}
    coming = next_question(definition, answers, seed, kinds)
    return Step(answers, coming, ends="" if coming else "finished")


def question_asked(
    definition: Definition, answers: Mapping[str, Value], seed: object, code: str
) -> Question | None:
    """Find the question that waits for its answer, as it was shown to this customer."""
    shown = (one for question in visible(definition, answers, seed) for one in singles(question))
    return next((one for one in shown if one.code == code), None)


def says_something(answers: Mapping[str, Value]) -> bool:
    """Whether anything was answered at all, and so is worth keeping."""
    return not all(is_blank(value) for value in answers.values())


def entry_word(text: str) -> str:
    """The word by which a customer starts a survey, as it is compared: "Harbour!" is harbour."""
    words = plain(text).split()
    return words[0][:LONGEST_WORD] if len(words) == 1 else ""


def kind_of_sound(content: bytes) -> str:
    """Tell WAV and MP3 by their first bytes; empty for anything else, which is never served."""
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "audio/wav"
    mp3 = content[:3] == b"ID3" or (len(content) > 1 and content[0] == 0xFF and content[1] >= 0xE0)
    return "audio/mpeg" if mp3 else ""
