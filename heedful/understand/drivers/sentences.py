"""What a manager reads, in plain words."""

from collections.abc import Mapping

from heedful.understand.drivers.rules import FEWEST_ANSWERS, Choice, LocationPriority, Reason
from heedful.understand.metrics.rules import Metric
from heedful.understand.wording import Said, gettext_noop, ngettext_lazy

GAIN_POINTS = ngettext_lazy(
    "Getting this to the level of the best quarter of similar places could lift your recommend"
    " score by about %(gain)s point.",
    "Getting this to the level of the best quarter of similar places could lift your recommend"
    " score by about %(gain)s points.",
)
GAIN_MEAN = gettext_noop(
    "Getting this to the level of the best quarter of similar places could lift your average by"
    " about %(gain)s."
)
GAIN_SHARE = ngettext_lazy(
    "Getting this to the level of the best quarter of similar places could give you the best"
    " answer from about %(gain)s more guest in a hundred.",
    "Getting this to the level of the best quarter of similar places could give you the best"
    " answer from about %(gain)s more guests in a hundred.",
)
SURE = gettext_noop("We are %(sure)s%% sure it is the right first step.")
KEPT = gettext_noop(
    "It stays your first step: what changed since the last look is too little to turn around"
    " for. We are %(sure)s%% sure of it."
)
TOO_FEW = ngettext_lazy(
    "Not enough evidence yet: %(n)s answer. With %(more)s more we can say what to do first.",
    "Not enough evidence yet: %(n)s answers. With %(more)s more we can say what to do first.",
)
REASONS: Mapping[Reason, str] = {
    Reason.NO_CLEAR_FIRST: gettext_noop(
        "No first step stands out yet. What the answers say so far fits several equally well."
    ),
    Reason.NOTHING_TO_GAIN: gettext_noop(
        "This place is about as good as the best quarter of similar places in everything that"
        " was asked. Keep it so."
    ),
    Reason.NO_COMPARISON: gettext_noop(
        "There is no other place to compare with, so nobody can say how much better this one"
        " could be."
    ),
    Reason.NO_DRIVERS: gettext_noop(
        "The questions asked here do not tell apart what guests liked and what not."
    ),
}


def what_it_brings(choice: Choice, metric: Metric) -> Said:
    """The gain of a choice, in the words of the metric."""
    gain = rounded(choice.gain)
    if metric.name == "recommend":
        return Said(GAIN_POINTS[0], {"gain": gain}, many=GAIN_POINTS[1], count=gain)
    if metric.name == "top_box":
        return Said(GAIN_SHARE[0], {"gain": gain}, many=GAIN_SHARE[1], count=gain)
    return Said(GAIN_MEAN, {"gain": gain})


def how_sure(priority: LocationPriority) -> Said:
    """How sure the first choice is."""
    return Said(KEPT if priority.kept else SURE, {"sure": percent(priority.choices[0].probability)})


def why_not(priority: LocationPriority) -> Said | None:
    """Why no first step is named; None where one is."""
    if priority.reason is None:
        return None
    if priority.reason is Reason.TOO_FEW_ANSWERS:
        values = {"n": priority.n, "more": FEWEST_ANSWERS - priority.n}
        return Said(TOO_FEW[0], values, many=TOO_FEW[1], count=priority.n)
    return Said(REASONS[priority.reason])


def percent(probability: float) -> int:
    """A probability as people say it: never 0 or 100, which nothing here is."""
    return min(max(round(100 * probability), 1), 99)


def rounded(gain: float) -> float:
    """Two digits, whole numbers from ten on: more would claim what nobody knows."""
    return float(f"{gain:.2g}") if abs(gain) < 10 else float(round(gain))
