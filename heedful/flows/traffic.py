"""What happens when visits are brought or taken back: who answers is found anew."""

import sys
import uuid
from datetime import datetime
from pathlib import Path

from django.utils import timezone
from rich.console import Console

from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.imports import NoTenant, the_tenant
from heedful.flows.priorities import refresh_soon
from heedful.understand.metrics.queries import main_questionnaire
from heedful.understand.weights.domain import plan_of, study, take_back_traffic, take_traffic
from heedful.understand.weights.traffic import NotTraffic, TrafficPlan


class NoQuestionnaire(Exception):
    """There is no feedback yet that visits could stand beside."""


def main(file: Path, *, tenant: str | None) -> int:
    """Bring a file of visits in from the terminal; return the exit code."""
    console = Console(stderr=True)
    try:
        organisation = the_tenant(tenant)
        now = timezone.now()
        plan, questionnaire = bring_traffic(tenant=organisation, file=file, now=now)
    except (NoTenant, NotTraffic) as error:
        console.print(str(error))
        return 2
    except NoQuestionnaire:
        console.print("Bring feedback first; visits stand beside it.")
        return 2
    with within(organisation.pk):
        study(tenant_id=organisation.pk, questionnaire_id=questionnaire, now=now)
    sys.stdout.write(
        f"{plan.total:,} visits at {len(plan.visits):,} locations, {plan.first} to {plan.last};"
        f" {plan.unknown.total():,} lines of no location, {plan.n_faults:,} not read\n"
    )
    return 0


def bring_traffic(*, tenant: Tenant, file: Path, now: datetime) -> tuple[TrafficPlan, uuid.UUID]:
    """Take a file of this machine in; return the questionnaire that visits now stand beside.

    Raises NotTraffic, NoQuestionnaire.
    """
    with within(tenant.pk):
        plan = plan_of(tenant_id=tenant.pk, data=file.read_bytes(), name=file.name)
        return plan, _keep(tenant.pk, plan, now)


def traffic_brought(*, tenant_id: uuid.UUID, plan: TrafficPlan, now: datetime) -> None:
    """Keep visits that a person looked at; the study follows by a job. Raises NoQuestionnaire."""
    _keep(tenant_id, plan, now)
    refresh_soon(tenant_id=tenant_id)


def traffic_taken_back(*, tenant_id: uuid.UUID) -> bool:
    """Forget the visits brought last; the study follows by a job. False where there are none."""
    questionnaire = main_questionnaire(tenant_id=tenant_id)
    if questionnaire is None or not take_back_traffic(
        tenant_id=tenant_id, questionnaire_id=questionnaire.pk
    ):
        return False
    refresh_soon(tenant_id=tenant_id)
    return True


def _keep(tenant_id: uuid.UUID, plan: TrafficPlan, now: datetime) -> uuid.UUID:
    questionnaire = main_questionnaire(tenant_id=tenant_id)
    if questionnaire is None:
        raise NoQuestionnaire
    take_traffic(tenant_id=tenant_id, questionnaire_id=questionnaire.pk, plan=plan, now=now)
    key: uuid.UUID = questionnaire.pk
    return key
