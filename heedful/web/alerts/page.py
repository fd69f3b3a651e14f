"""Alerts as the pages show them."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from heedful.act.alerts.models import Alert, AlertVoice
from heedful.act.alerts.queries import alerts_visible_to, voices_of
from heedful.act.alerts.words import sentences
from heedful.base.live.models import LiveEvent
from heedful.base.org.models import Member
from heedful.base.org.rules import Permission, may
from heedful.listen.feedback.models import Channel, Feedback
from heedful.web.locations.page import page_number

PER_PAGE = 25
BATCH = 1000
SHOWS = ("open", "seen", "shadow")


@dataclass(frozen=True, slots=True)
class Why:
    """One voice of an alert: which rule, why, and the customer's words where they may be read."""

    rule: str
    sentences: Sequence[str]
    channel: str
    at: datetime  # by the location's own clock
    comment: str
    said: uuid.UUID | None  # the feedback, where it may be read


@dataclass(frozen=True, slots=True)
class Row:
    alert: Alert
    at: datetime
    whys: Sequence[Why]

    @property
    def comment(self) -> str:
        return next((why.comment for why in self.whys if why.comment), "")

    @property
    def said(self) -> uuid.UUID | None:
        """The newest feedback that a case can be opened for."""
        return next((why.said for why in reversed(self.whys) if why.said), None)


@dataclass(frozen=True, slots=True)
class AlertsPage:
    rows: Sequence[Row]
    show: str
    search: str  # in names of locations and rules
    unseen: int
    number: int
    last_number: int
    live_topic: str = LiveEvent.ALERTS


def alerts_page(*, member: Member, query: Mapping[str, str]) -> AlertsPage:
    """Alerts of a person's part, page by page. Five queries, however many alerts."""
    visible, show, search = alerts_visible_to(member=member), show_of(query), _search(query)
    unseen = visible.filter(seen_at=None, shadow=False).order_by().count()
    found = _found(visible, show, search)
    count = unseen if show == "open" and not search else found.order_by().count()
    number, last = page_number(query.get("page", ""), count, per_page=PER_PAGE)
    rows = list(found[(number - 1) * PER_PAGE : number * PER_PAGE])
    return AlertsPage(rows_of(member=member, alerts=rows), show, search, unseen, number, last)


def all_rows(*, member: Member, query: Mapping[str, str]) -> Iterator[Row]:
    """The same on one long page, read piece by piece."""
    found = _found(alerts_visible_to(member=member), show_of(query), _search(query))
    alerts = found.iterator(BATCH)
    while batch := list(islice(alerts, BATCH)):
        yield from rows_of(member=member, alerts=batch)


def show_of(query: Mapping[str, str]) -> str:
    asked = query.get("show", "")
    return asked if asked in SHOWS else SHOWS[0]


def _search(query: Mapping[str, str]) -> str:
    return query.get("search", "").replace("\0", "").strip()[:100]


def _found(visible: QuerySet[Alert], show: str, search: str) -> QuerySet[Alert]:
    if search:
        by_rule = AlertVoice.objects.filter(alert=OuterRef("pk"), rule__name__icontains=search)
        visible = visible.filter(Q(location__name__icontains=search) | Exists(by_rule))
    match show:
        case "seen":
            return visible.filter(seen_at__isnull=False, shadow=False)
        case "shadow":
            return visible.filter(shadow=True)
    return visible.filter(seen_at=None, shadow=False)


def rows_of(*, member: Member, alerts: Sequence[Alert]) -> list[Row]:
    """What a list shows of alerts that the person may see. Two queries."""
    voices = voices_of(alerts=alerts)
    words = _words(member, [voice for some in voices.values() for voice in some])
    return [_row(one, voices[one.pk], words) for one in alerts]


def _words(member: Member, voices: Sequence[AlertVoice]) -> dict[uuid.UUID, str]:
    if not may(role=member.role, permission=Permission.SEE_COMMENTS):
        return {}
    said = Feedback.objects.filter(
        tenant_id=member.tenant_id,
        id__in=[voice.key for voice in voices],
        # So that only these months are looked through.
        occurred_at__in={voice.occurred_at for voice in voices},
        superseded_at=None,
    )
    return dict(said.values_list("id", "comment"))


def _row(alert: Alert, voices: Sequence[AlertVoice], words: dict[uuid.UUID, str]) -> Row:
    zone = ZoneInfo(alert.location.time_zone)
    whys = [
        Why(
            rule=voice.rule.name,
            sentences=sentences(voice),
            channel=str(Channel(voice.channel).label) if voice.channel else "",
            at=voice.occurred_at.astimezone(zone),
            comment=words.get(voice.key, ""),
            said=voice.key if voice.key in words else None,
        )
        for voice in voices
    ]
    return Row(alert, alert.last_at.astimezone(zone), whys)
