"""Which rows count for which nodes: the tree as it stood on each day, small enough to hand in."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
from django.db import connection

from heedful.understand.lake.shapes import Reach
from heedful.understand.metrics.counts import Count
from heedful.understand.metrics.rules import Window

# Whether any location did not belong to the node on some of these days. Where it belonged by one
# way and then by another, its days add up, for no two of its times overlap.
OUTSIDE = """
select (select count(*) from base_node where tenant_id = %(tenant)s and kind = 'location')
    * (%(last)s::date - %(first)s::date + 1) > (
        select coalesce(sum(least(above.valid_to, %(last)s::date + 1)
            - greatest(above.valid_from, %(first)s::date)), 0)
        from base_ancestry above
        join base_node place on place.tenant_id = above.tenant_id
            and place.id = above.descendant_id and place.kind = 'location'
        where above.tenant_id = %(tenant)s and above.ancestor_id = %(node)s
            and above.valid_from <= %(last)s and above.valid_to > %(first)s)
"""
OTHERS = """
select exists (select from base_node where tenant_id = %(tenant)s and kind = 'location'
    and not id = any(%(nodes)s))
"""
BELOW = """
select ancestor_id::text, descendant_id::text, valid_from, valid_to from base_ancestry
join base_node place on place.tenant_id = base_ancestry.tenant_id and place.id = descendant_id
where base_ancestry.tenant_id = %(tenant)s and ancestor_id = any(%(nodes)s)
    and kind = 'location' and valid_from <= %(last)s and valid_to > %(first)s
order by 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Places:
    """How rows find their nodes, and the table that they find them by where one is needed."""

    reach: Reach
    table: pa.Table | None = None


def places_of(count: Count) -> Places:
    """Look the nodes of a count up. One or two queries."""
    tenant, whole = count.subject.tenant_id, spanned(count)
    if count.are_locations:
        if len(count.nodes) > 1 and not _any(OTHERS, tenant=tenant, nodes=list(count.nodes)):
            return Places(Reach.EACH)
        return Places(Reach.SOME, _each(count.nodes))
    asked: dict[str, Any] = {"tenant": tenant, "first": whole.first, "last": whole.last}
    if len(count.nodes) == 1 and not _any(OUTSIDE, node=count.nodes[0], **asked):
        return Places(Reach.ALL)
    with connection.cursor() as cursor:
        cursor.execute(BELOW, {**asked, "nodes": list(count.nodes)})
        return Places(Reach.GROUPS, _table(cursor.fetchall()))


def spanned(count: Count) -> Window:
    """From the first day of any span to the last one."""
    spans = count.spans
    return Window(min(one.first for one in spans), max(one.last for one in spans))


def _each(nodes: Sequence[uuid.UUID]) -> pa.Table:
    return _table([(str(node), str(node), date.min, date.max) for node in nodes])


def _table(rows: Sequence[tuple[str, str, date, date]]) -> pa.Table:
    names = ("node", "location", "valid_from", "valid_to")
    types = (pa.string(), pa.string(), pa.date32(), pa.date32())
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
    return pa.table(arrays, names=list(names))


def _any(question: str, **values: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return bool(cursor.fetchone()[0])
