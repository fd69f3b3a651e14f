"""Everything that the page of who did what shows, put together once."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from heedful.act.alerts.models import AlertRule
from heedful.act.cases.models import Case
from heedful.base.accounts.models import User
from heedful.base.audit.models import AuditEntry, AuditLink
from heedful.base.audit.queries import entries_visible_to
from heedful.base.audit.rules import BECAME, Action, person
from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.notify.models import Webhook
from heedful.base.org.models import Member, Node, Role
from heedful.base.tokens.models import AccessToken
from heedful.listen.authoring.models import Survey
from heedful.listen.imports.models import Import
from heedful.listen.invitations.models import Programme
from heedful.listen.surveys.models import Questionnaire
from heedful.web.audit.words import ACTIONS, ACTORS, CODES, DETAILS

# What entries are about, apart from people and programs, and what it is called by.
CALLED: Mapping[str, QuerySet[Any, Any]] = {
    "case": Case.objects.values_list("pk", "number"),
    "channel": ChannelAccount.objects.values_list("pk", "name"),
    "import": Import.objects.values_list("pk", "file_name"),
    "programme": Programme.objects.values_list("pk", "name"),
    "questionnaire": Questionnaire.objects.values_list("pk", "name"),
    "rule": AlertRule.objects.values_list("pk", "name"),
    "survey": Survey.objects.values_list("pk", "name"),
    "webhook": Webhook.objects.values_list("pk", "name"),
}
PER_PAGE = 50
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the record is looked at, as the address says."""

    action: str
    search: str  # a part of a person's name or address
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Row:
    at: datetime
    who: str
    action: str
    what: str
    about: str
    details: Sequence[tuple[str, str]]
    number: int | None  # in the chain
    seal: str


@dataclass(frozen=True, slots=True)
class Page:
    filters: Filters
    actions: Sequence[tuple[str, str]]
    rows: Sequence[Row]
    number: int
    last_number: int


def filters_of(query: Mapping[str, str]) -> Filters:
    """Read an address; what cannot be understood counts as not said."""
    action = query.get("action", "")
    return Filters(
        action=action if action in ACTIONS else "",
        search=query.get("search", "").replace("\0", "").strip()[:100],
        first=_day(query.get("from", "")),
        last=_day(query.get("to", "")),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 9000 else None


def audit_page(*, member: Member, query: Mapping[str, str]) -> Page:
    filters = filters_of(query)
    found = Paginator(_found(member, filters), PER_PAGE).get_page(query.get("page", ""))
    return Page(
        filters=filters,
        actions=[(action.value, str(ACTIONS[action])) for action in Action],
        rows=rows_of(member, list(found.object_list)),
        number=found.number,
        last_number=found.paginator.num_pages,
    )


def all_rows(*, member: Member, query: Mapping[str, str]) -> Iterable[Row]:
    """The same on one long page, read piece by piece."""
    entries = _found(member, filters_of(query)).iterator(BATCH)
    while batch := list(islice(entries, BATCH)):
        yield from rows_of(member, batch)


def _found(member: Member, filters: Filters) -> QuerySet[AuditEntry]:
    entries = entries_visible_to(member=member)
    zone = ZoneInfo(member.tenant.time_zone)
    if filters.action:
        entries = entries.filter(action=filters.action)
    if filters.search:
        named = Q(user__name__icontains=filters.search) | Q(user__email__icontains=filters.search)
        people = Member.objects.filter(named, tenant=member.tenant_id)
        keys = [person(key) for key in people.values_list("user_id", flat=True)]
        entries = entries.filter(Q(actor__in=keys) | Q(about__in=keys))
    if filters.first:
        entries = entries.filter(at__gte=datetime.combine(filters.first, time(), zone))
    if filters.last:
        end = datetime.combine(filters.last + timedelta(days=1), time(), zone)
        entries = entries.filter(at__lt=end)
    return entries


def rows_of(member: Member, entries: Sequence[AuditEntry]) -> list[Row]:
    """Entries with the names that belong to their keys today."""
    names = _names(member, entries)
    keys = [entry.pk for entry in entries]
    links = {link.pk: link for link in AuditLink.objects.filter(id__in=keys)}
    zone = ZoneInfo(member.tenant.time_zone)
    return [_row(entry, names, links.get(entry.pk), zone) for entry in entries]


def _row(
    entry: AuditEntry, names: Mapping[str, str], link: AuditLink | None, zone: ZoneInfo
) -> Row:
    return Row(
        at=entry.at.astimezone(zone),
        who=str(ACTORS.get(entry.actor, "")) or names.get(entry.actor) or _("somebody who is gone"),
        action=entry.action,
        what=str(ACTIONS.get(entry.action, entry.action)),
        about=_about(entry, names),
        details=[
            (str(DETAILS.get(name, name)), _told(name, value, names))
            for name, value in sorted(entry.details.items())
        ],
        number=link.number if link else None,
        seal=bytes(link.seal).hex() if link else "",
    )


def _told(name: str, value: object, names: Mapping[str, str]) -> str:
    """A value in words; of a change what was, and what it became."""
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    parts = str(value).split(BECAME)
    return BECAME.join(str(names.get(part) or CODES.get(part, part)) for part in parts)


def _about(entry: AuditEntry, names: Mapping[str, str]) -> str:
    """What it is about: a name where there is one, else its key."""
    if not entry.about or entry.about == entry.actor:
        return ""
    return names.get(entry.about) or entry.about.partition(":")[2]


def _names(member: Member, entries: Sequence[AuditEntry]) -> dict[str, str]:
    """Names by what entries call them: three queries, and one for each kind of other things."""
    called = {one for entry in entries for one in (entry.actor, entry.about)}
    told = [str(value) for entry in entries for value in entry.details.values()]
    inside = {part for value in told for part in value.split(BECAME)}
    users = User.objects.filter(pk__in=_keys(called, "user:") | _keys(inside, ""))
    tokens = AccessToken.objects.filter(tenant=member.tenant_id, pk__in=_keys(called, "token:"))
    places = Node.objects.filter(tenant=member.tenant_id, pk__in=_keys(inside, ""))
    names = {f"token:{token.pk}": token.name for token in tokens}
    names |= {str(place.pk): place.name for place in places}
    for kind, things in CALLED.items():
        if keys := _keys(called, f"{kind}:"):
            found = things.filter(tenant=member.tenant_id, pk__in=keys)
            names |= {f"{kind}:{key}": str(name) for key, name in found}
    for user in users:
        names[person(user.pk)] = names[str(user.pk)] = user.name or user.email
    return names


def _keys(texts: Iterable[str], prefix: str) -> set[uuid.UUID]:
    found = set()
    for text in texts:
        if text.startswith(prefix) and len(text) == len(prefix) + 36:
            try:
                found.add(uuid.UUID(text.removeprefix(prefix)))
            except ValueError:
                continue
    return found
