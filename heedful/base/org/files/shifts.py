"""Shifts of a roster into the database by COPY: a year of a chain is some 100,000 of them."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import connection

from heedful.base.tenancy.models import new_id

Key = tuple[str, date, str]  # code of the location, trading day, daypart
Duty = tuple[int | None, bool, float | None]  # staff, senior, temporary

_CREATE = """
create temp table shifts (
    id uuid, location_id uuid, day date, daypart text, staff integer, senior boolean,
    temporary double precision
) on commit drop
"""
_INSERT = """
insert into base_roster_shift (
    tenant_id, id, location_id, day, daypart, staff, senior, temporary
)
select %s, id, location_id, day, daypart, staff, senior, temporary from shifts
order by day, location_id
on conflict (tenant_id, day, location_id, daypart) do update
set staff = excluded.staff, senior = excluded.senior, temporary = excluded.temporary
"""


def write_shifts(
    *, tenant_id: uuid.UUID, shifts: Mapping[Key, Duty], places: Mapping[str, uuid.UUID]
) -> None:
    """Add shifts and change those that there are; call it once in a transaction.

    `places` has the locations by code. PostgreSQL refuses COPY into a table with row-level
    security, hence the temporary one.
    """
    if not shifts:
        return
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        with cursor.copy("copy shifts from stdin") as copy:
            copy.write("".join(_line(*one, places=places) for one in shifts.items()))
        cursor.execute(_INSERT, [tenant_id])
        cursor.execute("drop table shifts")


def _line(key: Key, duty: Duty, *, places: Mapping[str, uuid.UUID]) -> str:
    """One line of COPY's text format; no field holds a sign that would have to be escaped."""
    code, day, daypart = key
    staff, senior, temporary = ("\\N" if value is None else value for value in duty)
    return f"{new_id()}\t{places[code]}\t{day}\t{daypart}\t{staff}\t{senior}\t{temporary}\n"
