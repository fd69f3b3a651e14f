"""The doors to rules and alerts."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import QuerySet

from heedful.act.alerts.models import Alert, AlertRule, AlertVoice, RuleChange, State
from heedful.base.org.models import Ancestry, Member
from heedful.base.org.queries import locations_visible_to, nodes_visible_to


def alerts_visible_to(*, member: Member) -> QuerySet[Alert]:
    """Alerts of locations in scope, newest first. Shadow alerts are among them."""
    here = Alert.objects.filter(
        tenant=member.tenant_id, location__in=locations_visible_to(member=member).values("pk")
    )
    return here.select_related("location", "seen_by__user").order_by("-last_at", "-pk")


def rules_visible_to(*, member: Member) -> QuerySet[AlertRule]:
    """Rules that hold in a person's part or in a part of it, by name."""
    return _rules(member).filter(deleted_at=None).order_by("name")


def deleted_rules_visible_to(*, member: Member) -> QuerySet[AlertRule]:
    """The same of rules that were taken off the list, the newest first."""
    return _rules(member).exclude(deleted_at=None).order_by("-deleted_at", "pk")


def _rules(member: Member) -> QuerySet[AlertRule]:
    inside = nodes_visible_to(member=member).values("pk")
    rules = AlertRule.objects.filter(tenant=member.tenant_id, place__in=inside)
    return rules.select_related("place", "questionnaire")


def changes_of(*, rule: AlertRule) -> QuerySet[RuleChange]:
    """Every change of a rule, newest first; callers pass a rule that the reader may see."""
    changes = RuleChange.objects.filter(tenant=rule.tenant_id, rule=rule)
    return changes.select_related("by__user").order_by("-version")


def voices_of(*, alerts: Sequence[Alert]) -> dict[uuid.UUID, list[AlertVoice]]:
    """Why these alerts were raised, oldest reason first. One query."""
    found = defaultdict(list)
    rows = AlertVoice.objects.filter(alert__in=[one.pk for one in alerts]).select_related("rule")
    for voice in rows.order_by("occurred_at", "pk"):
        found[voice.alert_id].append(voice)
    return found


def live_rules(*, tenant_id: uuid.UUID, kind: str) -> list[AlertRule]:
    """Rules that raise alerts, also those that only do so in the shadow."""
    rules = AlertRule.objects.filter(tenant=tenant_id, kind=kind, deleted_at=None)
    return list(rules.exclude(state=State.OFF).order_by("created_at", "pk"))


def covered(
    *,
    tenant_id: uuid.UUID,
    places: Collection[uuid.UUID],
    locations: Collection[uuid.UUID],
    on: date,
) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Which of these places stands above, or is, which of these locations on a day. One query."""
    rows = Ancestry.objects.filter(
        tenant_id=tenant_id,
        ancestor__in=list(places),
        descendant__in=list(locations),
        valid_from__lte=on,
        valid_to__gt=on,
    )
    return set(rows.values_list("ancestor_id", "descendant_id"))
