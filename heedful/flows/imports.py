"""What happens when a file comes in: it is read, counted, and the priorities are found anew."""

import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from django.db import Error, ProgrammingError
from django.utils import timezone
from procrastinate.contrib.django import app
from rich.console import Console
from rich.progress import Progress as Bar

from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows import priorities
from heedful.flows.dispatch import count_all
from heedful.flows.priorities import AGAIN, refresh_soon
from heedful.listen.imports import domain, tasks
from heedful.listen.imports.choosing import choose_mappings
from heedful.listen.imports.liveness import at_work
from heedful.listen.imports.mapping import Mapping, MappingError, load_mapping, to_toml
from heedful.listen.imports.models import Import
from heedful.listen.imports.reading import UnreadableFile
from heedful.listen.imports.rules import Outcome, Progress
from heedful.listen.imports.storage import TooLarge

BLOCK = 1 << 20


class NoTenant(Exception):
    """It is not clear which organisation is meant; the sentence says what to do."""


@app.task(name=tasks.RUN, queue=tasks.QUEUE, retry=AGAIN)
def run(tenant_id: str, import_id: str) -> None:
    """Read one file; cells follow by the dispatcher, priorities by a job of their own."""
    tenant = uuid.UUID(tenant_id)
    # The page of the import says why it failed, and offers to try again; what is in counts.
    with suppress(domain.Failed, domain.NotReady):
        domain.run_import(tenant_id=tenant, import_id=uuid.UUID(import_id), now=timezone.now())
    refresh_soon(tenant_id=tenant)


@app.task(name=tasks.UNDO, queue=tasks.QUEUE, retry=AGAIN)
def undo(tenant_id: str, import_id: str) -> None:
    """Take out what one file added."""
    tenant = uuid.UUID(tenant_id)
    domain.undo_import(tenant_id=tenant, import_id=uuid.UUID(import_id))
    refresh_soon(tenant_id=tenant)


def main(files: Sequence[Path], mappings: Sequence[Path], *, tenant: str | None) -> int:
    """Bring files in from the terminal; return the exit code."""
    console = Console(stderr=True)
    try:
        organisation = the_tenant(tenant)
        known = [load_mapping(path) for path in mappings]
        for file, mapping in zip(files, choose_mappings(files, known), strict=True):
            outcome = bring_in(tenant=organisation, file=file, mapping=mapping, console=console)
            sys.stdout.write(f"{told_of(file.name, outcome)}\n")
    except (NoTenant, MappingError, UnreadableFile, domain.Failed, TooLarge) as error:
        console.print(str(error) or "The file is larger than HEEDFUL_MAX_UPLOAD_MB allows.")
        return 2
    follow(tenant=organisation, console=console)
    return 0


def told_of(name: str, outcome: Outcome) -> str:
    return (
        f"{name}: {outcome.new:,} new, {outcome.changed:,} changed,"
        f" {outcome.same:,} unchanged, {outcome.rejected:,} rejected"
    )


def follow(*, tenant: Tenant, console: Console) -> None:
    """Count what came in and find the priorities anew."""
    dispatch_all(console=console)
    with console.status("Finding what each location should do first"):
        priorities.run_or_wait(tenant_id=tenant.pk, now=timezone.now())


def the_tenant(name: str | None) -> Tenant:
    """Return the organisation of this name, or the only one. Raises NoTenant."""
    found = Tenant.objects.filter(name=name) if name else Tenant.objects.all()
    try:
        first = list(found[:2])
    except ProgrammingError:  # A data folder in which Heedful never ran has no tables.
        raise NoTenant("There is no organisation yet. Start Heedful once.") from None
    match first:
        case [tenant]:
            return tenant
        case []:
            raise NoTenant("There is no such organisation. Start Heedful once, or name another.")
        case _:
            names = ", ".join(f"“{one.name}”" for one in Tenant.objects.order_by("name")[:20])
            raise NoTenant(f"Say which organisation with --tenant: {names}.")


def bring_in(*, tenant: Tenant, file: Path, mapping: Mapping, console: Console) -> Outcome:
    """Read a file of this machine into an organisation, with progress. Raises domain.Failed."""
    with within(tenant.pk):
        entry = domain.bring_file(
            tenant_id=tenant.pk, by_id=None, file_name=file.name, chunks=blocks(file)
        )
        domain.set_mapping(entry=entry, toml=to_toml(mapping))
        domain.queue_import(entry=entry)
    return run_with_progress(entry=entry, console=console)


def run_with_progress(*, entry: Import, console: Console) -> Outcome:
    """Read a file in this process. No job comes again for it, so it says itself where it ends."""
    with at_work(import_id=entry.pk):
        try:
            return _read_with_bar(entry=entry, console=console)
        except domain.Failed:
            raise
        except BaseException:
            with suppress(Error):  # Without a database its page finds out that nobody works on it.
                domain.interrupt(tenant_id=entry.tenant_id, import_id=entry.pk, now=timezone.now())
            raise


def _read_with_bar(*, entry: Import, console: Console) -> Outcome:
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        line = bar.add_task(entry.file_name, total=entry.size)

        def show(read: Progress) -> None:
            bar.update(line, completed=read.bytes_read, description=f"{read.rows:,} rows")

        return domain.run_import(
            tenant_id=entry.tenant_id, import_id=entry.pk, now=timezone.now(), progress=show
        )


def blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            yield block


def dispatch_all(*, console: Console) -> None:
    """Count what came in, and say so."""
    with console.status("Counting"):
        count_all()
