"""An organisation's own parts of the trading day."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from heedful.base.org.dayparts import DAYPARTS, Daypart
from heedful.base.org.models import OwnDaypart


@transaction.atomic
def keep_dayparts(*, tenant_id: uuid.UUID, dayparts: Sequence[Daypart]) -> None:
    """Keep these instead of those before; the standard is not kept, it holds by itself."""
    OwnDaypart.objects.filter(tenant=tenant_id).delete()
    if tuple(dayparts) != DAYPARTS:
        OwnDaypart.objects.bulk_create(
            OwnDaypart(tenant_id=tenant_id, name=part.name, starts=part.starts) for part in dayparts
        )
