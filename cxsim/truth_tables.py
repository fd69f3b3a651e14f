"""The truth beside effects and gains as tables, by the name of their file."""

from dataclasses import asdict

import numpy as np
import pyarrow as pa

from cxsim.events import EVERYWHERE
from cxsim.hours import WEEKDAYS
from cxsim.records import response_ids
from cxsim.tables import dates, named
from cxsim.truth import Truth


def truth_tables(truth: Truth) -> dict[str, pa.Table]:
    return {
        "variance": _variance(truth),
        "week": _week(truth),
        "rows": _rows(truth),
        "locations": _locations(truth),
        "episodes": _episodes(truth),
        "changes": _changes(truth),
    }


def _variance(truth: Truth) -> pa.Table:
    parts, answered = asdict(truth.variance), asdict(truth.answered)
    return pa.table(
        {
            "level": list(parts),
            "variance": list(parts.values()),
            "answered": list(answered.values()),
        }
    )


def _week(truth: Truth) -> pa.Table:
    """One row for each daypart of the week in which anybody comes to a location."""
    where = np.nonzero(truth.week.visits)
    location, weekday, daypart = where
    return pa.table(
        {
            "location_code": named(location, truth.locations),
            "weekday": named(weekday, WEEKDAYS),
            "daypart": named(daypart, [part.name for part in truth.config.week.dayparts]),
            "deviation": truth.week.deviation[where],
            "visits": truth.week.visits[where],
        }
    )


def _rows(truth: Truth) -> pa.Table:
    quality = truth.quality
    return pa.table(
        {
            "response_id": response_ids(len(quality.careless)),
            "careless": quality.careless,
            "gamed": quality.gamed,
            "duplicated": quality.duplicated,
            "forged": quality.forged,
            "same_device": quality.same_device,
            "propensity": truth.response.propensity,
        }
    )


def _locations(truth: Truth) -> pa.Table:
    return pa.table(
        {
            "location_code": list(truth.locations),
            "mean": truth.response.mean,
            "rate": truth.response.rate,
            "visits": truth.response.visits,
            "begging": truth.quality.begging,
            "forging": truth.quality.forging,
            "senior_effect": truth.cover.senior,
            "temporary_effect": truth.cover.temporary,
        }
    )


def _episodes(truth: Truth) -> pa.Table:
    episodes = truth.episodes
    return pa.table(
        {
            "location_code": named(episodes.location, truth.locations),
            "item": [episodes.item] * len(episodes.location),
            "marker_day": dates(episodes.marker_day),
            "outcome_day": dates(episodes.outcome_day),
            "end_day": dates(episodes.end_day),
            "marker_depth": episodes.marker_depth,
            "outcome_depth": episodes.outcome_depth,
        }
    )


def _changes(truth: Truth) -> pa.Table:
    """A change at all locations has no location code."""
    changes = truth.changes
    codes = [None if i == EVERYWHERE else truth.locations[i] for i in changes.location.tolist()]
    return pa.table(
        {
            "location_code": pa.array(codes, pa.string()),
            "day": dates(changes.day),
            "size": changes.size,
        }
    )
