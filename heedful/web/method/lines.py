"""Lines of the scorecard that tell how often each kind of number is right."""

SCORE_LINES = ("score-interval", "score-error", "change-false")
SHARE_LINES = ("driver-stable",)
PRIORITY_LINES = (
    "driver-first-30-moderate",
    "driver-first-100-moderate",
    "driver-first-300-moderate",
    "driver-correlation",
    "driver-regret",
    "driver-sure",
)
