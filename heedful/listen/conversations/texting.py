"""A question as a text message: short, in as few parts as it can be."""

from collections.abc import Mapping

from heedful.base.connectors.sending.rules import segments
from heedful.listen.conversations.wording import Wording
from heedful.listen.surveys.definition import (
    RATED,
    Definition,
    Question,
    Value,
    scale_of,
    words,
)

# Typographic marks that would double the price of a message, and what stands for them.
PLAIN = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...",
        "\N{NO-BREAK SPACE}": " ", "«": '"', "»": '"', "•": "-", "\N{NARROW NO-BREAK SPACE}": " ",
    }
)  # fmt: skip
# What can be left out goes when a message would have more parts than this.
MOST_PARTS = 2


def ask(
    question: Question,
    definition: Definition,
    language: str,
    *,
    answers: Mapping[str, Value],
    known: Mapping[str, str],
    before: str = "",
) -> str:
    """Write the question with how to answer it; `before` is what was said so far, or went wrong."""
    wording = Wording(language)
    asked = words(question.text, language, answers, known, definition=definition)
    optional = [
        words(question.help, language, answers, known, definition=definition),
        "" if question.required else wording.say("skip"),
    ]
    parts = [before, asked, *_how(question, definition, wording, language)]
    return fit([part for part in parts if part], [part for part in optional if part])


def fit(needed: list[str], optional: list[str]) -> str:
    """Join lines; what can be left out goes first when a message would have too many parts."""
    for count in range(len(optional), -1, -1):
        text = cheap("\n".join([*needed, *optional[:count]]))
        if segments(text).parts <= MOST_PARTS:
            return text
    return cheap("\n".join(needed))


def cheap(text: str) -> str:
    """Use plain marks where that keeps the message in the seven bits."""
    plain = text.translate(PLAIN)
    return plain if segments(plain).alphabet == "gsm7" else text


def _how(question: Question, definition: Definition, wording: Wording, language: str) -> list[str]:
    if question.kind in RATED:
        said = [_scale(question, definition, wording, language)]
        return [*said, wording.say("unused")] if question.unused_ok else said
    match question.kind:
        case "choice" | "choices" | "ranking":
            name = {"choice": "pick", "choices": "pick_several", "ranking": "rank"}[question.kind]
            listed = [
                f"{number} {words(choice.text, language, definition=definition)}"
                for number, choice in enumerate(question.choices, 1)
            ]
            return [*listed, wording.say(name)]
        case "consent":
            return [wording.say("yes_no")]
        case "date":
            return [wording.say("day")]
    return []


def _scale(question: Question, definition: Definition, wording: Wording, language: str) -> str:
    low, high = scale_of(question)
    if len(question.ends) >= 2:
        worst, best = (words(question.ends[at], language, definition=definition) for at in (0, -1))
        return wording.say("scale_ends", low=low, high=high, worst=worst, best=best)
    return wording.say("scale", low=low, high=high)
