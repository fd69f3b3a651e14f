"""Reading series and labels that lie as in NAB's repository."""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from cxscore.nab import Floats, Window

LABELS = "labels/combined_windows.json"
BRANDS = "realTweets"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A series of counts and the windows in which something happened."""

    name: str
    start: datetime
    step_seconds: float
    values: Floats
    windows: tuple[Window, ...]

    @property
    def per_day(self) -> int:
        return max(1, round(86_400 / self.step_seconds))

    @property
    def first_slot(self) -> int:
        seconds = self.start.hour * 3600 + self.start.minute * 60 + self.start.second
        return int(seconds // self.step_seconds)


def read_folder(folder: Path, part: str = BRANDS) -> Iterator[Labelled]:
    """Read every series (CSV, plain or gzipped) of a part of the corpus that has labels.

    Raises FileNotFoundError when there are no labels, ValueError when a window does not begin and
    end at a row.
    """
    labels = json.loads((folder / LABELS).read_text(encoding="utf-8"))
    for path in sorted((folder / part).glob("*.csv*")):
        name = path.name.removesuffix(".gz")
        windows = labels.get(f"{part}/{name}")
        if windows is not None:
            yield _read(path, name.removesuffix(".csv"), windows)


def _read(path: Path, name: str, windows: list[tuple[str, str]]) -> Labelled:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    rows = list(csv.reader(text.splitlines()))[1:]
    times = [datetime.fromisoformat(row[0]) for row in rows]
    place = {time: i for i, time in enumerate(times)}
    try:
        limits = tuple(
            (place[datetime.fromisoformat(a)], place[datetime.fromisoformat(b)]) for a, b in windows
        )
    except KeyError as wrong:
        raise ValueError(f"{name} has no row at {wrong}, where a window ends") from None
    gaps = np.diff(np.array([time.timestamp() for time in times]))
    return Labelled(
        name=name,
        start=times[0],
        step_seconds=float(np.median(gaps)),
        values=np.array([float(row[1]) for row in rows]),
        windows=limits,
    )
