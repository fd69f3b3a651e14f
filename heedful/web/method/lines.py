"""Lines of the scorecard that tell how often each kind of number is right."""

from collections.abc import Mapping

from heedful.understand.metrics.measures import Need

SCORE_LINES = ("score-interval", "score-error", "change-false")
MARK_LINES = ("mark-false", "mark-wrong", "mark-found")
GROUP_MARK_LINES = ("group-mark-false", "group-mark-wrong")
CORRELATION_LINES = ("correlation-interval",)
SKETCH_LINES = ("distinct-error", "distinct-interval")
SHARE_LINES = ("driver-stable",)
PRIORITY_LINES = (
    "driver-first-30-moderate",
    "driver-first-100-moderate",
    "driver-first-300-moderate",
    "driver-correlation",
    "driver-regret",
    "driver-sure",
)
# By what a measure is made of. A count of all customers is no estimate.
LINES: Mapping[Need, tuple[str, ...]] = {
    Need.ANSWERS: SCORE_LINES,
    Need.PAIRS: CORRELATION_LINES,
    Need.CUSTOMERS: (),
    Need.SKETCH: SKETCH_LINES,
}
