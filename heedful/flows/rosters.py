"""`heedful roster`: a roster from the terminal, taken in or taken out again."""

import sys
from pathlib import Path

from django.utils import timezone
from rich.console import Console

from heedful.base.org.files.locations import FileHasFaults
from heedful.base.org.files.roster import import_roster, undo_roster
from heedful.base.org.files.table import MAX_BYTES, NotATable
from heedful.base.tenancy.domain import within
from heedful.flows import priorities
from heedful.flows.imports import NoTenant, the_tenant

SHOWN = 20


def main(file: Path, *, tenant: str | None, undo: bool) -> int:
    """Take a roster in, or out again what is still as the file says; return the exit code."""
    console = Console(stderr=True)
    try:
        organisation = the_tenant(tenant)
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
        with within(organisation.pk):
            if undo:
                told = f"{undo_roster(tenant=organisation, data=data):,} shifts taken out"
            else:
                plan = import_roster(tenant=organisation, data=data)
                told = f"{plan.added:,} new, {plan.changed:,} changed, {plan.unchanged:,} unchanged"
    except FileHasFaults as error:
        for fault in error.faults[:SHOWN]:
            console.print(f"Line {fault.line} {fault.column}: {fault.reason}", markup=False)
        console.print(f"{error}: nothing was taken in.", markup=False)
        return 2
    except (NoTenant, NotATable, OSError) as error:
        console.print(str(error), markup=False)
        return 2
    sys.stdout.write(f"{file.name}: {told}\n")
    with console.status("Studying the trading week"):
        priorities.run_or_wait(tenant_id=organisation.pk, now=timezone.now())
    return 0
