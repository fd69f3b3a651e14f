from datetime import timedelta

import pytest

from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback, RowFactor
from heedful.listen.feedback.weighing import Factors, set_factors
from heedful.understand.metrics.rules import Window
from heedful.understand.quality.rules import (
    Calendar,
    PlaceQuality,
    Reason,
    ReasonCount,
    Score,
    WholeQuality,
)
from heedful.understand.studies.domain import keep
from tests.web.conftest import LAST

QUERIES = 24


def test_it_leads_to_who_answers_and_to_the_files(chain, enter):
    page = enter(chain.root).get("/soundness/").content.decode()
    assert 'href="/soundness/who-answers/"' in page
    assert 'href="/soundness/sources/"' in page


def words(page):
    return " ".join(page.content.decode().split())


def place(answers, less=0, *, suspected=False):
    reasons = (ReasonCount(Reason.CARELESS, less),) if less else ()
    return PlaceQuality(
        answers, less, reasons, suspected, 0.97 if suspected else 0.02, 0.5, 9, 12, 10, 90, 0
    )


@pytest.fixture
def doubted(chain, request):
    """Pier talks answers up; the first answers there count a twentieth."""
    n = getattr(request, "param", 1)
    with within(chain.tenant.pk):
        rows = Feedback.objects.filter(location_id=chain.pier.pk).order_by("id")[:n]
        keys = [row.id for row in rows]
        factors = Factors(keys, [50_000] * n, [["careless"]] * n)
        now = rows[0].received_at + timedelta(days=400)
        set_factors(tenant_id=chain.tenant.pk, kind="quality", factors=factors, now=now)
        keep(
            tenant_id=chain.tenant.pk,
            questionnaire_id=chain.version.questionnaire_id,
            kind="quality",
            window=Window.ending(LAST, days=365),
            now=now,
            whole=WholeQuality(
                200,
                n,
                (ReasonCount(Reason.CARELESS, n),),
                Calendar.QUARTER,
                0,
                0,
                0,
                Score(40.0, 30.0, 50.0, 200.0),
                Score(38.0, 28.0, 48.0, 199.0),
            ),
            places={chain.pier.pk: place(100, n, suspected=True), chain.mill.pk: place(100)},
        )
    return chain


def test_the_first_sentence_says_whether_the_data_is_sound(doubted, enter):
    page = words(enter(doubted.root, "analyst").get("/soundness/"))
    assert "of all answers count in full; 1 counts less." in page
    assert "Answers look talked up or forged at 1 location." in page
    assert "Over all locations the score is 38 (28 to 48)" in page
    assert "9 of 12 answers shortly before the end of a quarter, 10 of 90 on other days." in page
    assert page.count("Count it in full") == 1


def test_a_manager_reads_only_of_the_own_place_and_decides_nothing(doubted, enter):
    page = words(enter(doubted.mill, "location_manager").get("/soundness/"))
    assert "Every answer counts in full." in page
    assert doubted.pier.name not in page
    there = enter(doubted.pier, "location_manager")
    assert "Count it in full" not in words(there.get("/soundness/"))
    with within(doubted.tenant.pk):
        key = RowFactor.objects.get().feedback_id
    assert there.post(f"/soundness/answers/{key}/", {"decision": "full"}).status_code == 403


def test_an_analyst_decides_and_takes_it_back(doubted, enter):
    analyst = enter(doubted.root, "analyst")
    with within(doubted.tenant.pk):
        key = RowFactor.objects.get().feedback_id
    for decision, kept in (("full", 1_000_000), ("less", 50_000), ("back", None)):
        assert analyst.post(f"/soundness/answers/{key}/", {"decision": decision}).status_code == 302
        with within(doubted.tenant.pk):
            assert RowFactor.objects.get().overruled_to == kept
        page = words(analyst.get("/soundness/"))
        assert ("Take the decision back" in page) == (kept is not None)
    analyst.post(f"/soundness/answers/{key}/", {"decision": "x"})
    assert "Nothing was decided." in words(analyst.get("/soundness/"))


@pytest.mark.parametrize("doubted", [1, 3], indirect=True)
def test_the_page_costs_the_same_for_one_answer_and_for_three(
    doubted, enter, django_assert_num_queries
):
    client = enter(doubted.root, "analyst")
    with django_assert_num_queries(QUERIES):
        client.get("/soundness/")


def test_reasons_can_be_looked_at_one_by_one(doubted, enter):
    client = enter(doubted.root, "analyst")
    assert "One column ticked" in words(client.get("/soundness/?reason=careless"))
    assert "There is none." in words(client.get("/soundness/?reason=burst"))


def test_the_page_says_what_will_be_here(chain, enter):
    assert "which answers are doubtful" in words(enter(chain.root).get("/soundness/"))


def test_the_card_links_to_the_scorecard(doubted, enter):
    page = words(enter(doubted.root).get("/method/soundness/"))
    assert "Doubtful answers" in page
