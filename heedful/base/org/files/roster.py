"""A roster from a CSV or Parquet file: who was on duty, by location, trading day and daypart.

Columns: `location_code`, `trading_day`, `daypart` and `senior` (yes or no, or how many); `staff`
(people) and `temporary` (share of the staff, 0 to 1) as far as they are known. What is not in the
file stays as it is.
"""

import io
import uuid
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from django.utils.translation import gettext as _

from heedful.base.org.files.fields import NotAField, number
from heedful.base.org.files.fields import day as read_day
from heedful.base.org.files.locations import FileHasFaults
from heedful.base.org.files.shifts import Duty, Key, write_shifts
from heedful.base.org.files.table import MAX_BYTES, Fault, Line, NotATable, Table, read_table
from heedful.base.org.models import RosterShift
from heedful.base.org.queries import dayparts_of
from heedful.base.org.tree import load_tree
from heedful.base.tenancy.models import Tenant

NEEDED = ("location_code", "trading_day", "daypart", "senior")
YES, NO = {"yes", "true", "y"}, {"no", "false", "n"}
MOST_STAFF = 100_000
MOST_SHIFTS = 1_000_000
# A roster has few different values and many lines.
REMEMBERED = 5_000


@dataclass(slots=True)
class RosterPlan:
    """What a roster would do."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    first_day: date | None = None
    last_day: date | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.changed)


def preview_roster(*, tenant: Tenant, data: bytes, scope_id: uuid.UUID | None = None) -> RosterPlan:
    """Tell what the file would do. Raises NotATable."""
    return _Planner(tenant, data, scope_id).plan


@transaction.atomic
def import_roster(*, tenant: Tenant, data: bytes, scope_id: uuid.UUID | None = None) -> RosterPlan:
    """Add and change shifts as the file says; the same file again changes nothing.

    Raises NotATable, and FileHasFaults when not every line can be taken.
    """
    planner = _Planner(tenant, data, scope_id)
    if planner.plan.faults:
        raise FileHasFaults(planner.plan.faults)
    write_shifts(tenant_id=tenant.pk, shifts=planner.fresh, places=planner.places)
    return planner.plan


@transaction.atomic
def undo_roster(*, tenant: Tenant, data: bytes, scope_id: uuid.UUID | None = None) -> int:
    """Take out the shifts that are still as the file says, and return how many there were.

    Raises NotATable, and FileHasFaults when a line cannot be read.
    """
    planner = _Planner(tenant, data, scope_id)
    if planner.plan.faults:
        raise FileHasFaults(planner.plan.faults)
    same = [
        planner.ids[key] for key, duty in planner.known.items() if planner.said.get(key) == duty
    ]
    return RosterShift.objects.filter(tenant=tenant, pk__in=same).delete()[0]


class _Planner:
    """Goes through the file line by line against what is known of the same days."""

    def __init__(self, tenant: Tenant, data: bytes, scope_id: uuid.UUID | None) -> None:
        table = read_roster(data)
        self.plan = RosterPlan(faults=list(table.faults))
        self._tree = load_tree(tenant=tenant)
        parts = dayparts_of(tenant_id=tenant.pk)
        self._parts = {part.name.casefold(): part.name for part in parts}
        self._scope = scope_id or self._tree.root_id
        self._lines: dict[Key, int] = {}
        self.places: dict[str, uuid.UUID] = {}  # of the codes that the file may name
        self.said: dict[Key, Duty] = {}
        for line in table.lines:
            self._read(line)
        self.known: dict[Key, Duty] = {}
        self.ids: dict[Key, uuid.UUID] = {}
        self._compare(tenant)

    def _read(self, line: Line) -> None:
        column = ""
        try:
            column = "location_code"
            place = self._place(line.get(column))
            column = "trading_day"
            day = _day(line.get(column))
            column = "daypart"
            part = self._part(line.get(column))
            column = "senior"
            senior = _senior(line.get(column))
            column = "staff"
            staff = _staff(line.get(column))
            column = "temporary"
            temporary = _share(line.get(column))
        except NotAField as error:
            self.plan.faults.append(Fault(line.number, column, str(error)))
            return
        key = (place, day, part)
        if key in self._lines:
            told = {"line": self._lines[key]}
            reason = _("This shift stands on line %(line)s too.") % told
            self.plan.faults.append(Fault(line.number, "", reason))
            return
        self._lines[key] = line.number
        self.said[key] = (staff, senior, temporary)

    def _part(self, text: str) -> str:
        name = self._parts.get(text.casefold())
        if name is None:
            told = {"names": ", ".join(self._parts.values())}
            raise NotAField(_("This is no part of the day; they are %(names)s.") % told)
        return name

    def _place(self, code: str) -> str:
        if code in self.places:
            return code
        node = self._tree.by_code.get(code)
        if node is None or not node.is_location:
            raise NotAField(_("There is no location with this code."))
        if self._scope not in self._tree.chain(node.pk):
            raise NotAField(_("This is outside your part of the organisation."))
        self.places[code] = node.pk
        return code

    def _compare(self, tenant: Tenant) -> None:
        if not self.said:
            return
        days = [day for _place, day, _part in self.said]
        self.plan.first_day, self.plan.last_day = min(days), max(days)
        rows = RosterShift.objects.filter(tenant=tenant, day__range=(min(days), max(days)))
        fields = ("pk", "location_id", "day", "daypart", "staff", "senior", "temporary")
        codes = {place: code for code, place in self.places.items()}
        for key, place, day, part, *duty in rows.values_list(*fields).iterator():
            shift = (codes.get(place, ""), day, part)
            if shift in self.said:
                self.known[shift] = (duty[0], duty[1], duty[2])
                self.ids[shift] = key
        for shift, duty in self.said.items():
            if shift not in self.known:
                self.plan.added += 1
            elif self.known[shift] != duty:
                self.plan.changed += 1
            else:
                self.plan.unchanged += 1

    @property
    def fresh(self) -> dict[Key, Duty]:
        """What the file says anew."""
        return {key: duty for key, duty in self.said.items() if self.known.get(key) != duty}


_day = lru_cache(REMEMBERED)(read_day)


@lru_cache(REMEMBERED)
def _senior(text: str) -> bool:
    if text.casefold() in YES | NO:
        return text.casefold() in YES
    try:
        count = number(text)
    except NotAField as error:
        raise NotAField(_("This is neither yes nor no, nor a number of people.")) from error
    if count < 0:
        raise NotAField(_("This is neither yes nor no, nor a number of people."))
    return count > 0


@lru_cache(REMEMBERED)
def _staff(text: str) -> int | None:
    if not text:
        return None
    count = number(text)
    if count != int(count) or not 0 <= count <= MOST_STAFF:
        raise NotAField(_("This is not a number of people."))
    return int(count)


@lru_cache(REMEMBERED)
def _share(text: str) -> float | None:
    if not text:
        return None
    share = number(text)
    if not 0 <= share <= 1:
        raise NotAField(_("This is not a share between 0 and 1."))
    return share


def read_roster(data: bytes) -> Table:
    """Read the lines of a CSV or Parquet file. Raises NotATable."""
    if data[:4] != b"PAR1":
        return read_table(data, needs=NEEDED)
    if len(data) > MAX_BYTES:
        raise NotATable(_("The file is larger than 20 MB."))
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        wanted = [name for name in (*NEEDED, "staff", "temporary") if name in file.schema.names]
        too_many = file.metadata.num_rows > MOST_SHIFTS
        found = file.read(columns=wanted) if not too_many else None
        columns = [] if found is None else [_texts(found[name]) for name in wanted]
    except (pa.ArrowException, OSError) as error:
        raise NotATable(_("This Parquet file cannot be read.")) from error
    if found is None:
        raise NotATable(_("The file has more than 1,000,000 lines."))
    missing = [name for name in NEEDED if name not in wanted]
    if missing:
        names = ", ".join(f"“{name}”" for name in missing)
        raise NotATable(_("The file has no column %(names)s.") % {"names": names})
    rows = zip(*columns, strict=True)
    lines = [Line(i, dict(zip(wanted, row, strict=True))) for i, row in enumerate(rows, 1)]
    return Table(tuple(wanted), lines, [])


def _texts(column: pa.ChunkedArray) -> list[str]:
    """A column as texts, each different value made into one only once."""
    coded = column.combine_chunks().dictionary_encode()
    texts = [str(value) for value in coded.dictionary.to_pylist()]
    return ["" if code is None else texts[code] for code in coded.indices.to_pylist()]
