import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from heedful.base.org.dayparts import DAYPARTS
from heedful.base.tenancy.domain import within
from heedful.understand.metrics.rules import Window
from heedful.understand.studies.domain import keep
from heedful.understand.studies.models import PlaceStudy, StudyRun
from heedful.understand.week.domain import study
from heedful.understand.week.rules import Cell, Pattern, PlaceWeek, WholeWeek
from tests.makers import make_node
from tests.web.conftest import LAST

QUERIES = 20
WEAK = Cell(6, 3, 80, 7.1, 6.8, 7.4, distance=-0.9, distance_low=-1.2, distance_high=-0.5)
STRONG = Cell(0, 1, 90, 9.0, 8.8, 9.2, distance=0.5, distance_low=0.2, distance_high=0.8)
FEW = Cell(1, 0, 3)


def words(page):
    return " ".join(page.content.decode().split())


@pytest.fixture
def week(chain):
    """What a study found: Pier is weak on Sunday evenings, Mill strong on Monday lunches."""
    with within(chain.tenant.pk):
        keep(
            tenant_id=chain.tenant.pk,
            questionnaire_id=chain.version.questionnaire_id,
            kind="week",
            window=Window.ending(LAST, days=365),
            now=timezone.now(),
            whole=WholeWeek(
                "recommend", DAYPARTS, 543, 3, 0.05, (Pattern(4, 3, -0.2, -0.3, -0.1),)
            ),
            places={
                chain.pier.pk: PlaceWeek(83, 8.0, 7.8, 8.2, (WEAK, FEW)),
                chain.mill.pk: PlaceWeek(90, 8.5, 8.4, 8.6, (STRONG,)),
                chain.cove.pk: PlaceWeek(3, 8.0, 6.0, 10.0, (FEW,)),
            },
        )
    return chain


def test_a_location_reads_its_weakest_part_first(week, enter):
    page = words(enter(week.pier, "location_manager").get(f"/week/{week.pier.pk}/"))

    assert "Sunday evening is the weakest part of the week here" in page
    assert "(6.8 to 7.5, 80 answers): 0.9 below the level of the rest of the week, 8.0" in page
    assert page.count(">−0.9</a>") == 1
    assert page.count("<span>few answers</span>") == 1


def test_without_a_mark_nothing_is_called_weak(week, enter):
    page = words(enter(week.root).get(f"/week/{week.cove.pk}/"))

    assert "No part of the week is clearly weak here" in page
    assert page.count("not clearly different") == 1


def test_a_group_sees_what_all_share_and_where_parts_stand_out(week, enter):
    page = words(enter(week.root).get(f"/week/{week.root.pk}/"))

    assert "<strong>Friday evening</strong>" in page
    assert "(−0.3 to −0.1) beside the rest of the week" in page
    assert f'Weak: <a href="/week/{week.pier.pk}/">Pier</a>' in page
    assert f'Strong: <a href="/week/{week.mill.pk}/">Mill</a>' in page


def test_more_places_take_no_more_queries(week, enter, django_assert_num_queries):
    client = enter(week.root)
    with within(week.tenant.pk):
        run = StudyRun.objects.get(kind="week")
        PlaceStudy.objects.filter(run=run).exclude(location=week.pier).delete()
    client.get(f"/week/{week.root.pk}/")
    with django_assert_num_queries(QUERIES):
        client.get(f"/week/{week.root.pk}/")
    with within(week.tenant.pk):
        for name in ("X", "Y"):
            place = make_node(week.north, name)
            result = PlaceStudy.objects.get(run=run, location=week.pier).result
            PlaceStudy.objects.create(tenant=week.tenant, run=run, location=place, result=result)
    with django_assert_num_queries(QUERIES):
        assert words(client.get(f"/week/{week.root.pk}/")).count("▼ 3 weak") == 1


def test_nobody_sees_beyond_their_part(week, enter):
    client = enter(week.south, "area_manager")
    for key in (week.root.pk, week.pier.pk, uuid.uuid4()):
        assert client.get(f"/week/{key}/").status_code == 404
        assert client.get(f"/method/week/?node={key}").status_code == 404
    page = words(client.get(f"/week/{week.south.pk}/"))
    assert "Pier" not in page
    assert client.get("/week/").headers["Location"] == f"/week/{week.south.pk}/"


def test_the_method_card_leads_back(week, enter):
    page = words(enter(week.root).get(f"/method/week/?node={week.pier.pk}"))

    assert "543 answers at 3 locations" in page
    assert f'href="/week/{week.pier.pk}/"' in page


def test_before_any_study(chain, enter):
    client = enter(chain.root)
    with within(chain.tenant.pk):
        StudyRun.objects.filter(kind="week").delete()
    for address in (f"/week/{chain.root.pk}/", "/method/week/"):
        assert "Nobody has looked for them yet." in words(client.get(address))


def test_the_page_shows_what_a_study_of_the_chain_finds(chain, enter):
    with within(chain.tenant.pk):
        questionnaire = chain.version.questionnaire_id
        study(
            tenant_id=chain.tenant.pk,
            questionnaire_id=questionnaire,
            now=timezone.now() + timedelta(seconds=1),
        )
    page = enter(chain.root).get(f"/week/{chain.root.pk}/").context["page"]

    assert page.whole.locations == 4
    assert page.heard == 4
