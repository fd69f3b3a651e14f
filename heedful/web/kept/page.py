"""Kept questions as the pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from heedful.base.connectors.sending.models import Outgoing, State
from heedful.base.org.models import Member
from heedful.flows.answer_mail import key_of
from heedful.understand.asking.lately import Params
from heedful.understand.metrics.dimensions import LABELS, Dimension
from heedful.understand.metrics.measures import MEASURES
from heedful.understand.saved.models import SavedQuestion, Snapshot
from heedful.understand.saved.queries import own_visible_to, saved_visible_to, snapshots_visible_to
from heedful.understand.saved.rules import UNDO, Every
from heedful.understand.translation import say
from heedful.understand.wording import Said
from heedful.web.kept.words import EVERY
from heedful.web.locations.page import page_number
from heedful.web.week.words import weekday

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """One question of the list."""

    saved: SavedQuestion
    address: str
    about: str
    is_own: bool
    when: str  # when it is answered by itself; empty when it is not
    next_at: datetime | None  # by the organisation's clock; None while it is paused


@dataclass(frozen=True, slots=True)
class Answered:
    """One kept answer."""

    snapshot: Snapshot
    at: datetime
    problem: str
    mailed: str  # what became of its mail; empty where none was wanted


@dataclass(frozen=True, slots=True)
class KeptPage:
    kept: Sequence[Kept]
    deleted: Sequence[SavedQuestion]  # those that can be taken back
    number: int
    last_number: int


def kept_page(*, member: Member, asked: str, now: datetime) -> KeptPage:
    """The questions that a person sees, page by page. Four queries."""
    found = saved_visible_to(member=member)
    number, last = page_number(asked, found.count(), per_page=PER_PAGE)
    rows = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    gone = own_visible_to(member=member).filter(deleted_at__gt=now - UNDO)
    return KeptPage(
        kept=[kept_of(one, member) for one in rows],
        deleted=list(gone.order_by("-deleted_at")[:10]),
        number=number,
        last_number=last,
    )


def kept_of(saved: SavedQuestion, member: Member) -> Kept:
    waits = saved.next_at if saved.paused_at is None else None
    zone = ZoneInfo(member.tenant.time_zone)
    return Kept(
        saved,
        address=urlencode(saved.params, doseq=True),
        about=_about(saved.params),
        is_own=saved.owner_id == member.pk,
        when=_when(saved),
        next_at=waits.astimezone(zone) if waits else None,
    )


def answered(*, member: Member, saved: SavedQuestion) -> list[Answered]:
    """The kept answers of a person's own question, newest first. Two queries."""
    zone = ZoneInfo(member.tenant.time_zone)
    found = list(snapshots_visible_to(member=member).filter(question=saved).defer("told"))
    mails = Outgoing.objects.filter(tenant=member.tenant_id, key__in=[key_of(one) for one in found])
    sent = {mail.key: _mailed(mail) for mail in mails}
    return [
        Answered(one, one.made_at.astimezone(zone), problem_of(one), sent.get(key_of(one), ""))
        for one in found
    ]


def _mailed(mail: Outgoing) -> str:
    if mail.state == State.KEPT:
        return _("kept, not mailed: no mail account")
    return _("by mail: %(state)s") % {"state": State(mail.state).label}


def problem_of(snapshot: Snapshot) -> str:
    """Why there is no answer; empty when there is one."""
    problem = snapshot.problem
    return say(Said(problem["text"], problem["values"])) if problem else ""


def _about(params: Params) -> str:
    """What is asked, in a few words, without looking anything up."""
    measure = MEASURES.get(next(iter(params.get("measure", ())), ""))
    cuts = [_(LABELS[Dimension(one)]).lower() for one in params.get("by", ())]
    label = _(measure.label) if measure else ""
    told = {"measure": label, "cuts": ", ".join(cuts)}
    return _("%(measure)s by %(cuts)s") % told if cuts else label


def _when(saved: SavedQuestion) -> str:
    if not saved.every:
        return ""
    told = {"hour": f"{saved.hour:02d}:00", "every": EVERY[Every(saved.every)]}
    if saved.every == Every.WEEKLY:
        return _("%(every)s, %(day)s at %(hour)s") % {**told, "day": weekday(saved.on_day)}
    if saved.every == Every.MONTHLY:
        return _("%(every)s, day %(day)s at %(hour)s") % {**told, "day": saved.on_day}
    return _("%(every)s at %(hour)s") % told
