"""How much a row counts: its own weight times the factors it was given. The one definition."""

import uuid
from collections.abc import Sequence

from django.db import connection

from cxstats.sums import WEIGHT_ONE

# Squares of weights are summed in 64 bits; the bound is that of imported weights, a thousand.
HEAVIEST = 1_000 * WEIGHT_ONE


def _times(weight: str, kind: str) -> str:
    """Rounded half up, in whole numbers, so that what is taken back is what was added."""
    factor = f"coalesce({kind}.overruled_to, {kind}.factor, {WEIGHT_ONE})"
    return f"least(({weight} * {factor} + {WEIGHT_ONE // 2}) / {WEIGHT_ONE}, {HEAVIEST})"


def _join(kind: str) -> str:
    return f"""left join listen_row_factor {kind} on {kind}.tenant_id = %(tenant)s
        and {kind}.feedback_id = row.id and {kind}.kind = '{kind}'"""


# For a query over rows called `row`, with a parameter `tenant`.
BEFORE_DESIGN = _times("row.weight", "quality")
EFFECTIVE_WEIGHT = _times(BEFORE_DESIGN, "design")
FACTORS = _join("quality") + " " + _join("design")


def effective_weights(
    *, tenant_id: uuid.UUID, ids: Sequence[uuid.UUID], weights: Sequence[int]
) -> list[int]:
    """Return what rows count, given their own weights; all in millionths."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {EFFECTIVE_WEIGHT}"  # noqa: S608 - made of constants above
            " from unnest(%(ids)s::uuid[], %(weights)s::bigint[]) with ordinality"
            f" as row (id, weight, place) {FACTORS} order by row.place",
            {"tenant": tenant_id, "ids": list(ids), "weights": list(weights)},
        )
        return [weight for (weight,) in cursor.fetchall()]
