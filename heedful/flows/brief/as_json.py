"""A brief as one JSON object, for other programs."""

import math
from dataclasses import asdict
from typing import Any

from heedful import __version__
from heedful.flows.brief.findings import Brief, Place
from heedful.understand.drivers.method import method_of
from heedful.understand.drivers.rules import LocationPriority


def as_object(brief: Brief) -> dict[str, Any]:
    """All numbers of the brief; what is not known is null."""
    study = brief.findings.study if brief.findings else None
    labels = {item.code: item.label for item in brief.series.items}
    return {
        "title": brief.title,
        "n": brief.n,
        "repeated": brief.repeated,
        "first_day": brief.first.isoformat(),
        "last_day": brief.last.isoformat(),
        "outcome": {
            "code": brief.item.code,
            "label": brief.item.label,
            "metric": brief.metric.name,
            "value": _known(brief.whole.value[0]),
            "low": _known(brief.whole.low[0]),
            "high": _known(brief.whole.high[0]),
            "n": brief.answers,
        },
        "drivers": [
            {
                "item": driver.item,
                "label": labels[driver.item],
                "share": driver.share,
                "low": driver.low,
                "high": driver.high,
                "n": driver.n,
                "score": driver.score,
                "target": driver.target,
                "target_low": driver.target_low,
                "target_high": driver.target_high,
                "room": driver.room,
                "room_low": driver.room_low,
                "room_high": driver.room_high,
            }
            for driver in (study.drivers if study else ())
        ],
        "left_out": [
            {"item": item, "label": labels[item], "reason": reason}
            for item, reason in (study.left_out if study else ())
        ],
        "r_squared": _known(study.r_squared) if study else None,
        "locations": [_place(place) for place in brief.places()],
        "rejected": {
            "n": brief.rejected,
            "first": [
                {
                    "file": row.file,
                    "line": row.reject.line,
                    "column": row.reject.column,
                    "value": row.reject.value,
                    "reason": row.reject.reason,
                }
                for row in brief.rejects
            ],
        },
        "method": method(brief),
        "version": __version__,
    }


def method(brief: Brief) -> str:
    """How the numbers came to be, as one paragraph."""
    study = brief.findings.study if brief.findings else None
    score = f"{brief.metric.label}: {brief.metric.formula} {brief.metric.interval}"
    said = method_of(study, label=brief.item.label, weighted=brief.weighted)
    return " ".join([score, *(one.plain() for one in said), f"Heedful {__version__}."])


def _place(place: Place) -> dict[str, Any]:
    return {
        "path": list(place.path),
        "n": place.n,
        "estimate": _known(place.estimate),
        "low": _known(place.low),
        "high": _known(place.high),
        **_priority(place.priority),
    }


def _priority(priority: LocationPriority) -> dict[str, Any]:
    return {
        "priority": asdict(priority.first) if priority.first else None,
        "also": [asdict(choice) for choice in priority.also],
        "reason": str(priority.reason) if priority.reason else None,
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
