from datetime import UTC, date, datetime

import numpy as np
import pytest

from heedful.base.outbox.domain import dispatch
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.understand.asking.beside import Column, side_by_side
from heedful.understand.metrics.queries import subject
from heedful.understand.metrics.rules import Window
from tests.makers import make_feedback, make_node, make_questionnaire, make_tenant

DAY = date(2026, 3, 10)
WINDOW = Window(DAY, DAY)
NOW = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def chain(db):
    """Ten locations that differ, with forty answers each."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        version = make_questionnaire(tenant)[1]
        places = [make_node(root, f"Place {i}") for i in range(10)]
        rows = [
            (place, DAY, (5, 1 + (i + j) % 3 + i // 4, 3))
            for i, place in enumerate(places)
            for j in range(40)
        ]
        make_feedback(version, rows)
        while dispatch(handlers=HANDLERS, now=NOW):
            pass
        about = subject(
            tenant_id=tenant.pk, questionnaire_id=version.questionnaire_id, item="waiting"
        )
        yield about, [place.pk for place in places]


def line_of(about, columns, everybody):
    return side_by_side(subjects=[about], window=WINDOW, columns=columns, everybody=everybody)[0]


def test_the_best_quarter_has_an_interval_and_says_of_how_many_it_is(chain):
    about, places = chain
    columns = [Column("one", (places[0],)), Column("other", (places[9],))]

    best = line_of(about, columns, places).best_quarter

    alone = [line_of(about, [Column("", (place,))], places).value[0] for place in places]
    assert best.places == 10
    assert best.low < best.value < best.high
    assert best.low < np.quantile(alone, 0.75) < best.high
    assert best.high <= 5.0


def test_few_locations_have_no_best_quarter(chain):
    about, places = chain
    columns = [Column("one", (places[0],)), Column("other", (places[1],))]
    assert line_of(about, columns, places[:7]).best_quarter is None
