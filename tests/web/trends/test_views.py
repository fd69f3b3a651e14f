import csv
import io
import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from heedful.base.tenancy.domain import within
from heedful.understand.metrics.models import DayCell
from heedful.understand.trends.domain import study

QUERIES_LOCATION, QUERIES_GROUP = 21, 22
LAST = date(2026, 11, 21)


@pytest.fixture
def studied(chain):
    with within(chain.tenant.pk):
        study(
            tenant_id=chain.tenant.pk,
            questionnaire_id=chain.version.questionnaire_id,
            now=datetime(2026, 11, 22, tzinfo=UTC),
        )
    return chain


def words(page):
    return " ".join(page.content.decode().split())


def test_a_location_that_fell_says_since_when_and_how_sure(
    studied, enter, django_assert_num_queries
):
    client = enter(studied.root)
    address = f"/trends/{studied.pier.pk}/?days=365"
    page = client.get(address)

    [shift] = page.context["page"].shifts
    assert shift.first <= LAST - timedelta(days=89) <= shift.last
    assert shift.low <= shift.size <= shift.high < 0
    assert "Since about" in words(page)
    assert "lower" in page.context["shifts"][0].sentence
    assert page.context["shifts"][0].sure == "We are almost certain that this is real."
    with django_assert_num_queries(QUERIES_LOCATION):
        client.get(address)


def test_a_group_names_its_locations_that_changed(studied, enter, django_assert_num_queries):
    client = enter(studied.root)
    page = client.get(f"/trends/{studied.root.pk}/")

    assert [one.node for one in page.context["page"].places] == [studied.pier]
    assert f'href="/trends/{studied.pier.pk}/' in words(page)
    with django_assert_num_queries(QUERIES_GROUP):
        client.get(f"/trends/{studied.root.pk}/")


def test_units_of_the_period_stand_each_for_itself(studied, enter):
    page = enter(studied.root).get(f"/trends/{studied.mill.pk}/?days=90&by=month").context["page"]

    assert [(one.first, one.last, one.here.answers) for one in page.points] == [
        (date(2026, 8, 24), date(2026, 8, 31), 8),
        (date(2026, 9, 1), date(2026, 9, 30), 30),
        (date(2026, 10, 1), date(2026, 10, 31), 31),
        (date(2026, 11, 1), LAST, 21),
    ]
    assert [one.here.enough for one in page.points] == [False, True, True, True]
    assert {one.here.value for one in page.points} == {100.0}
    assert page.above == studied.north


def test_few_answers_say_so_and_draw_nothing(studied, enter):
    page = words(enter(studied.quay).get(f"/trends/{studied.quay.pk}/"))

    assert "There are not enough answers in any week or month of this period." in page
    assert "Not enough evidence yet: a change needs 20 answers before and 20 after it." in page
    assert "<svg" not in page


def test_another_question_can_be_chosen_but_changes_are_of_the_headline(studied, enter):
    page = enter(studied.root).get(f"/trends/{studied.pier.pk}/?item=waiting&metric=recommend")

    subject = page.context["page"].about.subject
    assert (subject.item.code, subject.metric.name) == ("waiting", "mean")
    assert "Changes are looked for in the headline score only" in words(page)
    missing = enter(studied.root).get(f"/trends/{studied.pier.pk}/?item=nothing")
    assert missing.status_code == 404


def test_before_the_first_study_the_page_says_so(chain, enter):
    page = words(enter(chain.root).get(f"/trends/{chain.pier.pk}/"))
    assert "Changes are looked for in the headline score only, after each import" in page


def test_the_numbers_can_be_taken_along(studied, enter):
    page = enter(studied.root).get(f"/trends/{studied.mill.pk}.csv?days=90&by=month")
    rows = list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))

    assert rows[0][:7] == ["from", "to", "estimate", "low", "high", "answers", "group above"]
    assert {len(row) for row in rows} == {10}
    assert rows[1][:6] == ["2026-08-24", "2026-08-31", "", "", "", "8"]
    assert rows[2][:3] == ["2026-09-01", "2026-09-30", "100.0000"]
    assert len(rows) == 5


@pytest.mark.parametrize(
    ("kind", "begins"), [("pdf", b"%PDF"), ("png", b"\x89PNG"), ("svg", b"<svg")]
)
def test_the_chart_can_be_taken_along(studied, enter, kind, begins):
    page = enter(studied.root).get(f"/trends/{studied.pier.pk}/chart.{kind}")
    assert page.content.startswith(begins)


def test_a_chart_that_is_taken_along_says_what_where_and_when(studied, enter, settings):
    svg = enter(studied.root).get(f"/trends/{studied.pier.pk}/chart.svg?days=90").content.decode()
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    told = " ".join(texts)
    assert "Recommend score of “Recommend”, scores over time" in told
    assert "Pier, 24 Aug 2026 to 21 Nov 2026. Drawn on " in told
    assert f"by Heedful {settings.VERSION}." in told


def test_a_kind_of_file_that_is_not_there_is_not_found(studied, enter):
    assert enter(studied.root).get(f"/trends/{studied.pier.pk}/chart.exe").status_code == 404


def test_the_method_card_leads_back(studied, enter):
    page = words(enter(studied.root).get(f"/method/trends/?node={studied.pier.pk}&days=90"))
    assert "optimal partitioning" in page
    assert f'href="/trends/{studied.pier.pk}/?days=90' in page


def test_nobody_sees_beyond_their_part(studied, enter):
    client = enter(studied.south, "area_manager")
    for key in (studied.root.pk, studied.pier.pk, uuid.uuid4()):
        for address in (f"/trends/{key}/", f"/trends/{key}.csv", f"/trends/{key}/chart.svg"):
            assert client.get(address).status_code == 404
        assert client.get(f"/method/trends/?node={key}").status_code == 404
    assert client.get("/trends/").headers["Location"] == f"/trends/{studied.south.pk}/"
    page = client.get(f"/trends/{studied.south.pk}/").context["page"]
    assert page.above is None
    assert page.places == []


def test_without_feedback(chain, enter):
    with within(chain.tenant.pk):
        DayCell.objects.all().delete()
    assert "There is no feedback yet." in words(enter(chain.root).get("/trends/", follow=True))
