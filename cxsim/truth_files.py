"""The truth as Parquet files, one row a location and driver, and the configuration beside them."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cxsim.config_toml import write_config
from cxsim.planting import NO_PRIORITY
from cxsim.streams.files import write_streams_truth
from cxsim.truth import Floats, Truth
from cxsim.truth_tables import truth_tables


def write_truth(truth: Truth, folder: Path) -> None:
    """Write all that is true as tables, and config.toml, from which it grew."""
    folder.mkdir(parents=True, exist_ok=True)
    gains, shape = truth.gains, truth.effect.shape
    _write_long(truth, folder / "effects.parquet", {"effect": truth.effect, "cause": truth.cause})
    _write_long(truth, folder / "means.parquet", {"mean": gains.mean})
    goal = np.broadcast_to(gains.goal, shape)
    _write_long(truth, folder / "gaps.parquet", {"goal": goal, "gap": gains.gap})
    reach = np.broadcast_to(truth.reach, shape)
    _write_long(truth, folder / "gains.parquet", {"reach": reach, "gain": gains.gain})
    _write_long(
        truth, folder / "trends.parquet", {"per_year": truth.trend}, keep=truth.trend.ravel() != 0
    )
    pq.write_table(_first_priorities(truth), folder / "first_priority.parquet")
    pq.write_table(_dips(truth), folder / "dips.parquet")
    for name, table in truth_tables(truth).items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    write_streams_truth(truth, folder / "streams")
    head = f"# Seed {truth.seed}, last day {truth.last_day.isoformat()}.\n"
    (folder / "config.toml").write_text(head + write_config(truth.config), "utf-8")


def _write_long(
    truth: Truth, path: Path, values: dict[str, Floats], *, keep: NDArray[np.bool_] | None = None
) -> None:
    n_drivers = len(truth.drivers)
    columns = {
        "location_code": np.repeat(truth.locations, n_drivers),
        "driver": np.tile(truth.drivers, len(truth.locations)),
    } | {name: value.ravel() for name, value in values.items()}
    rows = slice(None) if keep is None else keep
    pq.write_table(pa.table({name: column[rows] for name, column in columns.items()}), path)


def _first_priorities(truth: Truth) -> pa.Table:
    """The clear first priority (null: none), and whatever gains most and second most."""
    largest, second = truth.gains.two_largest
    names = [None if d == NO_PRIORITY else truth.drivers[d] for d in truth.first_priority.tolist()]
    return pa.table(
        {
            "location_code": list(truth.locations),
            "driver": pa.array(names, pa.string()),
            "best": [truth.drivers[d] for d in truth.gains.best.tolist()],
            "best_gain": largest,
            "second_gain": second,
        }
    )


def _dips(truth: Truth) -> pa.Table:
    dip = truth.config.dip
    where = np.flatnonzero(truth.dip).tolist()
    rows = [
        (truth.locations[i], item, float(truth.dip[i] * part))
        for i in where
        for item, part in dip.items.items()
    ]
    return pa.table(
        {
            "location_code": [code for code, _, _ in rows],
            "weekday": [dip.weekday] * len(rows),
            "hours": [dip.hours] * len(rows),
            "item": [item for _, item, _ in rows],
            "depth": [depth for _, _, depth in rows],
        }
    )
