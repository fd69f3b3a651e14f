"""An organisation as files: `observable/` for the product, `truth/` for those who judge it."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cxsim.answers import NOT_USED, SKIPPED
from cxsim.mapping_file import mapping_text
from cxsim.observable import Feedback, Observable
from cxsim.simulation import Simulated
from cxsim.truth_files import write_truth

PLACE_COLUMNS = (
    "code", "name", "region", "area", "brand", "format", "time_zone", "street", "city", "postcode",
    "country", "opening_hours", "opened_on",
)  # fmt: skip
PERSON_COLUMNS = ("name", "email", "role", "scope")


def write(simulated: Simulated, folder: Path) -> None:
    """Write both parts below `folder`; the same organisation gives the same bytes."""
    write_observable(simulated.observable, folder / "observable")
    write_truth(simulated.truth, folder / "truth")


def write_observable(observable: Observable, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    places = [[getattr(p, name) for name in PLACE_COLUMNS] for p in observable.locations]
    people = [[getattr(p, name) for name in PERSON_COLUMNS] for p in observable.people]
    (folder / "locations.csv").write_bytes(_csv(PLACE_COLUMNS, places))
    (folder / "people.csv").write_bytes(_csv(PERSON_COLUMNS, people))
    codes = observable.questionnaire.codes
    feedback = _csv(feedback_columns(codes), _feedback_rows(observable.feedback))
    # Time and name of a gzip header would make equal contents unequal files.
    (folder / "feedback.csv.gz").write_bytes(gzip.compress(feedback, compresslevel=6, mtime=0))
    (folder / "mapping.toml").write_text(mapping_text(observable.questionnaire), "utf-8")


def feedback_columns(items: Sequence[str]) -> tuple[str, ...]:
    before = ("response_id", "location_code", "submitted_at", "channel", "language")
    return (*before, "recommend", "overall", *items, "comment")


def _feedback_rows(feedback: Feedback) -> Iterable[tuple[str, ...]]:
    times = np.char.replace(np.datetime_as_string(feedback.submitted_at, unit="m"), "T", " ")
    return zip(
        feedback.response_id,
        feedback.location_code,
        times.tolist(),
        feedback.channel,
        feedback.language,
        _as_written(feedback.recommend),
        _as_written(feedback.overall),
        *(_as_written(column) for column in feedback.ratings.T),
        feedback.comment,
        strict=True,
    )


def _as_written(scores: NDArray[np.int8]) -> list[str]:
    words = {NOT_USED: "N/A", SKIPPED: ""} | {score: str(score) for score in range(11)}
    return [words[score] for score in scores.tolist()]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
