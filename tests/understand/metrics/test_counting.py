import uuid
from datetime import date

import numpy as np
import pytest

from cxstats.sums import NOT_ANSWERED, NOT_USED, CrossSums, cross_sums
from heedful.understand.metrics.counting import Facts, cross_deltas, day_deltas
from heedful.understand.metrics.series import RatedItem, Series

HERE, THERE = uuid.UUID(int=1), uuid.UUID(int=2)
SERIES = Series(
    (
        RatedItem("recommend", "Recommend", "outcome", 0, 2, "recommend", primary=True),
        RatedItem("waiting", "Waiting", "driver", 1, 2),
    )
)


def payload(**changes):
    told = {
        "questionnaire": str(HERE),
        "version": str(HERE),
        "sign": 1,
        "locations": [str(THERE), str(HERE)],
        "at": [1, 1, 0],
        "days": ["2026-03-01", "2026-03-31", "2026-03-01"],
        "scores": [[2, NOT_USED], [0, 1], [NOT_ANSWERED, 2]],
        "weights": None,
    }
    return {**told, **changes}


def test_facts_become_one_cell_a_location_and_day():
    deltas = day_deltas(Facts.of_payload(payload(), items=2), SERIES)

    assert {key: (delta.rows, delta.sums.tolist()) for key, delta in deltas.items()} == {
        (HERE, date(2026, 3, 1)): (1, [1, 0, 2, 4, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]),
        (HERE, date(2026, 3, 31)): (1, [1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0]),
        (THERE, date(2026, 3, 1)): (1, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 4, 1, 0, 1]),
    }
    assert [delta.weighted for delta in deltas.values()] == [None, None, None]


def test_pairs_of_answers_are_counted_by_month():
    facts = Facts.of_payload(payload(), items=2)

    deltas = cross_deltas(facts)

    expected = cross_sums(facts.scores, np.array([0, 0, 1]), 2)
    assert set(deltas) == {(HERE, date(2026, 3, 1)), (THERE, date(2026, 3, 1))}
    for group, place in enumerate((HERE, THERE)):
        got = deltas[place, date(2026, 3, 1)].sums
        for a, b in zip(got.parts(), expected.take(slice(group, group + 1)).parts(), strict=True):
            assert np.array_equal(a, b)


def test_an_erasure_is_the_addition_with_its_sign_turned():
    plus = day_deltas(Facts.of_payload(payload(), items=2), SERIES)
    minus = day_deltas(Facts.of_payload(payload(sign=-1), items=2), SERIES)

    assert {k: (-d.rows, (-d.sums).tolist()) for k, d in minus.items()} == {
        k: (d.rows, d.sums.tolist()) for k, d in plus.items()
    }


def test_both_signs_at_once_cancel():
    both = Facts.joined(
        [Facts.of_payload(payload(), items=2), Facts.of_payload(payload(sign=-1), items=2)]
    )

    assert not any(delta.rows or delta.sums.any() for delta in day_deltas(both, SERIES).values())
    empty = CrossSums.zeros(1, 2)
    assert {delta.sums.to_bytes() for delta in cross_deltas(both).values()} == {empty.to_bytes()}


def test_weights_are_kept_only_for_the_cells_that_have_them():
    facts = Facts.of_payload(payload(weights=[1_000_000, 2_500_000, 1_000_000]), items=2)

    deltas = day_deltas(facts, SERIES)

    assert deltas[HERE, date(2026, 3, 1)].weighted is None
    assert deltas[HERE, date(2026, 3, 31)].weighted.tolist() == [
        *(2_500_000, 0, 0, 0, 6_250_000, 2_500_000, 0, 0),
        *(2_500_000, 0, 2_500_000, 2_500_000, 6_250_000, 2_500_000, 0),
    ]
    assert deltas[HERE, date(2026, 3, 31)].sums.tolist()[:5] == [1, 0, 0, 0, 1]
    cross = cross_deltas(facts)
    assert cross[THERE, date(2026, 3, 1)].weighted is None
    assert cross[HERE, date(2026, 3, 1)].weighted.n[0].tolist() == [
        [3_500_000, 2_500_000],
        [2_500_000, 2_500_000],
    ]


def test_items_move_from_the_form_to_their_slots():
    facts = Facts.of_payload(payload(scores=[[1], [2], [NOT_USED]]), items=1).spread([1], 2)

    assert facts.scores.tolist() == [[NOT_ANSWERED, 1], [NOT_ANSWERED, 2], [NOT_ANSWERED, NOT_USED]]


@pytest.mark.parametrize("broken", [{"sign": 2}, {"scores": [[1, 2]]}, {"days": ["yesterday"] * 3}])
def test_a_payload_not_as_agreed_is_refused(broken):
    with pytest.raises((ValueError, KeyError)):
        Facts.of_payload(payload(**broken), items=2)
