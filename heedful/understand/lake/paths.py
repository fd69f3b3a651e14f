"""What paths over single rows have in common, whichever engine reads them."""

from datetime import datetime
from typing import ClassVar

from heedful.understand.lake.counting import Columns, keyed
from heedful.understand.lake.files import Kept, LiveFile, Snapshot
from heedful.understand.lake.places import Places, places_of, spanned
from heedful.understand.lake.queries import is_written, names_for, whole_up_to
from heedful.understand.lake.shapes import Shape
from heedful.understand.lake.sql import with_days, written
from heedful.understand.lake.store import store_of
from heedful.understand.metrics.counts import Count, Counted

# A file that was replaced while it was being read is looked for in the table's next version.
TRIES = 3


class FileGone(Exception):
    """A file of the lake was replaced by a newer one before it was read."""


class OverLake:
    """A path over the files of the lake; an engine says how it reads them."""

    name: ClassVar[str]
    dialect: ClassVar[str]

    def refuses(self, count: Count) -> str:
        if not is_written(count) or _snapshot(count) is None:
            return "the lake has not been written yet"
        return ""

    def reads(self, count: Count) -> int:
        return sum(file.rows for file in _files(count))

    def fresh(self, count: Count) -> datetime | None:
        return whole_up_to(count)

    def count(self, count: Count) -> Counted:
        names = names_for(count)
        places = places_of(count)
        for tried in range(1, TRIES + 1):
            files = _files(count)
            weighted = any(file.is_weighted for file in files)
            shape = Shape.of(count, reach=places.reach, names=names, weighted=weighted)
            sql = with_days(written(shape, self.dialect), count.spans)
            try:
                told = self.told(sql, Kept.of(files, spanned(count)), places, shape)
            except FileGone:
                if tried == TRIES:
                    raise
                continue
            return keyed(count, shape, told, names)
        raise FileGone

    def warm(self) -> None:
        """Load what counting needs, so that the first question need not."""

    def told(self, sql: str, kept: Kept, places: Places, shape: Shape) -> Columns:
        """Run SQL over some files. Raises FileGone."""
        raise NotImplementedError


def value_names(shape: Shape) -> list[str]:
    """The columns beside the keys, for when there is no line to tell them."""
    answers = [f"value{i}" for i in range(len(shape.slots))]
    sums = ["weight", "squares"] if shape.weighted else []
    return [*answers, "n", "rank", *sums]


def _snapshot(count: Count) -> Snapshot | None:
    of = count.subject
    return store_of(tenant_id=of.tenant_id, questionnaire_id=of.questionnaire_id).snapshot()


def _files(count: Count) -> tuple[LiveFile, ...]:
    whole, snapshot = spanned(count), _snapshot(count)
    return () if snapshot is None else snapshot.of_days(whole.first, whole.last)
