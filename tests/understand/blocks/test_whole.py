from datetime import date, timedelta
from uuid import uuid4

import numpy as np
import pytest

from heedful.base.org.domain import place, rebuild_ancestry
from heedful.understand.blocks import domain
from heedful.understand.blocks.crossing import Matrix
from heedful.understand.blocks.domain import build, drop, fold, fold_all
from heedful.understand.blocks.models import BlockState, Folded
from heedful.understand.blocks.remembered import Asked, Remembered
from heedful.understand.blocks.whole import whole
from heedful.understand.drivers import evidence
from heedful.understand.drivers.evidence import gather, group_of
from heedful.understand.drivers.queries import studies_for
from heedful.understand.metrics.order import Order
from heedful.understand.metrics.places import Ids, keys_of
from heedful.understand.metrics.rules import Window
from tests.makers import make_node
from tests.understand.blocks.conftest import DAYS, FIRST
from tests.understand.blocks.test_running import about

LAST = FIRST + timedelta(days=DAYS)
WINDOWS = [
    Window(FIRST + timedelta(days=15), FIRST + timedelta(days=60)),
    Window(FIRST, FIRST + timedelta(days=DAYS)),
    Window(FIRST + timedelta(days=200), FIRST + timedelta(days=260)),
]


def evidence_by_place(chain, window, node=None):
    locations = [one.pk for one in chain.locations] if node is None else ()
    gathered = gather(
        subject=about(chain),
        window=window,
        locations=locations,
        group=None if node is None else group_of(subject=about(chain), window=window, node=node.pk),
    )
    sums = gathered.evidence
    weighed = sums.weighted_cells
    if weighed is None:
        weighed = sums.cells.astype(np.int64) * 1_000_000
    parts = [sums.cells, weighed, *sums.cross.parts()]
    if sums.weighted_cross is None:
        parts += [part.astype(np.int64) * 1_000_000 for part in sums.cross.parts()]
    else:
        parts += sums.weighted_cross.parts()
    return {
        key: [np.asarray(part[i]).tolist() for part in parts] for i, key in enumerate(gathered.ids)
    }


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("share_weighted", [0.0, 0.3])
def test_drivers_rest_on_the_same_sums_from_blocks_and_from_cells(chain, window, share_weighted):
    chain.hear(120, share_weighted=share_weighted)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    chain.hear(30, share_weighted=share_weighted)
    chain.locations.append(make_node(chain.groups[0]))
    chain.hear(30)
    told = evidence_by_place(chain, window)

    BlockState.objects.update(ready=False)

    assert told == evidence_by_place(chain, window)
    assert len(told) == 6


# One place moved on the 44th day, so the first of these reads cells in any case.
@pytest.mark.parametrize("window", [WINDOWS[1], Window(FIRST + timedelta(days=62), LAST)])
def test_so_do_those_of_a_group(chain, window, monkeypatch):
    monkeypatch.setattr(evidence, "FEW_PLACES", 0)
    chain.hear(150, share_weighted=0.2)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    chain.hear(30)
    nodes = [chain.root, *chain.groups, chain.locations[0]]
    told = [evidence_by_place(chain, window, node) for node in nodes]

    BlockState.objects.update(ready=False)

    assert told == [evidence_by_place(chain, window, node) for node in nodes]
    assert len(told[-1]) == 1


def test_the_number_of_queries_does_not_grow_with_the_places(chain, django_assert_num_queries):
    chain.hear(100)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    what = about(chain)
    for queries in (5, 3):  # The second time what blocks hold is remembered.
        with django_assert_num_queries(queries):
            gather(subject=what, window=WINDOWS[0])
        for _ in range(3):
            make_node(chain.root)


def test_what_is_remembered_is_never_older_than_what_was_folded_last(chain):
    window = WINDOWS[1]
    chain.hear(60)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    before = evidence_by_place(chain, window)
    chain.hear(60)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    told = evidence_by_place(chain, window)

    BlockState.objects.update(ready=False)

    assert told == evidence_by_place(chain, window)
    assert told != before


def test_a_study_of_many_places_is_made_anew_when_something_was_counted_or_moved(
    chain, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(evidence, "FEW_PLACES", 0)
    april = Window(date(2026, 4, 1), date(2026, 4, 30))
    asked = {"subject": about(chain), "window": april, "node": chain.groups[1].pk}

    def n_after(change):
        change()
        (study,) = studies_for(**asked)
        with django_assert_num_queries(5 if change == hear else 3):
            assert studies_for(**asked)[0] == study
        return study.n

    def hear():
        chain.hear(60, first=april.first, days=30)

    def put_in():
        fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)

    def move():
        place(node=chain.locations[1], parent=chain.groups[0], since=april.first)
        rebuild_ancestry(tenant_id=chain.tenant.pk)

    chain.hear(60, first=april.first, days=30)
    few, more, same, fewer = map(n_after, (put_in, hear, put_in, move))

    assert few < more == same > fewer > 0


def test_days_that_were_just_asked_for_are_not_read_again(chain, django_assert_num_queries):
    chain.hear(60)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    what, places = about(chain), Ids(keys_of(one.pk for one in chain.locations))
    with django_assert_num_queries(4):
        whole(subject=what, window=WINDOWS[0], locations=places, also=places.keys)

    with django_assert_num_queries(2):
        whole(subject=what, window=WINDOWS[0], locations=places, also=places.keys)


def test_after_a_fold_only_what_it_put_in_is_read(chain, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(domain, "KEPT_FOLDS", 2)
    what, window = about(chain), Window(FIRST, LAST)

    def ask(queries, *changes):
        for change in changes:
            change(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
        with django_assert_num_queries(queries):
            told = gather(subject=what, window=window).evidence
        return int(told.cells[:, what.series.layout.answered(0)].sum())

    def hear_and_fold(*, tenant_id, questionnaire_id):
        chain.hear(40, first=date(2026, 2, 1), days=20, share_weighted=0.1)
        fold(tenant_id=tenant_id, questionnaire_id=questionnaire_id)

    first = ask(5, hear_and_fold)
    second, third = ask(3, hear_and_fold), ask(3, hear_and_fold, hear_and_fold)
    # More folds than are kept; then blocks made anew, which leaves nothing to add.
    fourth = ask(5, *[hear_and_fold] * 3)
    again = ask(5, drop, build)

    assert first < second < third < fourth == again


def test_folds_of_other_months_leave_what_is_remembered(
    chain, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(domain, "KEPT_FOLDS", 2)
    what, window = about(chain), WINDOWS[0]
    chain.hear(40)
    fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
    gather(subject=what, window=window)

    for _more_than_are_kept in range(4):
        chain.hear(40, first=window.last + timedelta(days=40), days=20)
        fold(tenant_id=chain.tenant.pk, questionnaire_id=chain.questionnaire_id)
        with django_assert_num_queries(3):
            gather(subject=what, window=window)


def test_what_was_folded_in_is_forgotten_when_nothing_waits(chain):
    for _ in range(2):  # The first time blocks are made of the cells.
        chain.hear(40)
        fold_all(tenant_id=chain.tenant.pk)
    kept = Folded.objects.count()
    fold_all(tenant_id=chain.tenant.pk)

    assert kept > 0
    assert Folded.objects.count() == 0


def test_only_so_much_is_remembered():
    memory = Remembered(100, lambda matrix: matrix.nbytes)
    asked = [Asked(uuid4(), uuid4(), 1, date(2026, 1, 1), date(2026, 1, 31)) for _ in range(3)]
    small = Matrix(Order(1), np.zeros((4, 10), dtype=np.int8))
    for one in asked:
        memory.put(one, small)
    memory.put(
        Asked(uuid4(), uuid4(), 1, date.min, date.max),
        Matrix(Order(1), np.zeros((4, 30), dtype=np.int8)),
    )

    assert [memory.get(one) for one in asked] == [None, small, small]
