"""Streams as Parquet files, one a table."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cxsim.observable import Observable
from cxsim.tables import dates
from cxsim.truth import Truth


def write_streams(observable: Observable, folder: Path) -> None:
    streams = observable.streams
    tables = {f.name: getattr(streams, f.name) for f in fields(streams) if f.name != "identities"}
    who = streams.identities
    tables |= {f.name: getattr(who, f.name) for f in fields(who)}
    _write_all(tables, folder, codes=[place.code for place in observable.locations])


def write_streams_truth(truth: Truth, folder: Path) -> None:
    streams, codes = truth.streams, truth.locations
    tables = {
        "actions": truth.actions,
        "posts": streams.posts,
        "crises": streams.crises,
        "ideas": streams.ideas,
        "offers": streams.advocacy,
        "records": streams.identities.who,
        "replies": streams.identities.replies,
    }
    _write_all(tables, folder, codes=codes)
    elasticities = {
        "location_code": list(codes),
        "sales": streams.sales.elasticity,
        "transactions": streams.sales.transactions_elasticity,
    }
    pq.write_table(pa.table(elasticities), folder / "elasticities.parquet")
    pq.write_table(_daily(truth), folder / "daily.parquet")


def _daily(truth: Truth) -> pa.Table:
    """What guests lived through, what they remembered and the sales to be expected from it."""
    streams, days = truth.streams, truth.config.days
    place, day = np.divmod(np.arange(streams.experience.size), days)
    return pa.table(
        {
            "location_code": _codes(place, truth.locations),
            "day": dates(truth.last_day.toordinal() - days + 1 + day),
            "experience": streams.experience.ravel(),
            "remembered": streams.sales.remembered.ravel(),
            "expected_sales": streams.sales.expected.ravel(),
        }
    )


def _write_all(tables: Mapping[str, Any], folder: Path, *, codes: Sequence[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, record in tables.items():
        columns = dict(_column(record, field.name, codes) for field in fields(record))
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")


def _column(record: Any, name: str, codes: Sequence[str]) -> tuple[str, Any]:
    """A location becomes its code, or null for the brand; an ordinal becomes a date."""
    values = getattr(record, name)
    if name == "location":
        return "location_code", _codes(values, codes)
    return name, dates(values) if name == "start_day" else values


def _codes(location: Any, codes: Sequence[str]) -> pa.Array:
    # A row of −1 finds the null at the end.
    names = np.array([*codes, None], dtype=object)
    return pa.array(names[location], pa.string())
