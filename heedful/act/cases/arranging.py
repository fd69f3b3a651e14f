"""What an organisation sets up for its cases: times, lists, templates, budgets, closing days."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction

from heedful.act.cases.linting import faults
from heedful.act.cases.models import (
    CaseChoice,
    CaseSettings,
    CaseTemplate,
    ClosingDay,
    OfferBudget,
)
from heedful.act.cases.talking import NotSayable
from heedful.base.org.models import Node
from heedful.base.tenancy.models import Tenant


@transaction.atomic
def set_settings(*, tenant_id: uuid.UUID, currency: str, **values: Any) -> CaseSettings:
    """Keep times and worths, which count from the next case on, and the organisation's currency."""
    Tenant.objects.filter(pk=tenant_id).update(currency=currency)
    kept, _made = CaseSettings.objects.update_or_create(tenant_id=tenant_id, defaults=values)
    return kept


def add_choice(*, tenant_id: uuid.UUID, kind: str, label: str) -> CaseChoice:
    """Add a root cause or an action; one that was retired comes back."""
    kept, _made = CaseChoice.objects.update_or_create(
        tenant_id=tenant_id, kind=kind, label=label, defaults={"retired_at": None}
    )
    return kept


def retire_choice(*, choice: CaseChoice, now: datetime) -> None:
    """Offer it no longer; cases that have it keep it."""
    CaseChoice.objects.filter(tenant=choice.tenant_id, pk=choice.pk).update(retired_at=now)


@transaction.atomic
def keep_template(*, tenant_id: uuid.UUID, name: str, text: str) -> CaseTemplate:
    """Keep words to begin a reply with. Raises NotSayable."""
    found = faults(text)
    if found:
        raise NotSayable(found)
    kept, _made = CaseTemplate.objects.update_or_create(
        tenant_id=tenant_id, name=name, defaults={"text": text}
    )
    return kept


def set_budget(
    *, tenant_id: uuid.UUID, role: str, a_month: int, without_asking: int
) -> OfferBudget:
    """Say what people of a role may give away, in hundredths of the currency."""
    kept, _made = OfferBudget.objects.update_or_create(
        tenant_id=tenant_id,
        role=role,
        defaults={"a_month": a_month, "without_asking": without_asking},
    )
    return kept


def add_closing_day(*, node: Node, day: date, name: str) -> ClosingDay:
    """Stop the clock of a place, or of every place below a group, on a day."""
    kept, _made = ClosingDay.objects.update_or_create(
        tenant_id=node.tenant_id, node=node, day=day, defaults={"name": name}
    )
    return kept
