from dataclasses import replace

import pytest

from heedful.base.tenancy.domain import within
from heedful.understand.questions.rules import Dropped, Share, Shortest, Told
from heedful.web.charts.figure import NARROW, WIDE
from heedful.web.charts.theme import PRINT
from heedful.web.questions.chart import ALONE, SHORTEST, drawing, figure_of, title_of
from heedful.web.questions.page import questions_page
from tests.makers import make_member


@pytest.fixture
def page(chain):
    """Two ratings whose overlap is told here; food could go."""
    with within(chain.tenant.pk):
        member = make_member(chain.root, "executive")
        found = questions_page(member=member, key=str(chain.root.pk), query={})
    waiting, food = found.rows[1:]
    wait, meal = waiting.use.item, food.use.item
    rows = [
        found.rows[0],
        told(waiting, 0.8, could_go=False),
        told(food, 0.3, could_go=True),
    ]
    steps = (Dropped(meal, 0.98, 0.95, is_taken=True), Dropped(wait, 0.7, 0.1, is_taken=False))
    form = Shortest((wait, meal, wait), steps, 0.98, 0.95)
    return replace(found, rows=rows, study=replace(found.study, shortest=form))


def told(row, share, *, could_go):
    overlap = Told(Share(share, share - 0.1, share + 0.1), 0.5)
    return replace(row, use=replace(row.use, told=overlap), could_go=could_go)


def drawn(page, about, width=WIDE):
    data = drawing(page, about)(width)(PRINT).to_dict()["datasets"]
    return max(data.values(), key=len)


def test_what_a_rating_tells_alone_is_the_rest_with_its_interval(page):
    bars = [
        (one["name"], *(round(one[end], 9) for end in ("value", "low", "high")), one["is_faint"])
        for one in drawn(page, ALONE)
    ]
    assert bars == [("Food", 0.7, 0.6, 0.8, True), ("Waiting", 0.2, 0.1, 0.3, False)]
    assert title_of(page, ALONE) == "Each rating tells 20% to 70% that no other tells"


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_form_loses_one_rating_at_each_step(page, width):
    assert drawn(page, SHORTEST, width) == [
        {"left": 4, "kept": 1.0, "taken": True},
        {"left": 3, "kept": 0.98, "taken": True},
        {"left": 2, "kept": 0.7, "taken": False},
    ]
    assert title_of(page, SHORTEST) == "3 of 4 ratings keep 98% of the order"


def test_with_too_little_there_is_no_chart(page):
    bare = replace(page, rows=page.rows[:1], study=replace(page.study, shortest=None))
    assert [figure_of(bare, about) for about in (ALONE, SHORTEST)] == [None, None]
    assert [title_of(bare, about) for about in (ALONE, SHORTEST)] == ["", ""]


def test_charts_come_as_files(chain, enter):
    person = enter(chain.root)
    address = f"/questions/{chain.root.pk}"

    assert "that no other tells" in person.get(f"{address}/alone/chart.svg").content.decode()
    assert person.get(f"{address}/alone/chart.pdf").content[:4] == b"%PDF"
    assert person.get(f"{address}/alone/chart.exe").status_code == 404
    assert person.get(f"{address}/other/chart.svg").status_code == 404
    assert person.get(f"{address}/shortest/chart.svg")["Location"] == f"{address}/"
