import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from heedful.base.tenancy.domain import within
from heedful.understand.studies.models import StudyRun
from heedful.understand.weights.domain import plan_of, study, take_traffic
from heedful.understand.weights.rules import TRAFFIC

QUERIES, QUERIES_OF_THE_WHOLE = 21, 23
FILE = (
    b"location_code,trading_day,visits,hours,daypart\n"
    b"Pier,2026-11-21,40,00:00-24:00,all day\nPier,2026-11-20,50,00:00-24:00,all day\n"
    b"Mill,2026-11-21,30,00:00-24:00,all day\nQuay,2026-11-20,10,00:00-24:00,all day\n"
)


def words(page):
    return " ".join(page.content.decode().split())


def study_now(chain, *, visits=None):
    key = chain.version.questionnaire_id
    with within(chain.tenant.pk):
        if visits:
            plan = plan_of(tenant_id=chain.tenant.pk, data=visits, name="visits.csv")
            take_traffic(
                tenant_id=chain.tenant.pk, questionnaire_id=key, plan=plan, now=timezone.now()
            )
        study(tenant_id=chain.tenant.pk, questionnaire_id=key, now=timezone.now())


def test_before_any_study(chain, enter):
    page = words(enter(chain.root).get(f"/soundness/who-answers/{chain.root.pk}/"))
    assert "Nobody has looked for it yet" in page


def test_without_visits_it_says_what_to_bring(chain, enter):
    study_now(chain)
    page = words(enter(chain.root).get(f"/soundness/who-answers/{chain.root.pk}/"))
    assert "How many guests came is not known here." in page
    assert "What to bring" in page
    assert "Weighted to visits" not in page


def test_with_visits_answers_stand_beside_them(chain, enter, django_assert_num_queries):
    study_now(chain, visits=FILE)
    client = enter(chain.root)
    page = client.get(f"/soundness/who-answers/{chain.root.pk}/")

    assert page.context["page"].all.visits == 130
    assert [one.name for one in page.context["page"].dayparts] == ["all day 00:00-24:00"]
    assert [name for _key, name, _rate in page.context["page"].lowest] == ["Pier", "Mill", "Quay"]
    with django_assert_num_queries(QUERIES_OF_THE_WHOLE):
        client.get(f"/soundness/who-answers/{chain.root.pk}/")
    with django_assert_num_queries(QUERIES):
        client.get(f"/soundness/who-answers/{chain.pier.pk}/")


def test_visits_are_looked_at_before_they_are_taken_in_and_can_be_taken_back(chain, enter):
    client = enter(chain.root, "analyst")
    sent = client.post("/soundness/visits/", {"file": SimpleUploadedFile("v.csv", FILE)})
    looked = client.get(sent.headers["Location"])
    assert "130 visits at 3 locations" in words(looked)
    assert count(chain) == 0
    client.post(sent.headers["Location"])
    assert count(chain) == 1
    client.post("/soundness/visits/back/")
    assert count(chain) == 0


def count(chain):
    with within(chain.tenant.pk):
        return StudyRun.objects.filter(kind=TRAFFIC).count()


def test_a_file_that_is_none_says_why(chain, enter):
    client = enter(chain.root, "analyst")
    sent = client.post("/soundness/visits/", {"file": SimpleUploadedFile("v.csv", b"a,b\n1,2\n")})
    assert sent.status_code == 422
    assert "The file has no column “location_code”." in words(sent)


@pytest.mark.parametrize("address", ["/soundness/visits/back/", "/soundness/visits/"])
def test_a_part_brings_no_visits(chain, enter, address):
    client = enter(chain.north, "analyst")
    sent = client.post(address, {"file": SimpleUploadedFile("v.csv", FILE)})
    assert sent.status_code == 403


def test_nobody_sees_beyond_their_part(chain, enter):
    study_now(chain, visits=FILE)
    client = enter(chain.south, "area_manager")
    for key in (chain.root.pk, chain.pier.pk, uuid.uuid4()):
        assert client.get(f"/soundness/who-answers/{key}/").status_code == 404
        assert client.get(f"/method/who-answers/?node={key}").status_code == 404
    page = client.get(f"/soundness/who-answers/{chain.south.pk}/")
    assert page.context["page"].all.visits == 10


def test_the_method_card_leads_back(chain, enter):
    study_now(chain, visits=FILE)
    page = words(enter(chain.root).get(f"/method/who-answers/?node={chain.root.pk}"))
    assert f'href="/soundness/who-answers/{chain.root.pk}/"' in page
