import csv
import io

import pytest

from heedful.base.tenancy.domain import within
from heedful.understand.asking.lately import read
from heedful.understand.asking.queries import ask
from heedful.understand.metrics.models import DayCell
from tests.makers import make_member, make_node
from tests.web.conftest import LAST

# Signing in and the frame, the page, and four for each of its three questions.
QUERIES = 26


def cells(page):
    """The figures by question and column."""
    return {
        line.subject.item.code: {cell.column: cell for cell in some}
        for line, some in page.context["page"].table.lines
    }


def picked(*places, more=""):
    return f"/compare/?{'&'.join(f'place={place.pk}' for place in places)}{more}"


def asked(chain, **params):
    with within(chain.tenant.pk):
        member = make_member(chain.root)
        question = read({name: [value] for name, value in params.items()}, newest=LAST).question
        return ask(member=member, question=question)


def test_locations_stand_side_by_side_with_the_figures_of_every_page(chain, enter):
    page = enter(chain.root).get(picked(chain.pier, chain.mill))
    found = cells(page)

    assert list(found) == ["recommend", "waiting", "food"]
    answer = asked(chain, measure="mean", item="waiting", by="location")
    at = [key for (key,) in answer.keys].index(chain.pier.pk)
    cell = found["waiting"]["Pier"]
    figures = answer.figures
    assert (cell.value, cell.low, cell.high, cell.answers) == (
        figures.value[at], figures.low[at], figures.high[at], 90,
    )  # fmt: skip
    assert (cell.standing, found["waiting"]["Mill"].standing) == (-1, 1)


def test_few_answers_have_no_figure(chain, enter):
    found = cells(enter(chain.root).get(picked(chain.quay, chain.mill)))
    assert (found["food"]["Quay"].enough, found["food"]["Quay"].standing) == (False, 0)


def test_formats_are_not_mixed_unless_asked_for(chain, enter):
    for place, kind in ((chain.pier, "city"), (chain.mill, "drive in")):
        place.attributes = {"format": kind}
        place.save()
    client = enter(chain.root)

    page = client.get(picked(chain.pier, chain.mill))
    assert page.context["page"].table is None
    assert "These are of different formats (city, drive in)." in page.content.decode()
    assert client.get(picked(chain.pier, chain.mill, more="&mixed=1")).context["page"].table


@pytest.mark.parametrize("address", ["/compare/", "/compare/?place=x", "/compare/?search=pi"])
def test_without_two_locations_there_is_nothing_to_compare(chain, enter, address):
    page = enter(chain.root).get(address)
    assert page.context["page"].table is None
    assert [node.name for node in page.context["page"].found] == (
        ["Pier"] if "search" in address else ["Cove", "Mill", "Pier", "Quay"]
    )


@pytest.mark.parametrize("path", ["/compare/", "/benchmarks/"])
def test_whoever_has_one_location_is_led_to_its_own_course(chain, enter, path):
    page = enter(chain.pier).get(path).content.decode()
    assert ("only one" in page, 'href="/trends/"' in page, '<form method="get"' in page) == (
        True, True, False,
    )  # fmt: skip


def test_groups_without_room_are_counted(chain, enter):
    with within(chain.tenant.pk):
        for i in range(11):
            make_node(chain.root, f"Group {i}", location=False)
    page = enter(chain.root).get("/benchmarks/")
    assert page.context["page"].left_out == 1
    assert "1 more group has no room here" in page.content.decode()


def test_locations_beyond_ones_part_cannot_be_picked(chain, enter):
    page = enter(chain.south).get(picked(chain.pier, chain.quay))
    assert [node.name for node in page.context["page"].picked] == ["Quay"]
    assert "Pier" not in page.content.decode()


def test_groups_of_the_tree_have_the_figures_of_explore(chain, enter):
    found = cells(enter(chain.root).get("/benchmarks/?measure=mean"))

    answer = asked(chain, measure="mean", item="food", by="group")
    at = {key: i for i, (key,) in enumerate(answer.keys)}
    for name, node in (("North", chain.north), ("South", chain.south)):
        cell, i, figures = found["food"][name], at[node.pk], answer.figures
        assert (cell.value, cell.low, cell.high, cell.answers) == (
            figures.value[i], figures.low[i], figures.high[i], figures.answers[i],
        )  # fmt: skip


def test_locations_of_a_kind_are_counted_together(chain, enter):
    kinds = ((chain.pier, "city"), (chain.mill, "city"), (chain.cove, "coast"))
    for place, kind in kinds:
        place.attributes = {"format": kind}
        place.save()
    page = enter(chain.root).get("/benchmarks/?by=of-format&measure=mean&days=28")
    found = cells(page)

    north = asked(chain, measure="mean", item="food", under=str(chain.north.pk), days="28")
    city = found["food"]["city"]
    assert (city.value, city.answers) == (north.figures.value[0], 56)
    assert found["food"]["coast"].answers == 28


def test_one_group_alone_has_nothing_beside_it(chain, enter):
    page = enter(chain.north).get("/benchmarks/")
    assert page.context["page"].table is None
    assert "There are not two of them here." in page.content.decode()


def test_two_cost_no_more_than_three(chain, enter, django_assert_num_queries):
    client = enter(chain.root)
    client.get(picked(chain.pier, chain.mill))
    for places in ((chain.pier, chain.mill), (chain.pier, chain.mill, chain.cove)):
        with django_assert_num_queries(QUERIES):
            client.get(picked(*places))


def test_the_card_leads_back(chain, enter):
    card = enter(chain.root).get("/method/compare/?by=region&measure=mean").content.decode()
    assert 'href="/benchmarks/?by=region&amp;measure=mean"' in card


@pytest.mark.parametrize(
    ("path", "name"), [("/compare/", "Compare locations"), ("/benchmarks/", "Benchmarks")]
)
def test_without_feedback_each_page_says_what_it_will_show(chain, enter, path, name):
    DayCell.objects.all().delete()
    page = enter(chain.root).get(path).content.decode()
    assert f"<h1>{name}</h1>" in page
    assert "Here you will see scores side by side, question by question." in page


def rows(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_has_the_figures_of_the_page(chain, enter):
    client, address = enter(chain.root), picked(chain.pier, chain.quay)
    found = cells(client.get(address))
    told = rows(client.get(address.replace("/compare/", "/compare/table.csv")))

    assert [(row["item"], row["place"]) for row in told[:2]] == [
        ("recommend", "Pier"),
        ("recommend", "Quay"),
    ]
    food = {row["place"]: row for row in told if row["item"] == "food"}
    cell = found["food"]["Pier"]
    assert [float(food["Pier"][name]) for name in ("value", "low", "high", "answers")] == [
        cell.value, cell.low, cell.high, 90,
    ]  # fmt: skip
    assert (food["Quay"]["value"], food["Quay"]["enough"]) == ("", "False")
    assert (food["Pier"]["from"], food["Pier"]["to"]) == ("2026-08-24", "2026-11-21")


@pytest.mark.parametrize("kind", ["xlsx", "svg", "png", "pdf"])
@pytest.mark.parametrize("address", ["/compare/table.{}?place={}&place={}", "/benchmarks/table.{}"])
def test_both_pages_can_be_taken_along(chain, enter, kind, address):
    sent = enter(chain.root).get(address.format(kind, chain.pier.pk, chain.mill.pk))
    assert sent.status_code == 200
    assert sent["Content-Disposition"].endswith(f'.{kind}"')
    begins = {"xlsx": b"PK", "svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}
    assert sent.content.startswith(begins[kind])


def test_a_chart_that_is_taken_along_says_which_places_and_days(chain, enter):
    svg = enter(chain.root).get("/benchmarks/table.svg").content.decode()
    assert "Groups side by side" in svg
    assert "North, South, 24 Aug 2026 to 21 Nov 2026. Drawn on " in svg


def test_nothing_side_by_side_is_no_file(chain, enter):
    client = enter(chain.root)
    assert client.get("/compare/table.csv").headers["Location"] == "/compare/"
    assert client.get("/benchmarks/table.exe").status_code == 404


def test_the_card_tells_each_measure_of_the_table(chain, enter):
    card = " ".join(enter(chain.root).get("/method/compare/").content.decode().split())
    assert "Share of answers 9 and 10 minus share of answers 0 to 6, times 100." in card
    assert "Questions: “Waiting”, “Food”." in card
    assert 'href="/method/scorecard/#mark-false"' in card
