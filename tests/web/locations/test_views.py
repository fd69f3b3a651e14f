import csv
import io
import uuid

import pytest

from heedful.base.org.models import Node
from heedful.base.tenancy.domain import within


def grouped(page):
    return [
        (str(words.title) if words else None, [row.node.name for row in rows])
        for words, rows in page.context["shown"]
    ]


def test_places_are_grouped_by_what_may_be_said_of_them_never_ranked(chain, enter):
    page = enter(chain.root).get("/locations/")
    assert grouped(page) == [
        ("Got worse", ["Pier"]),
        ("Not enough evidence yet", ["Quay"]),
        ("Steady", ["Cove", "Mill"]),
    ]


def test_sorted_by_name_all_are_in_one_list(chain, enter):
    page = enter(chain.root).get("/locations/?sort=name")
    assert grouped(page) == [(None, ["Cove", "Mill", "Pier", "Quay"])]


def test_every_estimate_has_its_interval_its_n_and_its_method_card(chain, enter):
    page = enter(chain.root).get("/locations/?days=90")
    words = page.content.decode()
    row = next(row for _w, rows in page.context["shown"] for row in rows if row.node == chain.pier)

    assert row.low < row.value < row.high
    assert row.answers == 90
    assert f"/method/recommend/?node={chain.pier.pk}&amp;days=90" in words
    assert "from 90 answers" in words
    # A place with three answers shows no number.
    assert "Not enough evidence yet: 3 answers." in words
    assert f"/method/recommend/?node={chain.quay.pk}" not in words


def test_a_search_narrows_the_list_but_not_the_comparison(chain, enter):
    page = enter(chain.root).get("/locations/?search=PIER")
    assert grouped(page) == [("Got worse", ["Pier"])]
    assert page.context["page"].counts["steady"] == 2

    nothing = enter(chain.root).get("/locations/?search=atlantis").content.decode()
    assert "No location has this in its name or code." in nothing


def test_a_group_shows_its_own_places_and_the_way_up(chain, enter):
    page = enter(chain.root).get(f"/locations/?node={chain.north.pk}&days=90")
    assert grouped(page) == [("Got worse", ["Pier"]), ("Steady", ["Mill"])]
    assert [step.name for step in page.context["page"].trail] == ["Harbour Table", "North"]


def test_a_location_by_itself_has_one_score(chain, enter):
    page = enter(chain.pier, "location_manager").get("/locations/?days=90&search=mill")
    alone = enter(chain.root).get(f"/locations/?node={chain.pier.pk}&days=90").context["page"]

    assert (alone.whole, alone.groups) == (alone.rows[0], [])
    assert page.context["page"].whole == alone.whole
    assert page.context["page"].rows == []


def test_nobody_sees_beyond_their_part(chain, enter):
    client = enter(chain.north, "area_manager")

    assert grouped(client.get("/locations/"))[-1] == ("Steady", ["Mill"])
    assert [step.name for step in client.get("/locations/").context["page"].trail] == ["North"]
    for other in (chain.root.pk, chain.south.pk, chain.cove.pk, uuid.uuid4(), "no-key"):
        assert client.get(f"/locations/?node={other}").status_code == 404
        assert client.get(f"/locations.csv?node={other}").status_code == 404


def test_front_line_staff_do_not_compare_places(chain, enter):
    assert enter(chain.pier, "front_line").get("/locations/").status_code == 403


def test_a_long_list_has_pages(chain, enter, monkeypatch):
    monkeypatch.setattr("heedful.web.locations.page.PER_PAGE", 3)
    client = enter(chain.root)

    assert len(grouped(client.get("/locations/?sort=name"))[0][1]) == 3
    last = client.get("/locations/?sort=name&page=2")
    assert grouped(last) == [(None, ["Quay"])]
    assert 'rel="prev"' in last.content.decode()
    for beyond in ("99", "0", "x", "-1"):
        assert client.get(f"/locations/?page={beyond}").status_code == 200


def test_the_table_can_be_taken_along_and_holds_no_formula(chain, enter):
    with within(chain.tenant.pk):
        Node.objects.filter(pk=chain.mill.pk).update(name="=HYPERLINK(1)")
    answer = enter(chain.root).get("/locations.csv?days=90&sort=name")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="locations.csv"'
    assert [row[1] for row in rows] == ["name", "'=HYPERLINK(1)", "Cove", "Pier", "Quay"]
    assert rows[3][2:4] == ["2026-08-24", "2026-11-21"]
    assert (rows[3][7], rows[3][11]) == ("90", "real change down")
    assert rows[0][12:] == ["effective answers", "design effect"]
    assert rows[3][12:] == ["90.0", "1.00"]


@pytest.mark.parametrize("n", [1, 3])
def test_the_queries_do_not_grow_with_the_places(chain, enter, django_assert_num_queries, n):
    from tests.makers import make_node

    with within(chain.tenant.pk):
        for _ in range(n):
            make_node(chain.north)
    client = enter(chain.root)
    client.get("/locations/")
    with django_assert_num_queries(25):
        client.get("/locations/")


def test_without_feedback_the_page_says_what_will_be_here(enter, chain):
    from heedful.understand.metrics.models import DayCell

    with within(chain.tenant.pk):
        DayCell.objects.all().delete()
    page = enter(chain.root, "owner").get("/locations/").content.decode()
    assert "There is no feedback yet." in page
    assert enter(chain.root).get("/locations.csv").status_code == 404
