"""Rows of an answer that was kept."""

from datetime import UTC, date, datetime

import pytest

from heedful.base.tenancy.domain import within
from heedful.understand.asking.rules import Question
from heedful.understand.asking.telling import read_back, tell, written
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.rules import Window
from heedful.web.explore.rows import Rows, ordered, searched
from tests.makers import make_member

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LONG_AGO = Window(date(2001, 1, 1), date(2001, 1, 31))


@pytest.mark.parametrize("by", [(Dimension.DAY,), (Dimension.WEEK, Dimension.CHANNEL)])
def test_an_answer_of_nothing_is_kept_sorted_and_searched(chain, by):
    with within(chain.tenant.pk):
        member = make_member(chain.root, "analyst")
        told = tell(member=member, question=Question("mean", LONG_AGO, by=by), now=NOW)

    for one in (told, read_back(written(told))):
        rows = Rows(one, one.records)
        for sort in ("name", "high", "low", "answers"):
            assert list(ordered(searched(rows, "pier"), sort)) == []
