"""A file on its way: brought, mapped, started, read in chunks, and taken out again."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

import structlog
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from heedful.base.audit.domain import record
from heedful.base.audit.rules import OPERATOR, Action, Details, person
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import new_id
from heedful.listen.feedback.models import Feedback, RowFactor
from heedful.listen.imports import storage
from heedful.listen.imports.liveness import is_at_work
from heedful.listen.imports.mapping import MappingError, read_mapping
from heedful.listen.imports.models import Import, ImportState
from heedful.listen.imports.queries import UNDER_WAY
from heedful.listen.imports.reading import UnreadableFile
from heedful.listen.imports.rules import CHUNK, Outcome, Progress, item_specs, kept_suffix
from heedful.listen.imports.rules import shown_name as shown
from heedful.listen.imports.running import Run
from heedful.listen.imports.writing import lock, tell
from heedful.listen.responses.models import Response
from heedful.listen.surveys.domain import ScaleChanged

log = structlog.get_logger(__name__)

Tell = Callable[[Progress], None]
WAITING = (ImportState.UPLOADED, ImportState.DONE, ImportState.FAILED)


class NotReady(Exception):
    """The import is not in a state in which this can be done; the page shows why."""


class Failed(Exception):
    """The file could not be read to its end; the sentence says why, and the import keeps it."""


def bring_file(
    *, tenant_id: uuid.UUID, by_id: uuid.UUID | None, file_name: str, chunks: Iterable[bytes]
) -> Import:
    """Keep a file; it waits for its mapping. Raises storage.TooLarge."""
    key = new_id()
    stored_as, size = storage.keep(
        tenant_id=tenant_id, name=f"{key}{kept_suffix(file_name)}", chunks=chunks
    )
    return Import.objects.create(
        id=key,
        tenant_id=tenant_id,
        by_id=by_id,
        file_name=shown(file_name),
        size=size,
        stored_as=stored_as,
    )


def set_mapping(*, entry: Import, toml: str) -> None:
    """Keep what a person took the file for. Raises MappingError, NotReady.

    While rows of it are in, the file stays in its series: they would not be known again.
    """
    mapping = read_mapping(toml)
    item_specs(mapping)
    is_in = entry.mapping and (entry.rows_new or entry.rows_changed)
    if is_in and read_mapping(entry.mapping).series != mapping.series:
        raise MappingError(
            _("Rows of this file are in. Take them out before it joins another questionnaire.")
        )
    changed = Import.objects.filter(pk=entry.pk, state__in=WAITING).update(mapping=toml)
    if not changed:
        raise NotReady


def queue_import(*, entry: Import) -> None:
    """Let the file be read next; the caller defers the job. Raises NotReady.

    What stopped or was done before may be started again: rows that are in already stay as they
    are.
    """
    ready = Import.objects.filter(pk=entry.pk, state__in=WAITING).exclude(mapping="")
    if not ready.update(state=ImportState.QUEUED, error="", bytes_read=0, finished_at=None):
        raise NotReady


@transaction.atomic
def queue_undo(*, entry: Import, by_id: uuid.UUID | None, now: datetime) -> None:
    """Let all that this import added be taken out next; the caller defers the job.

    Raises NotReady. `by_id` nobody is an operator.
    """
    ready = Import.objects.filter(pk=entry.pk, state__in=(ImportState.DONE, ImportState.FAILED))
    if not ready.update(state=ImportState.UNDOING):
        raise NotReady
    _note(Action.FILE_TAKEN_BACK, entry, by_id=by_id, now=now)


@transaction.atomic
def forget_file(*, entry: Import) -> None:
    """Forget a file from which nothing went in, or whose rows were taken out. Raises NotReady."""
    # Somebody may start it at the same time, so its state counts as it is under the lock.
    waiting = Import.objects.select_for_update().filter(pk=entry.pk, state__in=WAITING)
    if not waiting.values_list("pk"):
        raise NotReady
    if Feedback.objects.filter(tenant_id=entry.tenant_id, import_id=entry.pk).exists():
        raise NotReady
    # The file itself goes last: a deletion that is rolled back must find it again.
    stored_as = entry.stored_as
    transaction.on_commit(lambda: storage.forget(stored_as))
    entry.rejects.all().delete()
    entry.delete()


def settle(*, entry: Import) -> Import:
    """Let an import that nobody works on any more be started, taken out or forgotten again.

    A job that is cut off comes again by itself, but a terminal that is killed leaves none.
    """
    state = entry.state
    if state not in UNDER_WAY or is_at_work(entry=entry):
        return entry
    # It may have ended between the two questions: then it is left as it is now.
    left = Import.objects.filter(pk=entry.pk, state=state)
    if left.update(state=ImportState.FAILED, error=was_interrupted(state)):
        log.warning("import.interrupted", import_id=str(entry.pk), state=state)
    entry.refresh_from_db()
    return entry


def interrupt(*, tenant_id: uuid.UUID, import_id: uuid.UUID, now: datetime) -> None:
    """Let a file be started again whose reading stops here and now, before its end."""
    with within(tenant_id):
        Import.objects.filter(pk=import_id, state__in=UNDER_WAY).update(
            state=ImportState.FAILED,
            error=was_interrupted(ImportState.RUNNING),
            finished_at=now,
        )


def was_interrupted(state: str) -> str:
    if state == ImportState.UNDOING:
        return _("Taking out what this file added was interrupted. Take it out again.")
    return _("The import was interrupted; what was read so far is in. Try again.")


def run_import(
    *, tenant_id: uuid.UUID, import_id: uuid.UUID, now: datetime, progress: Tell | None = None
) -> Outcome:
    """Read the file to its end, chunk by chunk, each in a transaction of its own.

    After an interruption it begins again and adds no row twice. Call it outside of any
    transaction. Raises Failed with a sentence for the person who brought the file.
    """
    with within(tenant_id):
        entry = _begin(import_id, now)
    try:
        run = Run(entry, now=now)
        for read in run.chunks():
            if progress:
                progress(read)
    except (UnreadableFile, MappingError, ScaleChanged, OSError) as error:
        sentence = file_is_gone() if isinstance(error, OSError) else str(error)
        _stop(entry, error=sentence, now=now)
        raise Failed(sentence) from error
    except OperationalError:
        raise  # The database went away: the job comes again and the import goes on.
    except Exception as error:
        # The id leads from the page to the log; the error itself may quote a customer's words.
        incident = uuid.uuid4().hex[:8]
        log.exception("import.failed", import_id=str(import_id), incident=incident)
        _stop(entry, error=_unexpected(incident), now=now)
        raise Failed(_unexpected(incident)) from error
    with within(tenant_id):
        Import.objects.filter(pk=entry.pk).update(state=ImportState.DONE, finished_at=now)
        entry.refresh_from_db()
        rows = {"new": entry.rows_new, "changed": entry.rows_changed}
        _note(Action.FILE_IMPORTED, entry, by_id=entry.by_id, now=now, details=rows)
    return Outcome(entry.rows_new, entry.rows_changed, entry.rows_same, entry.rows_rejected)


def _begin(import_id: uuid.UUID, now: datetime) -> Import:
    """Claim the import; what was counted of rows that did not go in is counted anew."""
    entry = Import.objects.select_for_update().select_related("tenant").get(pk=import_id)
    if entry.state in {ImportState.UPLOADED, ImportState.UNDOING} or not entry.mapping:
        raise NotReady
    entry.rejects.all().delete()
    entry.state, entry.error = ImportState.RUNNING, ""
    entry.started_at, entry.finished_at = now, None
    entry.bytes_read = entry.rows_same = entry.rows_rejected = 0
    entry.save()
    return entry


def _note(
    action: Action,
    entry: Import,
    *,
    by_id: uuid.UUID | None,
    now: datetime,
    details: Details | None = None,
) -> None:
    record(
        tenant_id=entry.tenant_id,
        actor=person(by_id) if by_id else OPERATOR,
        action=action,
        about=f"import:{entry.pk}",
        details=details,
        now=now,
    )


def _stop(entry: Import, *, error: str, now: datetime) -> None:
    with within(entry.tenant_id):
        Import.objects.filter(pk=entry.pk).update(
            state=ImportState.FAILED, error=error, finished_at=now
        )


def file_is_gone() -> str:
    return _("The uploaded file cannot be read any more. Bring it again.")


def _unexpected(incident: str) -> str:
    told = {"incident": incident}
    return (
        _(
            "Something went wrong that should not have (%(incident)s). The file is kept, and what"
            " was read so far is in. Try again; if it stops again, show this number to your"
            " operator."
        )
        % told
    )


def undo_import(
    *, tenant_id: uuid.UUID, import_id: uuid.UUID, progress: Callable[[int], None] | None = None
) -> int:
    """Take out all that an import added, and let what it replaced count again.

    Goes chunk by chunk and may be interrupted and repeated; once it is done, a repetition leaves
    what was started since alone. Returns the number of rows removed.
    """
    removed = 0
    while True:
        with within(tenant_id):
            lock(tenant_id=tenant_id)
            undoing = Import.objects.filter(pk=import_id, state=ImportState.UNDOING)
            if not undoing.select_for_update().values_list("pk"):
                return removed
            count = _take_out(tenant_id, import_id)
            if not count:
                _wait_again(import_id)
                return removed
        removed += count
        if progress:
            progress(removed)


def _wait_again(import_id: uuid.UUID) -> None:
    Import.objects.filter(pk=import_id, state=ImportState.UNDOING).update(
        state=ImportState.UPLOADED, rows_new=0, rows_changed=0, rows_same=0, bytes_read=0
    )


def _take_out(tenant_id: uuid.UUID, import_id: uuid.UUID) -> int:
    """Remove all revisions that an import wrote of some thousand utterances."""
    theirs = Feedback.objects.filter(tenant_id=tenant_id)
    keys = theirs.filter(import_id=import_id).values_list("id", flat=True).distinct()[:CHUNK]
    of_import = theirs.filter(import_id=import_id, id__in=list(keys))
    current = list(of_import.filter(superseded_at=None).order_by("id").select_for_update())
    tell(tenant_id, current, sign=-1)
    received = list(of_import.values_list("received_at", flat=True).distinct())
    given = Response.objects.filter(tenant_id=tenant_id, id__in=list(keys))
    given.filter(received_at__in=received).delete()
    count = of_import.delete()[0]
    _count_again(tenant_id, [row.id for row in current if row.revision > 0])
    left = theirs.filter(id__in=list(keys)).values("id")
    decided = RowFactor.objects.filter(tenant_id=tenant_id, feedback_id__in=list(keys))
    decided.exclude(feedback_id__in=left).delete()
    return count


def _count_again(tenant_id: uuid.UUID, keys: list[uuid.UUID]) -> None:
    """Let the newest revision that is left of each of these utterances count."""
    left: dict[uuid.UUID, Feedback] = {}
    rows = Feedback.objects.filter(tenant_id=tenant_id, id__in=keys)
    for row in rows.order_by("revision"):
        left[row.id] = row
    for row in left.values():
        rows.filter(id=row.id, revision=row.revision).update(superseded_at=None)
    tell(tenant_id, left.values(), sign=1)
