import uuid

import pytest
from django.utils import timezone

from heedful.base.tenancy.domain import within
from heedful.understand.drivers.domain import compute
from heedful.understand.drivers.models import Priority
from heedful.understand.drivers.queries import latest_run


def words(page):
    return " ".join(page.content.decode().split())


@pytest.fixture
def studied(chain):
    """The chain after a study, whose word on two of its places is told here."""
    with within(chain.tenant.pk):
        compute(
            tenant_id=chain.tenant.pk,
            questionnaire_id=chain.version.questionnaire_id,
            now=timezone.now(),
        )
        run = latest_run(tenant_id=chain.tenant.pk, questionnaire_id=chain.version.questionnaire_id)
        Priority.objects.filter(run=run).delete()
        waiting = {"item": "waiting", "gain": 5.2, "low": 3.0, "high": 8.1, "probability": 0.81}
        food = {"item": "food", "gain": 1.0, "low": 0.2, "high": 2.0, "probability": 0.12}
        for place, n, choices, reason in (
            (chain.pier, 90, [waiting, food], ""),
            (chain.mill, 90, [waiting, food], ""),
            (chain.quay, 3, [food, waiting], "too_few_answers"),
        ):
            Priority.objects.create(
                tenant=chain.tenant, run=run, location=place, n=n, choices=choices, reason=reason
            )
    return chain


def test_shares_come_with_intervals_pairs_and_how_much_is_explained(studied, enter):
    page = enter(studied.root).get(f"/drivers/{studied.root.pk}/?days=90")
    rows = page.context["page"].rows

    assert sum(row.share.share for row in rows) == pytest.approx(1)
    assert all(row.share.low <= row.share.share <= row.share.high for row in rows)
    assert "2 ratings explain" in words(page)
    assert "pairs of answers" in words(page)
    assert "That alone does not show that one makes the other." in words(page)
    assert f"/method/mean/?node={studied.root.pk}&amp;item=waiting" in words(page)


def test_a_group_tells_how_many_places_begin_with_what(studied, enter):
    page = words(enter(studied.root).get(f"/drivers/{studied.root.pk}/"))
    link = f"/locations/?node={studied.root.pk}&amp;first=waiting"

    assert "<strong>Waiting</strong> is the first step at 2 locations" in page
    assert f'href="{link}"' in page
    assert "At 1 location no first step can be named yet" in page
    listed = enter(studied.root).get(link.replace("&amp;", "&"))
    assert sorted(row.node.name for row in listed.context["page"].rows) == ["Mill", "Pier"]
    assert "2 locations whose first step is <strong>Waiting</strong>." in words(listed)


def test_an_area_counts_its_own_places_only(studied, enter):
    page = words(enter(studied.south, "area_manager").get(f"/drivers/{studied.south.pk}/"))
    assert "is the first step at" not in page
    assert "At 1 location no first step can be named yet" in page


def test_a_location_has_its_one_thing_with_the_next_ones(studied, enter):
    page = words(enter(studied.pier, "location_manager").get(f"/drivers/{studied.pier.pk}/"))
    assert "<h3>Waiting</h3>" in page
    assert "We are 81% sure it is the right first step." in page
    assert "Food: +1.0 (0.2 to 2.0), the best first step with 12%" in page


def test_today_names_the_one_thing_its_gain_and_how_sure_that_is(studied, enter):
    page = words(enter(studied.pier, "location_manager").get(f"/today/{studied.pier.pk}/"))
    assert "<h2>Waiting</h2>" in page
    assert "lift your recommend score by about 5.2 points." in page
    assert "(Likely between 3.0 and 8.1.)" in page
    assert "We are 81% sure it is the right first step." in page
    assert "Next: Food (12%)." in page
    assert f'href="/drivers/{studied.pier.pk}/">Why this?' in page


def test_today_says_why_nothing_can_be_named(studied, enter):
    page = words(enter(studied.quay, "location_manager").get(f"/today/{studied.quay.pk}/"))
    assert "No first step yet" in page
    assert "Not enough evidence yet: 3 answers. With 27 more we can say what to do first." in page
    assert "Most likely so far: Food (12%), Waiting (81%)." in page


def test_the_list_of_places_names_each_ones_first_step(studied, enter):
    page = words(enter(studied.root).get("/locations/"))
    assert page.count("First step: Waiting") == 2


@pytest.mark.parametrize(
    ("card", "told"),
    [
        ("share", "General dominance (Budescu 1993"),
        ("share", "Pairs of answers"),
        ("priority", "Expected gain = effect × reach × gap."),
        ("priority", "With at least 30 answers, a probability of 50% or more"),
    ],
)
def test_every_finding_has_its_method_card(studied, enter, card, told):
    page = enter(studied.root).get(f"/method/{card}/?node={studied.pier.pk}")
    assert (page.status_code, told in words(page)) == (200, True)


def test_nobody_sees_beyond_their_part(studied, enter):
    client = enter(studied.north, "area_manager")
    for key in (studied.root.pk, studied.cove.pk, uuid.uuid4()):
        assert client.get(f"/drivers/{key}/").status_code == 404
        for card in ("share", "priority"):
            assert client.get(f"/method/{card}/?node={key}").status_code == 404
    assert client.get("/drivers/").headers["Location"] == f"/drivers/{studied.north.pk}/"
    staff = enter(studied.pier, "front_line")
    assert staff.get(f"/drivers/{studied.pier.pk}/").status_code == 403
    assert staff.get(f"/method/priority/?node={studied.pier.pk}").status_code == 200


def test_without_a_study_the_pages_say_when_there_will_be_one(chain, enter):
    client = enter(chain.root)
    for page in (f"/drivers/{chain.root.pk}/", f"/today/{chain.pier.pk}/"):
        assert "That happens after each import and every night." in words(client.get(page))
    assert client.get("/method/priority/").status_code == 404


def test_a_period_without_answers_says_what_to_do(studied, enter):
    page = enter(studied.root).get(f"/drivers/{studied.root.pk}/?from=2020-01-01&to=2020-03-31")
    assert "There are not enough answers in this period." in words(page)


def test_drivers_without_any_feedback(enter, chain):
    from heedful.understand.metrics.models import DayCell

    with within(chain.tenant.pk):
        DayCell.objects.all().delete()
    page = enter(chain.root).get(f"/drivers/{chain.root.pk}/")
    assert "There is no feedback yet." in words(page)
