"""Asking for the jobs of an import. They run in `heedful.flows.imports`, which this room may not
know, so they are asked for by name.
"""

from procrastinate.contrib.django import app

from heedful.listen.imports.models import Import

RUN = "imports.run"
UNDO = "imports.undo"
QUEUE = "imports"


def defer_run(*, entry: Import) -> None:
    """Have the file read by a worker, once this transaction commits."""
    _defer(RUN, entry)


def defer_undo(*, entry: Import) -> None:
    """Have what the import added taken out by a worker, once this transaction commits."""
    _defer(UNDO, entry)


def _defer(name: str, entry: Import) -> None:
    # One import of an organisation after the other: they may make the same locations.
    task = app.configure_task(name, queue=QUEUE, lock=f"imports:{entry.tenant_id}")
    task.defer(tenant_id=str(entry.tenant_id), import_id=str(entry.pk))
