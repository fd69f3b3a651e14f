"""While a case is open nobody asks its customer for anything else, nor those of joined cases."""

from heedful.act.cases.models import Case
from heedful.base.customers import domain as customers


def hold(case: Case) -> None:
    """Keep other asks away from the customers of a case."""
    for one in _whole(case):
        if one.customer_id is not None:
            customers.hold(
                tenant_id=one.tenant_id, customer_id=one.customer_id, reason=_reason(one)
            )


def release(case: Case) -> None:
    """Let the customers of a case be asked again."""
    for one in _whole(case):
        if one.customer_id is not None:
            customers.release(
                tenant_id=one.tenant_id, customer_id=one.customer_id, reason=_reason(one)
            )


def _whole(case: Case) -> list[Case]:
    return [case, *Case.objects.filter(tenant=case.tenant_id, merged_into=case)]


def _reason(case: Case) -> str:
    return f"case:{case.number}"
