from dataclasses import replace

import pytest

from heedful.base.tenancy.domain import within
from heedful.web.charts.figure import NARROW
from heedful.web.charts.theme import PRINT
from heedful.web.week.chart import FAINT, STRONG, drawing, title_of
from heedful.web.week.page import week_page
from tests.makers import make_member
from tests.web.week.test_views import week  # noqa: F401 - a fixture


@pytest.fixture
def page_of(week):  # noqa: F811 - the fixture
    def page(node):
        with within(week.tenant.pk):
            return week_page(member=make_member(week.root, "executive"), key=str(node.pk))

    return page


def drawn(page):
    data = drawing(page)(NARROW)(PRINT).to_dict()["datasets"]
    return {(row["day"], row["part"]): row for rows in data.values() for row in rows}


def test_a_weak_part_is_marked_by_shape_and_colour_and_the_others_are_faint(week, page_of):  # noqa: F811
    page = page_of(week.pier)
    cells = drawn(page)

    assert len(cells) == 35
    weak = cells["Sun", "evening"]
    assert (weak["text"], weak["bad"], weak["fill"]) == ("7.1\n▼", True, STRONG)
    assert [key for key, one in cells.items() if one["marked"]] == [("Sun", "evening")]
    assert max(one["fill"] for one in cells.values() if not one["marked"]) <= FAINT
    assert cells["Tue", "breakfast"]["text"] == ""
    assert title_of(page) == "Sunday evening is the weakest part of the week here"


def test_a_group_counts_its_weak_and_strong_places_and_what_all_share(week, page_of):  # noqa: F811
    page = page_of(week.root)
    cells = drawn(page)

    told = {key: (one["text"], one["bad"]) for key, one in cells.items() if one["marked"]}
    assert told == {
        ("Mon", "lunch"): ("▲ 1", False),
        ("Fri", "evening"): ("▼ all", True),
        ("Sun", "evening"): ("▼ 1", True),
    }
    assert title_of(page) == "Sunday evening is weak at 1 location of 3"


def test_titles_where_nothing_is_weak(week, page_of):  # noqa: F811
    assert title_of(page_of(week.cove)) == "No part of the week is clearly weak here"
    group = page_of(week.root)
    bare = [
        replace(row, parts=[replace(one, weak=[]) for one in row.parts]) for row in group.marked
    ]
    assert (
        title_of(replace(group, marked=bare)) == "No part of the week is weak for a location alone"
    )


def test_the_heat_map_comes_as_files(week, enter):  # noqa: F811
    person = enter(week.root)
    address = f"/week/{week.pier.pk}/chart"

    assert "Sunday evening is the weakest" in person.get(f"{address}.svg").content.decode()
    assert person.get(f"{address}.pdf").content[:4] == b"%PDF"
    assert person.get(f"{address}.exe").status_code == 404
    nothing = person.get(f"/week/{week.quay.pk}/chart.svg")
    assert nothing["Location"] == f"/week/{week.quay.pk}/"
