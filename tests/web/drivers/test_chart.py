from dataclasses import replace

import pytest

from heedful.base.tenancy.domain import within
from heedful.web.charts.figure import NARROW, WIDE
from heedful.web.charts.theme import PRINT
from heedful.web.drivers.chart import LARGE, drawing, title_of
from heedful.web.drivers.page import DriverRow, drivers_page
from tests.makers import make_member
from tests.web.drivers.test_views import studied, words  # noqa: F401 - a fixture


@pytest.fixture
def page(studied):  # noqa: F811 - the fixture
    with within(studied.tenant.pk):
        member = make_member(studied.pier, "location_manager")
        return drivers_page(member=member, key=str(studied.pier.pk), query={})


def drawn(page, width=WIDE):
    definition = drawing(page)(width)(PRINT).to_dict()
    return {row["name"]: row for rows in definition["datasets"].values() for row in rows}


def test_each_rating_stands_at_its_score_and_share_and_the_first_step_is_marked(page):
    found = drawn(page)
    by_label = {row.item.label: row.share for row in page.rows}

    assert {name: (one["x"], one["y"]) for name, one in found.items()} == {
        label: (share.score, share.share) for label, share in by_label.items()
    }
    assert [name for name, one in found.items() if one["first"]] == ["Waiting"]
    assert title_of(page) == "The first step here: “Waiting”"


def test_a_narrow_chart_has_numbers_in_the_order_of_the_table(page):
    found = drawn(page, NARROW)
    assert [(name, one["y"]) for name, one in found.items()] == [
        (str(i), row.share.share) for i, row in enumerate(page.rows, 1)
    ]


def test_many_ratings_have_numbers_on_a_wide_chart_too(page):
    many = replace(page, rows=list(page.rows) * 5)
    assert list(drawn(many)) == [str(i) for i in range(1, 11)]
    assert list(drawn(many, LARGE)) == [row.item.label for row in page.rows]  # files have no table


def test_ratings_on_scales_of_their_own_stand_by_how_far_up_they_are(page):
    row = page.rows[0]
    of_ten = replace(row, item=replace(row.item, low=0, high=10), share=replace(row.share, score=4))
    found = drawn(replace(page, rows=[of_ten, *page.rows[1:]]))
    assert found[row.item.label]["x"] == 0.4


def test_the_chart_comes_as_files_and_with_a_title(studied, enter):  # noqa: F811
    person = enter(studied.root)
    address = f"/drivers/{studied.root.pk}/chart"

    svg = person.get(f"{address}.svg").content.decode()
    assert "The most frequent first step: “Waiting”" in svg
    assert person.get(f"{address}.pdf").content[:4] == b"%PDF"
    assert person.get(f"{address}.png").content[1:4] == b"PNG"
    assert person.get(f"{address}.exe").status_code == 404
    nothing = person.get(f"{address}.svg?from=2020-01-01&to=2020-01-31")
    assert nothing["Location"] == f"/drivers/{studied.root.pk}/"
    assert f'href="{address}.pdf?' in words(person.get(f"/drivers/{studied.root.pk}/"))


@pytest.mark.parametrize(
    ("score", "target", "error", "is_best", "may_have_room"),
    [(4.5, 4.2, 0.01, True, False), (4.2, 4.2, 0.1, True, True), (4.0, 4.2, 0.1, False, True)],
)
def test_what_is_as_good_as_the_best_quarter_says_so(
    page, score, target, error, is_best, may_have_room
):
    row = page.rows[0]
    share = replace(
        row.share, score=score, score_low=score - 0.1, score_high=score + 0.1,
        target=target, target_se=error,
    )  # fmt: skip
    told = DriverRow(row.item, share)
    assert (told.is_best, told.may_have_room) == (is_best, may_have_room)
