"""Very many places with their names, read as one row."""

from django.db.models import QuerySet

from heedful.base.org.models import Node
from heedful.understand.metrics.database import binary_cursor
from heedful.understand.metrics.places import Ids, keys_in

# What comes from a query in an order is put together in it.
TOLD = """
select coalesce(string_agg(uuid_send(place.id), ''::bytea), ''),
    coalesce(array_agg(place.name::text), array[]::text[])
from ({places}) place (id, name)
"""


def in_order(places: QuerySet[Node]) -> tuple[Ids, list[str]]:
    """Return keys and names of nodes in the order of a query."""
    told, values = places.values("pk", "name").query.sql_with_params()
    with binary_cursor() as cursor:
        cursor.execute(TOLD.format(places=told), values)
        keys, names = cursor.fetchone()
    return Ids(keys_in(keys)), names
