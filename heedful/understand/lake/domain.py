"""Writing the lake: days that changed are written anew, whole, until none waits."""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from django.db.models import QuerySet

from heedful.base.org.models import Node, NodeKind
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import new_id
from heedful.listen.surveys.models import Item, Questionnaire
from heedful.understand.lake.marks import mark_all, mark_clocks
from heedful.understand.lake.models import LakeMark, LakeSketch, LakeState
from heedful.understand.lake.rules import Synced, month_of, portions
from heedful.understand.lake.sketches import keep_sketch
from heedful.understand.lake.source import fingerprint, read, rows_of_days
from heedful.understand.lake.store import Store, store_of

Tell = Callable[[Synced, int], None]

log = structlog.get_logger(__name__)


class Elsewhere(Exception):
    """Another run writes the same table right now."""


def sync(*, tenant_id: uuid.UUID, now: datetime, progress: Tell | None = None) -> Synced:
    """Write all that waits, questionnaire by questionnaire. Safe to kill and to repeat.

    Call it outside of any transaction. Raises Elsewhere while another run writes.
    """
    with within(tenant_id):
        asked = Questionnaire.objects.filter(tenant=tenant_id, items__isnull=False)
        known = list(asked.order_by("pk").values_list("pk", flat=True).distinct())
    done = Synced()
    for questionnaire_id in known:
        run = Run(tenant_id, questionnaire_id, now)
        done += run.to_the_end(partial(_tell, progress, done))
    return done


def _tell(progress: Tell | None, before: Synced, part: Synced, waits: int) -> None:
    if progress:
        progress(before + part, waits)


class Run:
    """One run over the table of one questionnaire."""

    def __init__(self, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> None:
        self.tenant_id = tenant_id
        self.questionnaire_id = questionnaire_id
        self.now = now
        self.batch = new_id()
        self.store: Store = store_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)

    def to_the_end(self, progress: Tell) -> Synced:
        """Write portion by portion, then tidy up."""
        done = Synced()
        if not self._begin():
            return done
        while True:
            part, waits = self._write_some()
            done += part
            progress(done, waits)
            if not waits:
                break
        self._end()
        return Synced(1, done.days, done.rows, done.commits)

    def _begin(self) -> bool:
        """Say which batch is tried, before anything is written; return whether there is work."""
        with within(self.tenant_id):
            state = self._locked()
            if self._stands(state):
                mark_clocks(tenant_id=self.tenant_id, questionnaire_id=self.questionnaire_id)
                if not self._marks().exists():
                    return False
            else:
                log.info("lake.start", questionnaire=str(self.questionnaire_id))
                self.store.start(slots=self._slots(), batch=self.batch)
                mark_all(tenant_id=self.tenant_id, questionnaire_id=self.questionnaire_id)
                LakeSketch.objects.filter(
                    tenant_id=self.tenant_id, questionnaire_id=self.questionnaire_id
                ).delete()
                state.written_at = None
            state.trying = self.batch
            state.fingerprint = fingerprint(tenant_id=self.tenant_id)
            state.zones = self._zones()
            self._keep(state)
        return True

    def _stands(self, state: LakeState) -> bool:
        """Whether the table is one that this database wrote, with the columns of by now."""
        if state.fingerprint != fingerprint(tenant_id=self.tenant_id):
            return False
        if self.store.snapshot() is None:
            return False
        return self.store.newest_batch() in {str(state.batch), str(state.trying)}

    def _write_some(self) -> tuple[Synced, int]:
        """Rewrite some days of the oldest month, and forget exactly the marks that were seen.

        The files are committed first: cut off in between, the next run writes the same again.
        """
        with within(self.tenant_id):
            self._still_ours()
            marks = list(self._marks().order_by("day", "id").values_list("day", "id"))
            if not marks:
                return Synced(), 0
            month = [day for day, _ in marks if month_of(day) == month_of(marks[0][0])]
            counts = rows_of_days(
                tenant_id=self.tenant_id,
                questionnaire_id=self.questionnaire_id,
                first=min(month),
                last=max(month),
            )
            days = set(portions(counts, set(month))[0])
            slots = self._slots()
            rows = read(
                tenant_id=self.tenant_id,
                questionnaire_id=self.questionnaire_id,
                days=sorted(days),
                slots=slots,
            )
            self.store.replace(sorted(days), rows, slots=slots, batch=self.batch)
            keep_sketch(
                tenant_id=self.tenant_id,
                questionnaire_id=self.questionnaire_id,
                month=min(days),
                store=self.store,
            )
            seen = [key for day, key in marks if day in days]
            LakeMark.objects.filter(pk__in=seen).delete()
        written = sum(counts.get(day, 0) for day in days)
        return Synced(0, len(days), written, 1), len({day for day, _ in marks} - days)

    def _end(self) -> None:
        with within(self.tenant_id):
            state = self._still_ours()
            self.store.tidy(batch=self.batch)
            state.batch = self.batch
            state.written_at = self.now
            self._keep(state)

    def _marks(self) -> QuerySet[LakeMark]:
        return LakeMark.objects.filter(
            tenant_id=self.tenant_id, questionnaire_id=self.questionnaire_id
        )

    def _slots(self) -> int:
        return Item.objects.filter(
            tenant=self.tenant_id, questionnaire=self.questionnaire_id
        ).count()

    def _zones(self) -> dict[str, str]:
        places = Node.objects.filter(tenant=self.tenant_id, kind=NodeKind.LOCATION)
        return {str(key): zone for key, zone in places.values_list("pk", "time_zone")}

    def _still_ours(self) -> LakeState:
        state = self._locked()
        if state.trying != self.batch:
            raise Elsewhere
        return state

    def _locked(self) -> LakeState:
        """The state, locked until the end of the transaction. Raises Elsewhere."""
        key = {"tenant_id": self.tenant_id, "questionnaire_id": self.questionnaire_id}
        LakeState.objects.bulk_create([LakeState(**key)], ignore_conflicts=True)
        state = LakeState.objects.select_for_update(skip_locked=True).filter(**key).first()
        if state is None:
            raise Elsewhere
        return state

    def _keep(self, state: LakeState) -> None:
        LakeState.objects.filter(
            tenant_id=self.tenant_id, questionnaire_id=self.questionnaire_id
        ).update(
            fingerprint=state.fingerprint,
            batch=state.batch,
            trying=state.trying,
            zones=state.zones,
            written_at=state.written_at,
        )
