"""Keys of places as bytes: they behave as a list of keys does."""

import uuid
from datetime import date

import numpy as np

from heedful.base.tenancy.domain import within
from heedful.understand.metrics.counts import Keyed, of_span
from heedful.understand.metrics.everybody import everybody
from heedful.understand.metrics.keys import KeyColumns
from heedful.understand.metrics.places import Ids, found, keys_of
from heedful.understand.metrics.scores import ItemSums
from tests.makers import make_node, make_tenant

TODAY = date(2026, 3, 1)
# One ends in zeros, which NumPy leaves out of texts.
KEYS = [uuid.UUID(int=5), uuid.UUID(int=1 << 120), uuid.UUID(int=7)]


def test_keys_come_back_as_they_went_in():
    ids = Ids(keys_of(KEYS))
    assert list(ids) == KEYS
    assert [ids[i] for i in range(3)] == KEYS
    assert list(ids[1:]) == KEYS[1:]
    assert found(ids.keys, keys_of([KEYS[1], uuid.UUID(int=9)])).tolist() == [1, -1]
    assert found(keys_of([]), ids.keys).tolist() == [-1, -1, -1]


def test_counts_find_their_nodes_with_and_without_columns():
    sums = ItemSums(np.array([4, 2, 1]), np.array([[4], [2], [1]]))
    columns = KeyColumns(((0, 1), KEYS), (np.array([0, 0, 1]), np.array([0, 2, 2])))
    pairs = ((0, KEYS[0]), (0, KEYS[2]), (1, KEYS[2]))
    assert tuple(columns) == tuple(columns[i] for i in range(3)) == pairs
    for keys in (columns, pairs):
        counted = Keyed(keys, sums)
        assert of_span(counted, KEYS, 0).answers.tolist() == [4, 0, 2]
        assert of_span(counted, KEYS, 1).histogram.tolist() == [[0], [0], [1]]


def test_everybody_is_there_with_who_hangs_beside_whom(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        north, south = (make_node(root, location=False) for _ in range(2))
        a, b, c = (make_node(group).pk for group in (north, south, north))
        gone = uuid.UUID(int=3)
        known = everybody(tenant_id=tenant.pk, on=TODAY, also=[a, gone])
    assert set(known.ids) == {a, b, c, gone}
    assert len(known.ids) == 4
    by_place = dict(zip(known.ids, known.parent.tolist(), strict=True))
    assert by_place[a] == by_place[c]
    assert len({by_place[one] for one in (a, b, gone)}) == 3
    assert known.parents([b, gone]).tolist() in ([0, 1], [1, 0])
    assert known.parents([a, c]).tolist() == [0, 0]


def test_an_organisation_without_locations_has_nobody(db):
    tenant, _ = make_tenant()
    with within(tenant.pk):
        known = everybody(tenant_id=tenant.pk, on=TODAY)
    assert (list(known.ids), known.parent.tolist()) == ([], [])
