"""Reading one file to its end."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from django.db.models import F
from django.utils.translation import gettext as _

from heedful.base.org.directory import Directory, TreeChanged
from heedful.base.org.models import Member
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.partitions import ensure_months, month_of
from heedful.listen.imports import storage
from heedful.listen.imports.asked import questions_of, survey_of
from heedful.listen.imports.chunk import Chunk, place_batch
from heedful.listen.imports.copying import Target
from heedful.listen.imports.mapping import Batch, Mapping, MappingError, Normaliser, read_mapping
from heedful.listen.imports.mapping.notes import Notes, NoteTaker
from heedful.listen.imports.models import Import, ImportReject
from heedful.listen.imports.reading import RawBatch, Reject, Source, UnreadableFile, open_source
from heedful.listen.imports.rules import CHUNK, Outcome, Progress, item_specs
from heedful.listen.imports.siblings import Siblings
from heedful.listen.imports.writing import lock, write_chunk
from heedful.listen.surveys.domain import ensure_version

Item = TypeVar("Item")


def open_import(*, entry: Import, mapping: Mapping | None) -> Source:
    """Open the file of an import as its mapping says. Raises UnreadableFile."""
    hints = mapping.file if mapping else None
    return open_source(
        storage.path_of(entry.stored_as),
        format=hints.format if hints else None,
        encoding=hints.encoding if hints else None,
        delimiter=hints.delimiter if hints else None,
        sheet=hints.sheet if hints else None,
    )


def columns_of(*, entry: Import) -> tuple[str, ...]:
    """The columns of a file that was read; none when it cannot be opened any more."""
    try:
        with open_import(entry=entry, mapping=read_mapping(entry.mapping)) as source:
            return source.columns
    except (UnreadableFile, MappingError, OSError):
        return ()


def directory_for(*, entry: Import, mapping: Mapping) -> Directory:
    """The tree as the person who brought the file may use it. Raises UnreadableFile."""
    member = Member.objects.filter(tenant=entry.tenant_id, user=entry.by_id).first()
    if entry.by_id is not None and member is None:
        raise UnreadableFile(_("The person who brought this file has left. Bring it again."))
    zone = mapping.location.time_zone
    return Directory(
        tenant=entry.tenant,
        by_code=mapping.location.code,
        time_zone=zone if zone != "UTC" else "",
        scope_id=member.scope_id if member else None,
    )


class Run:
    """One import under way; `chunks` does the work and tells how far it is."""

    def __init__(self, entry: Import, *, now: datetime) -> None:
        self._entry = entry
        self._now = now
        self._mapping = read_mapping(entry.mapping)
        self._siblings = Siblings(entry, self._mapping.family)
        self._months: set[date] = set()
        specs = item_specs(self._mapping)
        with within(entry.tenant_id):
            self._directory = directory_for(entry=entry, mapping=self._mapping)
            self._survey = survey_of(tenant=entry.tenant, mapping=self._mapping)
            version = (
                self._survey.version
                if self._survey
                else ensure_version(
                    tenant=entry.tenant,
                    questionnaire=self._mapping.series.questionnaire,
                    version=self._mapping.series.version,
                    items=specs,
                )
            )
        self._target = Target(
            tenant_id=entry.tenant_id,
            questionnaire_id=version.questionnaire_id,
            version_id=version.pk,
            import_id=entry.pk,
            received_at=now,
        )

    def chunks(self) -> Iterator[Progress]:
        rows = 0
        with (
            open_import(entry=self._entry, mapping=self._mapping) as source,
            closing(one_ahead(self._read(source))) as read,
        ):
            taker = NoteTaker(self._mapping, source.columns, today=self._now.date())
            for raw, batch, position in read:
                taker.look(raw)
                taker.add_unread(batch.unread)
                self._take_in(raw, batch, bytes_read=position)
                rows += len(raw.lines) + len(raw.rejects)
                yield Progress(rows, position, source.total_bytes)
        self._keep(taker.notes)

    def _keep(self, notes: Notes) -> None:
        with within(self._entry.tenant_id):
            Import.objects.filter(pk=self._entry.pk).update(notes=notes.to_json())

    def _read(self, source: Source) -> Iterator[tuple[RawBatch, Batch, int]]:
        normaliser = Normaliser(
            self._mapping,
            source.columns,
            today=self._now.date(),
            questions=questions_of(self._survey),
        )
        for raw in source.batches(CHUNK):
            batch = normaliser.normalise(raw)
            if self._survey:
                batch = replace(batch, scores=self._survey.spread(batch.scores))
            yield raw, batch, source.position

    def _take_in(self, raw: RawBatch, batch: Batch, *, bytes_read: int) -> None:
        """Find the places of a batch and write it; both anew where others made places meanwhile."""
        while True:
            try:
                return self._write(self._place(raw, batch), bytes_read=bytes_read)
            except TreeChanged:
                with within(self._entry.tenant_id):
                    self._directory = directory_for(entry=self._entry, mapping=self._mapping)

    def _place(self, raw: RawBatch, batch: Batch) -> Chunk:
        return place_batch(
            batch=batch,
            raw=raw,
            mapping=self._mapping,
            directory=self._directory,
            day_starts_at=self._entry.tenant.day_starts_at,
        )

    def _write(self, chunk: Chunk, *, bytes_read: int) -> None:
        """Rows, what follows from them, rejects and counters: all of a chunk or nothing."""
        if missing := chunk.months - self._months:
            ensure_months(months=missing, tables=("listen_feedback",))
            self._months |= missing
        if chunk.batch.answers:
            ensure_months(months={month_of(self._now)}, tables=("listen_response",))
        with within(self._entry.tenant_id):
            lock(tenant_id=self._entry.tenant_id)
            self._directory.save()
            outcome = write_chunk(chunk, self._target, among=self._siblings.span())
            ImportReject.objects.bulk_create(map(self._reject, chunk.rejects), batch_size=CHUNK)
            self._count(outcome, bytes_read)

    def _reject(self, reject: Reject) -> ImportReject:
        return ImportReject(
            tenant_id=self._entry.tenant_id,
            source_id=self._entry.pk,
            line=reject.line,
            column=_clean(reject.column, 300),
            reason=_clean(reject.reason, 500),
            value=_clean(reject.value, 500),
            row=[_clean(value, 2_000) for value in reject.row],
        )

    def _count(self, outcome: Outcome, bytes_read: int) -> None:
        Import.objects.filter(pk=self._entry.pk).update(
            rows_new=F("rows_new") + outcome.new,
            rows_changed=F("rows_changed") + outcome.changed,
            rows_same=F("rows_same") + outcome.same,
            rows_rejected=F("rows_rejected") + outcome.rejected,
            bytes_read=bytes_read,
        )


def one_ahead(items: Iterator[Item]) -> Generator[Item]:
    """Have a thread make the next item while the last one is dealt with.

    Half of an import's time is spent waiting for the database; reading goes on meanwhile.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read") as reader:
        coming = reader.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = reader.submit(next, items, None)
            yield item


def _clean(text: str | None, longest: int) -> str:
    """Cut to what the column holds; PostgreSQL keeps neither NUL nor half a character."""
    text = (text or "")[:longest].replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.encode("utf-8", "replace").decode()
