"""Keeping questions, and answering them at their time."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from heedful.base.org.models import Member
from heedful.base.tenancy.models import Tenant
from heedful.understand.asking.lately import Params, read
from heedful.understand.asking.planner import NoPath
from heedful.understand.asking.rules import NotAQuestion
from heedful.understand.asking.telling import Told, tell, written
from heedful.understand.metrics.queries import newest_days
from heedful.understand.saved.models import SavedQuestion, Snapshot
from heedful.understand.saved.rules import KEPT_SNAPSHOTS, UNDO, Every, fits, next_time
from heedful.understand.wording import Said, gettext_noop


class NoSuchDay(Exception):
    """A week has no such weekday, or not every month has such a day."""


def save(
    *, owner: Member, name: str, params: Params, is_shared: bool, now: datetime
) -> SavedQuestion:
    """Keep a question under a name; two may have the same one."""
    return SavedQuestion.objects.create(
        tenant_id=owner.tenant_id,
        owner=owner,
        name=name,
        params={key: list(values) for key, values in params.items()},
        is_shared=is_shared,
        created_at=now,
    )


def change(*, saved: SavedQuestion, name: str, is_shared: bool) -> None:
    """Call a question otherwise, or show it to others or no longer."""
    saved.name, saved.is_shared = name, is_shared
    saved.save(update_fields=["name", "is_shared"])


def delete(*, saved: SavedQuestion, now: datetime) -> None:
    """Put a question away; it can be taken back for some days. Safe to repeat."""
    SavedQuestion.objects.filter(pk=saved.pk, deleted_at=None).update(deleted_at=now)


def take_back(*, saved: SavedQuestion) -> None:
    """Undo a deletion. What its schedule missed meanwhile is made up once."""
    SavedQuestion.objects.filter(pk=saved.pk).update(deleted_at=None)


def forget_deleted(*, tenant_id: uuid.UUID, now: datetime) -> None:
    """Remove what was deleted some days ago, answers included."""
    SavedQuestion.objects.filter(tenant=tenant_id, deleted_at__lt=now - UNDO).delete()


def schedule(
    *,
    saved: SavedQuestion,
    every: Every,
    on_day: int,
    hour: int,
    by_mail: bool = False,
    now: datetime,
) -> None:
    """Have a question answered by itself from now on, and perhaps sent. Raises NoSuchDay."""
    if not fits(every=every, on_day=on_day):
        raise NoSuchDay
    saved.every, saved.on_day, saved.hour, saved.paused_at = every, on_day, hour, None
    saved.next_at, saved.by_mail = _next(saved, now), by_mail
    saved.save(update_fields=["every", "on_day", "hour", "paused_at", "next_at", "by_mail"])


def no_more_mail(*, tenant_id: uuid.UUID, saved_id: uuid.UUID) -> None:
    """Keep answers and send them to nobody; doing it again changes nothing."""
    SavedQuestion.objects.filter(tenant=tenant_id, pk=saved_id).update(by_mail=False)


def pause(*, saved: SavedQuestion, now: datetime) -> None:
    SavedQuestion.objects.filter(pk=saved.pk, paused_at=None).update(paused_at=now)


def resume(*, saved: SavedQuestion, now: datetime) -> None:
    """Go on from the next time; what came while it was paused was meant to be left out."""
    if saved.every:
        saved.paused_at, saved.next_at = None, _next(saved, now)
        saved.save(update_fields=["paused_at", "next_at"])


def stop(*, saved: SavedQuestion) -> None:
    """No longer answer a question by itself; what was answered stays."""
    saved.every, saved.next_at, saved.paused_at = "", None, None
    saved.save(update_fields=["every", "next_at", "paused_at"])


@transaction.atomic
def answer_due(*, saved_id: uuid.UUID, now: datetime) -> Snapshot | None:
    """Answer a question whose time has come, once however often it was missed.

    Safe to repeat: the next time is set in the same transaction. None when it is not due.
    """
    waiting = SavedQuestion.objects.select_for_update(of=("self",)).filter(
        pk=saved_id, next_at__lte=now, paused_at=None, deleted_at=None
    )
    saved = waiting.select_related("owner__scope").first()
    if saved is None:
        return None
    snapshot = _answered(saved, now)
    saved.next_at = _next(saved, now)
    saved.save(update_fields=["next_at"])
    _forget_old(saved)
    return snapshot


def _answered(saved: SavedQuestion, now: datetime) -> Snapshot:
    told, problem = None, None
    try:
        told = written(_tell(saved, now))
    except NotAQuestion as error:
        problem = error.said
    except NoPath:
        problem = Said(gettext_noop("Nothing that is kept could count this then."))
    return Snapshot.objects.create(
        tenant_id=saved.tenant_id,
        question=saved,
        made_at=now,
        scope_id=saved.owner.scope_id,
        told=told,
        problem={"text": problem.text, "values": dict(problem.values)} if problem else None,
    )


def _tell(saved: SavedQuestion, now: datetime) -> Told:
    newest = max(newest_days(tenant_id=saved.tenant_id).values(), default=now.date())
    asked = read(saved.params, newest=newest)
    return tell(member=saved.owner, question=asked.question, now=now)


def _next(saved: SavedQuestion, after: datetime) -> datetime:
    zone = Tenant.objects.values_list("time_zone", flat=True).get(pk=saved.tenant_id)
    return next_time(
        every=Every(saved.every),
        on_day=saved.on_day,
        hour=saved.hour,
        zone=ZoneInfo(zone),
        after=after,
    )


def _forget_old(saved: SavedQuestion) -> None:
    kept = saved.snapshots.order_by("-made_at", "-pk").values_list("pk", flat=True)
    if old := list(kept[KEPT_SNAPSHOTS:]):
        Snapshot.objects.filter(pk__in=old).delete()
