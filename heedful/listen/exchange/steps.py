"""Whether words in a row are the steps of a scale, and at which end the best one stands."""

import re
from collections.abc import Sequence
from typing import Literal

Direction = Literal["up", "down", ""]

WORST = re.compile(
    r"\b(dissatisfied|disagree|poor|bad|unlikely|worst|terrible|awful|unhappy|not at all|difficult"
    r"|unzufrieden|schlecht|unwahrscheinlich|nicht zu|gar nicht"
    r"|insatisfech[oa]|mal[oa]|en desacuerdo|improbable|insatisfait|mauvais|pas d.accord)",
    re.IGNORECASE,
)
BEST = re.compile(
    r"\b(satisfied|agree|good|excellent|likely|best|great|outstanding|happy|perfect|easy"
    r"|zufrieden|gut|wahrscheinlich|stimme|ausgezeichnet"
    r"|satisfech[oa]|buen[oa]|excelente|de acuerdo|probable|satisfait|bon|d.accord)",
    re.IGNORECASE,
)
UNUSED = re.compile(
    r"(n/?a|not applicable|does not apply|no basis.*|no opinion|did not use.*|not used|no answer"
    r"|do(es)?n.t know|nicht zutreffend|keine angabe|weiß nicht|no aplica|no contesta"
    r"|sans objet)\.?",
    re.IGNORECASE,
)


def direction(labels: Sequence[str]) -> Direction:
    """Say whether steps go up to the best one or down from it; empty where words do not tell.

    >>> direction(["Very poor", "Poor", "Good"]), direction(["Agree", "Disagree"])
    ('up', 'down')
    >>> direction(["Berlin", "Paris"])
    ''
    """
    if len(labels) < 2:
        return ""
    first, last = labels[0], labels[-1]
    if WORST.search(first) and _is_best(last):
        return "up"
    return "down" if WORST.search(last) and _is_best(first) else ""


def is_unused(label: str) -> bool:
    """Say whether a label stands beside the scale: "does not apply" and the like."""
    return UNUSED.fullmatch(label.strip()) is not None


def _is_best(label: str) -> bool:
    return bool(BEST.search(label)) and not WORST.search(label)
