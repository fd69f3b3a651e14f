"""How long to wait before trying again, and how a text message is counted."""

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

LAST_ATTEMPT = 12
LONGEST_WAIT = timedelta(hours=1)
# Longer than any hand-over takes; then whoever claimed the message has died.
CLAIM_LASTS = timedelta(minutes=3)
REFUSED_FOR = timedelta(minutes=5)


def wait_before_attempt(attempts: int) -> timedelta:
    """After 1, 2, 3 … failures wait 5 s, 20 s, 80 s … and an hour at most: eight hours in all."""
    return min(timedelta(seconds=5 * 4 ** (min(attempts, 10) - 1)), LONGEST_WAIT)


# GSM 03.38: what fits into seven bits, and what takes two places there.
GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_TWICE = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs: in which alphabet it travels, and in how many parts."""

    alphabet: Literal["gsm7", "ucs2"]
    units: int
    parts: int


def segments(text: str) -> Segments:
    """Count a text message as networks do (3GPP TS 23.038 and 23.040).

    160 places of seven bits, or 70 of sixteen; a longer text is cut into parts that each give
    six bytes to their header: 153 and 67. A letter is never cut in two.
    """
    if all(letter in GSM7 or letter in GSM7_TWICE for letter in text):
        widths = [2 if letter in GSM7_TWICE else 1 for letter in text]
        return Segments("gsm7", sum(widths), _parts(widths, alone=160, joined=153))
    widths = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    return Segments("ucs2", sum(widths), _parts(widths, alone=70, joined=67))


def _parts(widths: list[int], *, alone: int, joined: int) -> int:
    total = sum(widths)
    if total <= alone:
        return 1
    if 2 not in widths:
        return math.ceil(total / joined)
    parts, room = 1, joined
    for width in widths:
        if width > room:
            parts, room = parts + 1, joined
        room -= width
    return parts
