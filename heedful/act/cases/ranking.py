"""What acting on a case now is worth: facts of its customer, and what statistics make of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cxstats.recovery import (
    FACTORS,
    kept_range,
    recovery_priority,
    top_reasons,
    yearly_range,
    yearly_value,
)
from heedful.act.cases.models import Case, CaseSettings

HOUR = timedelta(hours=1)
# In which a complaint before counts as a repetition.
REMEMBERED = timedelta(days=365)
NOBODY, IN_WRITING, BY_PHONE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the customer of a case."""

    visits: int = 0
    years: float = 0.0
    reach: int = IN_WRITING
    repeats: int = 0
    influence: float = 0.0


def severity_of(*, score: int | None, low: int, high: int) -> float:
    """Return 0 for the best answer and 1 for the worst; the middle where none was given."""
    return 0.5 if score is None else min(max((high - score) / (high - low), 0.0), 1.0)


def rank(
    *, cases: Sequence[Case], known: Sequence[Known], settings: CaseSettings, now: datetime
) -> None:
    """Set priority, stake, chance and reasons of cases, in memory."""
    if not cases:
        return
    usual = {"usual_visits": settings.visits_a_year, "worth": settings.visit_worth}
    seen = [one.visits for one in known], [one.years for one in known]
    facts = (
        [max((now - one.opened_at) / HOUR, 0.0) for one in cases],
        [one.reach for one in known],
        [one.repeats for one in known],
        [one.influence for one in known],
    )
    found = recovery_priority(
        yearly_value(*seen, **usual),
        [severity_of(score=one.score, low=one.low, high=one.high) for one in cases],
        *facts,
        usual_value=settings.visit_worth * settings.visits_a_year,
    )
    low, high = kept_range(*yearly_range(*seen, **usual), *facts)
    for i, (case, names) in enumerate(zip(cases, top_reasons(found), strict=True)):
        case.priority = float(found.priority[i])
        case.at_stake = float(found.at_stake[i])
        case.chance = float(found.chance[i])
        is_known = known[i].visits > 0
        case.kept_low = float(low[i]) if is_known else None
        case.kept_high = float(high[i]) if is_known else None
        told = _told(case, known[i], now)
        weights = dict(zip(FACTORS, found.weight[i].tolist(), strict=True))
        case.reasons = [
            {"code": name, "told": told[name], "weight": round(weights[name], 3)} for name in names
        ]


def _told(case: Case, known: Known, now: datetime) -> dict[str, float | None]:
    """What a reason names: a count, a score, hours."""
    return {
        "value": known.visits,
        "severity": case.score,
        "waiting": round(max((now - case.opened_at) / HOUR, 0.0), 1),
        "reach": known.reach,
        "repeated": known.repeats,
        "influence": known.influence,
    }
