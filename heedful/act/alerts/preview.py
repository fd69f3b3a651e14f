"""What a rule would have raised in the past, before anybody is called by it."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from heedful.act.alerts.guessing import guessed
from heedful.act.alerts.models import AlertRule
from heedful.act.alerts.raising import applies, who_of
from heedful.act.alerts.reading import COLUMNS, Row, Spoken, forms_of, spoken, unhappy_visits
from heedful.act.alerts.rules import Condition, Heard, Reason, reasons_for, remembered
from heedful.act.alerts.worth import weighed
from heedful.base.org.models import Member
from heedful.base.org.queries import locations_under, nodes_visible_to
from heedful.listen.feedback.models import Feedback

DAYS = 90
NEWEST = 10
# A preview answers while somebody types; the newest so many tell enough.
MOST_ROWS = 60_000


@dataclass(frozen=True, slots=True)
class Example:
    spoken: Spoken
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would have been raised; without any feedback `looked` is 0."""

    looked: int
    days: float  # that the rows looked at cover
    alerts: int
    locations: int  # that were heard of
    newest: Sequence[Example]

    @property
    def a_week(self) -> float:
        """Alerts a week at a location, on average."""
        weeks = max(self.days, 1) / 7
        return self.alerts / weeks / self.locations if self.locations else 0.0


def preview(*, member: Member, rule: AlertRule, condition: Condition, now: datetime) -> Preview:
    """Ask past feedback of the rule's place, as far as the person may see. Six queries at most."""
    rows = list(_rows(member, rule, remembered([condition]), now))
    forms = forms_of(
        tenant_id=member.tenant_id, questionnaires={row.questionnaire_id for row in rows}
    )
    said = [spoken(row, forms) for row in rows]
    since = now - timedelta(days=DAYS)
    looked = guessed(
        tenant_id=member.tenant_id,
        said=[one for one in said if one.heard.occurred_at >= since],
        conditions=[condition],
    )
    looked = weighed(tenant_id=member.tenant_id, said=looked, conditions=[condition])
    before = unhappy_visits(said) if remembered([condition]) else {}
    found = [
        Example(one, reasons)
        for one in looked
        if applies(rule, one) and (reasons := reasons_for(condition, _with(one, before)))
    ]
    alerts = _gathered(found, hours=rule.gather_hours)
    oldest = min((one.heard.occurred_at for one in looked), default=now)
    return Preview(
        looked=len(looked),
        days=DAYS if len(rows) < MOST_ROWS else (now - oldest) / timedelta(days=1),
        alerts=len(alerts),
        locations=len({one.feedback.location_id for one in looked}),
        newest=alerts[::-1][:NEWEST],
    )


def _with(one: Spoken, before: dict[uuid.UUID | None, list[datetime]]) -> Heard:
    return replace(one.heard, unhappy_before=before.get(one.feedback.customer_id, ()))


def _rows(member: Member, rule: AlertRule, remember: int, now: datetime) -> Iterator[Row]:
    """Oldest first, the newest where there are too many."""
    on = now.date()
    if not nodes_visible_to(member=member, on=on).filter(pk=rule.place_id).exists():
        return iter(())
    places = locations_under(node=rule.place, on=on).values("pk")
    found = Feedback.objects.filter(
        tenant_id=member.tenant_id,
        location_id__in=places,
        superseded_at=None,
        occurred_at__gte=now - timedelta(days=DAYS + remember),
        occurred_at__lte=now,
    )
    if rule.questionnaire_id is not None:
        found = found.filter(questionnaire_id=rule.questionnaire_id)
    if rule.channels:
        found = found.filter(channel__in=rule.channels)
    newest: list[Row] = list(
        found.order_by("-occurred_at").values_list(*COLUMNS, named=True)[:MOST_ROWS]
    )
    return reversed(newest)


def _gathered(found: Sequence[Example], *, hours: int) -> list[Example]:
    """One for each alert: what a customer says again within the hours belongs to the first."""
    last: dict[tuple[str, uuid.UUID], datetime] = {}
    alerts = []
    for one in found:
        who = who_of(one.spoken)
        key = (who, one.spoken.feedback.location_id)
        at = one.spoken.heard.occurred_at
        if not who or key not in last or at - last[key] > timedelta(hours=hours):
            alerts.append(one)
        last[key] = at
    return alerts
