"""All locations of an organisation, and which of them hang together."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.places import KEY, Ids, Places, found, keys_in, keys_of

# A location that hangs nowhere on that day has a key of zeros for its group.
EVERYBODY = """
select coalesce(string_agg(uuid_send(node.id), ''::bytea order by node.id), ''),
    coalesce(string_agg(coalesce(uuid_send(placed.parent_id), decode(repeat('00', 16), 'hex')),
        ''::bytea order by node.id), '')
from base_node node left join base_placement placed on placed.tenant_id = node.tenant_id
    and placed.node_id = node.id and placed.valid_from <= %(on)s and placed.valid_to > %(on)s
where node.tenant_id = %(tenant)s and node.kind = 'location'
"""


@dataclass(frozen=True, slots=True)
class Everybody:
    """Every location that is or was, and which ones hang below one group."""

    ids: Ids
    parent: Places  # (g,) 0 and up; those that hang nowhere have one in common

    def at(self, ids: Iterable[uuid.UUID]) -> Places:
        """Where some of them stand."""
        return found(self.ids.keys, keys_of(ids))

    def parents(self, ids: Iterable[uuid.UUID]) -> Places:
        """Which of some locations hang below one group: 0 and up, none left out."""
        groups = np.unique(self.parent[self.at(ids)], return_inverse=True)[1]
        return groups.reshape(-1).astype(np.intp)


def everybody(*, tenant_id: uuid.UUID, on: date, also: Iterable[uuid.UUID] = ()) -> Everybody:
    """Look up all locations, and the group of each on a day. One query.

    What is named by `also` and is no location of the organisation comes last, below no group.
    """
    values: dict[str, Any] = {"tenant": tenant_id, "on": on}
    with binary_cursor() as cursor:
        cursor.execute(EVERYBODY, values)
        places, above = map(keys_in, cursor.fetchone())
    named = keys_of(also)
    new: Any = np.unique(named[found(places, named) < 0])
    nowhere = np.zeros(len(new), dtype=KEY)
    parent = np.unique(np.concatenate([above, nowhere]), return_inverse=True)[1]
    return Everybody(Ids(np.concatenate([places, new])), parent.reshape(-1).astype(np.intp))
