"""While a case is open nobody asks its customer for anything else."""

from heedful.act.cases.models import Case
from heedful.base.customers import domain as customers


def hold(case: Case) -> None:
    if case.customer_id is not None:
        customers.hold(tenant_id=case.tenant_id, customer_id=case.customer_id, reason=_reason(case))


def release(case: Case) -> None:
    if case.customer_id is not None:
        customers.release(
            tenant_id=case.tenant_id, customer_id=case.customer_id, reason=_reason(case)
        )


def _reason(case: Case) -> str:
    return f"case:{case.number}"
