"""What happens when an organisation cuts its trading day anew: studies follow by a job."""

import uuid
from collections.abc import Sequence

from heedful.base.org.dayparts import Daypart
from heedful.base.org.own_dayparts import keep_dayparts
from heedful.flows.priorities import refresh_soon


def dayparts_chosen(*, tenant_id: uuid.UUID, dayparts: Sequence[Daypart]) -> None:
    """Keep the parts of the day; what is found by them is found anew after that."""
    keep_dayparts(tenant_id=tenant_id, dayparts=dayparts)
    refresh_soon(tenant_id=tenant_id)
