"""A list of locations from a CSV file: what it would change, and changing it.

Columns: `code` and `name`; the levels of the tree from the top down (by default `region` and
`area`); `time_zone`, `street`, `city`, `postcode`, `country`, `brand`, `opening_hours`,
`opened_on`, `closed_on`, `target`. Every other column is kept as an attribute. A blank cell says
nothing and changes nothing; a location that is not in the file stays as it is.
"""

import uuid
from datetime import date

from django.db import transaction

from heedful.base.org.domain import lock_tree
from heedful.base.org.files.planning import LocationPlan, Planner
from heedful.base.org.files.table import Fault
from heedful.base.tenancy.models import Tenant

PATH_COLUMNS = ("region", "area")


class FileHasFaults(Exception):
    """Some lines must be mended before anything of the file goes in."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} lines")
        self.faults = faults


def preview_locations(
    *,
    tenant: Tenant,
    data: bytes,
    scope_id: uuid.UUID | None = None,
    path_columns: tuple[str, ...] = PATH_COLUMNS,
) -> LocationPlan:
    """Tell what the file would do. Raises NotATable."""
    return Planner(tenant, data, scope_id, path_columns).plan


@transaction.atomic
def import_locations(
    *,
    tenant: Tenant,
    data: bytes,
    since: date,
    scope_id: uuid.UUID | None = None,
    path_columns: tuple[str, ...] = PATH_COLUMNS,
) -> LocationPlan:
    """Add, change and move locations as the file says; moves hold from the day `since` on.

    The same file again changes nothing. `scope_id` keeps a person within their part of the tree.
    Raises NotATable, and FileHasFaults when not every line can be taken.
    """
    lock_tree(tenant_id=tenant.pk)
    planner = Planner(tenant, data, scope_id, path_columns)
    if planner.plan.faults:
        raise FileHasFaults(planner.plan.faults)
    planner.save(since)
    return planner.plan
