"""Whether the blocks of a questionnaire can be read, and how much waits beside them."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from heedful.base.org.models import Ancestry
from heedful.understand.metrics.counts import Count

STATE = """
select ready, version, (select coalesce(sum(rows), 0) from understand_waiting waiting
    where waiting.tenant_id = state.tenant_id
        and waiting.questionnaire_id = state.questionnaire_id
        and month between date_trunc('month', %(first)s::timestamp) and %(last)s)
from understand_block_state state
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
"""


@dataclass(frozen=True, slots=True)
class State:
    """What holds of the blocks of some days."""

    is_ready: bool
    version: int  # grows with everything that changes what blocks hold
    waiting: int  # facts that are still to be folded in


def state_of(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, first: date, last: date
) -> State:
    """One query."""
    values: dict[str, Any] = {
        "tenant": tenant_id,
        "questionnaire": questionnaire_id,
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATE, {**values, "first": first, "last": last})
        row = cursor.fetchone()
    if row is None:
        return State(is_ready=False, version=0, waiting=0)
    return State(bool(row[0]), int(row[1]), int(row[2]))


def moved_within_a_month(count: Count) -> bool:
    """Whether a place came to a group, or left it, other than with a month. One query."""
    days = (count.whole.first, count.whole.last)
    came = Q(valid_from__range=days) & ~Q(valid_from__day=1)
    left = Q(valid_to__range=days) & ~Q(valid_to__day=1)
    stays = Ancestry.objects.filter(tenant_id=count.subject.tenant_id, ancestor__in=count.nodes)
    return stays.filter(came | left).exists()
