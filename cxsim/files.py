"""An organisation as files: `observable/` for the product, `truth/` for those who judge it."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from cxsim.mapping_file import mapping_text
from cxsim.observable import Observable
from cxsim.simulation import Simulated
from cxsim.streams.files import write_streams
from cxsim.tables import observable_tables
from cxsim.truth_files import write_truth

PLACE_COLUMNS = (
    "brand", "format", "time_zone", "street", "city", "postcode", "country", "opening_hours",
    "opened_on",
)  # fmt: skip
PERSON_COLUMNS = ("name", "email", "role", "scope")


def write(simulated: Simulated, folder: Path) -> None:
    """Write both parts below `folder`; the same organisation gives the same bytes."""
    write_observable(simulated.observable, folder / "observable")
    write_truth(simulated.truth, folder / "truth")


def write_observable(observable: Observable, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    columns = ("code", "name", *observable.levels, *PLACE_COLUMNS)
    places = [[getattr(p, name) for name in columns] for p in observable.locations]
    people = [[getattr(p, name) for name in PERSON_COLUMNS] for p in observable.people]
    (folder / "locations.csv").write_bytes(_csv(columns, places))
    (folder / "people.csv").write_bytes(_csv(PERSON_COLUMNS, people))
    for name, table in observable_tables(observable).items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    write_streams(observable, folder / "streams")
    (folder / "mapping.toml").write_text(mapping_text(observable.questionnaire), "utf-8")


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
