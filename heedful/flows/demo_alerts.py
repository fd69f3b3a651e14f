"""Alerts of the demo: a rule that is on, and what it says of the newest answers."""

from datetime import datetime

from heedful.act.alerts.domain import save_rule
from heedful.act.alerts.models import AlertRule, RuleKind, State
from heedful.act.alerts.raising import raise_alerts
from heedful.act.alerts.rules import AllOf, Score
from heedful.base.org.models import Member, Role
from heedful.base.tenancy.models import Tenant
from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys.models import Item

UNHAPPY = 6
NEWEST = 300


def fill_alerts(*, tenant: Tenant, now: datetime) -> None:
    """Make the rule and its alerts, unless they are there. Nobody is called. Inside the fence."""
    if AlertRule.objects.filter(tenant=tenant).exists():
        return
    owner = (
        Member.objects.filter(tenant=tenant, role=Role.OWNER).select_related("scope").earliest("pk")
    )
    headline = Item.objects.filter(tenant=tenant, primary=True).earliest("pk")
    save_rule(
        by=owner,
        place=owner.scope,
        name="Unhappy guest",
        kind=RuleKind.HEARD,
        condition=AllOf((Score(headline.code, "at_most", UNHAPPY),)),
        state=State.ON,
        opens_case=True,
        now=now,
    )
    newest = Feedback.objects.filter(tenant_id=tenant.pk, superseded_at=None)
    keys = newest.order_by("-occurred_at").values_list("id", flat=True)[:NEWEST]
    raise_alerts(tenant_id=tenant.pk, keys=list(keys), now=now)
