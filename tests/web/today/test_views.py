import uuid

import pytest

from heedful.base.tenancy.domain import within
from heedful.understand.metrics.models import DayCell


def today(client, node, query=""):
    return client.get(f"/today/{node.pk}/{query}")


def words(page):
    return " ".join(page.content.decode().split())


def test_a_manager_sees_status_interval_n_and_target(chain, enter):
    page = today(enter(chain.pier, "location_manager"), chain.pier, "?days=90")
    row = page.context["page"].row

    assert (row.answers, row.low < row.value < row.high < 40) == (90, True)
    assert "from 90 answers. Target 40." in words(page)
    assert "below target" in words(page)
    assert "<strong>A real change down</strong> against the period before" in words(page)
    assert f'href="/method/recommend/?node={chain.pier.pk}&amp;days=90"' in words(page)


def test_a_steady_place_is_called_steady(chain, enter):
    page = words(today(enter(chain.cove, "location_manager"), chain.cove, "?days=90"))
    assert "Steady: what moved against the period before" in page


def test_too_few_answers_are_no_score(chain, enter):
    page = words(today(enter(chain.quay, "location_manager"), chain.quay, "?days=90"))
    assert "3 answers so far in this period; 7 more and we can say how you stand." in page
    assert "/method/recommend/" not in page


def test_what_is_new_comes_with_words_for_those_who_may_read_them(chain, enter):
    manager = words(today(enter(chain.quay, "location_manager"), chain.quay))
    assert manager.count("8 of 10") == 3
    assert "“words" in manager
    staff = words(today(enter(chain.quay, "front_line"), chain.quay))
    assert staff.count("8 of 10") == 3
    assert "“words" not in staff


def test_nobody_sees_beyond_their_part(chain, enter):
    client = enter(chain.pier, "location_manager")
    for other in (chain.mill, chain.cove, chain.north, chain.root):
        assert today(client, other).status_code == 404
    assert client.get(f"/today/{uuid.uuid4()}/").status_code == 404
    # A group is no place with a day of its own.
    assert today(enter(chain.root), chain.north).status_code == 404


def test_the_page_may_listen_to_one_address_only(chain, enter):
    page = today(enter(chain.pier), chain.pier)
    policy = dict(
        part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";")
    )
    assert policy["connect-src"] == "'self' http://testserver:8001"
    assert policy["default-src"] == "'self'"
    assert 'content="http://testserver:8001/live/"' in page.content.decode()
    assert f'data-live-topic="location:{chain.pier.pk}"' in page.content.decode()


def test_htmx_gets_the_part_that_changes(chain, enter):
    client = enter(chain.pier)
    part = client.get(f"/today/{chain.pier.pk}/", headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith("<header")
    assert "HX-Request" in part.headers["Vary"]


def test_without_feedback_the_page_says_what_will_be_here(chain, enter):
    with within(chain.tenant.pk):
        DayCell.objects.all().delete()
    page = words(today(enter(chain.pier), chain.pier))
    assert "Here you will see how this location stands. There is no feedback yet." in page


@pytest.mark.parametrize(("place", "names"), [("root", 4), ("north", 2)])
def test_who_has_several_places_chooses(chain, enter, place, names):
    page = enter(getattr(chain, place), "front_line").get("/today/")
    assert len(page.context["places"]) == names


def test_who_has_one_place_goes_there(chain, enter):
    page = enter(chain.pier, "front_line").get("/today/")
    assert page.headers["Location"] == f"/today/{chain.pier.pk}/"
