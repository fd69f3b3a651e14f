"""The mystery-shop page: how often a visit or two put two locations in the wrong order."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxstats.shop_visits import (
    reliability,
    reorder,
    typical_reorder,
    typical_visits_needed,
    visits_needed,
)
from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_visible_to
from heedful.understand.consistency.queries import findings_visible_to, newest_study
from heedful.understand.consistency.rules import PlaceFinding, Whole
from heedful.understand.studies.models import StudyRun
from heedful.understand.studies.queries import whole_of
from heedful.web.about import About, what_it_is_about

SURE = 0.9
MOST_VISITS = 1000
# Visits that the table shows beside the chosen number.
STEPS = (1, 2, 4, 8, 12, 26, 52)
DRAWS, SEED = 2000, 5


@dataclass(frozen=True, slots=True)
class Odds:
    """A probability with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Step:
    visits: int
    wrong: Odds
    reliability: Odds


@dataclass(frozen=True, slots=True)
class Needed:
    """Visits to each location; None where no number of them is enough."""

    value: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Shop:
    about: About
    run: StudyRun
    whole: Whole
    choices: Sequence[Node]
    one: tuple[Node, PlaceFinding] | None  # both or none
    other: tuple[Node, PlaceFinding] | None
    visits: int

    @property
    def query(self) -> str:
        """What leads back to this page from a card."""
        if self.one is None or self.other is None:
            return f"visits={self.visits}"
        return f"one={self.one[0].pk}&other={self.other[0].pk}&visits={self.visits}"

    @property
    def within_sd(self) -> float:
        return math.sqrt(self.whole.within)

    @property
    def between_sd(self) -> float:
        return math.sqrt(self.whole.between)

    @cached_property
    def wrong(self) -> Odds:
        return self._wrong(self.visits)

    @cached_property
    def steps(self) -> Sequence[Step]:
        between, within = np.array(self.whole.draws).T
        return [
            Step(
                visits,
                self._wrong(visits),
                _odds(
                    reliability(between, within, visits),
                    float(reliability(self.whole.between, self.whole.within, visits)),
                ),
            )
            for visits in sorted({*STEPS, self.visits})
        ]

    @cached_property
    def needed(self) -> Needed:
        """Visits to each for the right order with probability SURE."""
        if self.one is None or self.other is None:
            between, within = np.array(self.whole.draws).T
            draws = typical_visits_needed(between, within, sure=SURE)
            best = typical_visits_needed(self.whole.between, self.whole.within, sure=SURE)
        else:
            gap, noise = self._pair
            draws = visits_needed(gap, noise, sure=SURE)
            expected = self.one[1].value - self.other[1].value
            spread = self.one[1].sd ** 2 + self.other[1].sd ** 2
            best = visits_needed(expected, spread, sure=SURE)
        low, high = np.quantile(draws, (0.025, 0.975), method="nearest")
        return Needed(_whole(float(best)), _whole(float(low)), _whole(float(high)))

    @cached_property
    def _pair(self) -> tuple[np.ndarray, np.ndarray]:
        """Draws of the difference of the two, and of the variance of a visit to each, summed."""
        assert self.one is not None  # noqa: S101 - for the type checker; callers have looked
        assert self.other is not None  # noqa: S101
        rng, (one, other) = np.random.default_rng(SEED), (self.one[1], self.other[1])
        error = math.hypot(one.error, other.error)
        gap = rng.normal(one.value - other.value, error, DRAWS)
        noise = sum(_variances(place, rng) for place in (one, other))
        return gap, np.asarray(noise)

    def _wrong(self, visits: int) -> Odds:
        if self.one is None or self.other is None:
            between, within = np.array(self.whole.draws).T
            best = float(typical_reorder(self.whole.between, self.whole.within, visits))
            return _odds(typical_reorder(between, within, visits), best)
        gap, noise = self._pair
        draws = reorder(gap, noise, visits)
        return _odds(draws, float(draws.mean()))


def shop_page(*, member: Member, query: Mapping[str, str]) -> Shop | None:
    """Put the page together; None while nothing was studied.

    A place that the person may not see, or of which too little is known, counts as not chosen.
    """
    about = what_it_is_about(member=member)
    if about is None:
        return None
    subject = about.subject
    run = newest_study(tenant_id=subject.tenant_id, questionnaire_id=subject.questionnaire_id)
    if run is None:
        return None
    found = findings_visible_to(member=member, run=run)
    nodes = locations_visible_to(member=member).filter(pk__in=found).order_by("name", "pk")
    known = {str(node.pk): (node, found[node.pk]) for node in nodes}
    one, other = known.get(query.get("one", "")), known.get(query.get("other", ""))
    both = one is not None and other is not None and one is not other
    asked = query.get("visits", "")
    sensible = asked.isascii() and asked.isdecimal() and len(asked) < 5
    return Shop(
        about=about,
        run=run,
        whole=whole_of(run, Whole),
        choices=[node for node, _ in known.values()],
        one=one if both else None,
        other=other if both else None,
        visits=min(max(int(asked), 1), MOST_VISITS) if sensible else 1,
    )


def _odds(draws: np.ndarray, value: float) -> Odds:
    low, high = np.quantile(draws, (0.025, 0.975))
    return Odds(value, float(low), float(high))


def _variances(place: PlaceFinding, rng: np.random.Generator) -> np.ndarray:
    """Draw the variance of a visit to a place; its interval is symmetric in the logarithm."""
    width = math.log(place.sd_high / place.sd_low) / (2 * 1.96)
    return np.asarray(np.exp(2 * rng.normal(math.log(place.sd), width, DRAWS)))


def _whole(visits: float) -> int | None:
    return int(visits) if math.isfinite(visits) else None
