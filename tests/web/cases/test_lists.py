"""The list of cases."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from heedful.act.cases import domain
from heedful.act.cases.models import Case, CaseView
from heedful.act.cases.talking import note
from heedful.base.tenancy.models import Tenant
from heedful.web.cases.listing import cases_page
from tests.act.cases.conftest import NOON


def numbers(page) -> list[int]:
    return [row.case.number for row in page.context["page"].rows]


def test_the_most_to_be_kept_is_first_and_the_words_stand_beside_it(chain, enter):
    chain.case(score=6)
    chain.case(chain.mill, score=0)

    page = enter("area").get("/cases/")

    assert numbers(page) == [2, 1]
    assert "Cold food" in page.content.decode()
    assert numbers(enter("manager").get("/cases/")) == [1]


def test_amounts_stand_with_their_range_and_only_where_visits_are_known(chain, enter):
    known, unknown = chain.case(), chain.case()
    Tenant.objects.update(currency="EUR")
    Case.objects.filter(pk=known.pk).update(priority=33.4, kept_low=12.2, kept_high=70.5)

    client = enter("agent")
    page = client.get("/cases/").content.decode()
    cards = [
        client.get(f"/method/cases/order/?case={case.pk}").content.decode()
        for case in (known, unknown)
    ]
    lines = client.get("/cases/list.csv").content.decode("utf-8-sig").splitlines()

    assert page.count("EUR to be kept") == 1
    assert "12 to 70 EUR to be kept" in page
    assert "Acting now is expected to keep 33 EUR (12 to 70), with a chance of" in cards[0]
    assert "Not enough evidence yet for an amount" in cards[1]
    assert "assumption, 60.00 EUR. The chance is 4% (4% to 5%)" in cards[1]
    assert [line.rsplit(",", 3)[1:] for line in lines[1:]] == [
        ["33.4", "12.2", "70.5"],
        ["", "", ""],
    ]


def test_amounts_without_a_currency_say_so_to_whom_can_set_it(chain, enter):
    case = chain.case()
    paths = "/cases/", f"/cases/{case.pk}/"
    words, link = "No currency is set", "/cases/settings/#times"

    told = [
        (words in page, link in page)
        for who in ("owner", "agent")
        for page in (enter(who).get(path).content.decode() for path in paths)
    ]
    assert told == [(True, True)] * 2 + [(True, False)] * 2
    card = enter("agent").get(f"/method/cases/order/?case={case.pk}").content.decode()
    assert "60.00 (no currency is set)" in card
    Tenant.objects.update(currency="JPY")
    assert [words in enter("owner").get(path).content.decode() for path in paths] == [False] * 2


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_three_cases_as_for_one(chain, rows, django_assert_num_queries):
    for _ in range(rows):
        chain.case()
    member = chain.people["owner"]

    # Cases and how many; their words in two; kept views.
    with django_assert_num_queries(5):
        page = cases_page(member=member, query={}, now=NOON)
        assert len([row.case.owner.user.name for row in page.rows]) == rows


def test_filters_are_in_the_address(chain, enter):
    agent = chain.people["agent"]
    first, second, third = chain.case(), chain.case(chain.mill), chain.case()
    cause, action = chain.choices()
    domain.take(case=first, by=agent, now=NOON)
    domain.close(case=second, outcome="settled", cause=cause, action=action, by=agent, now=NOON)
    later = timezone.now() + timedelta(days=1)
    domain.snooze(case=third, until=later, by=agent, now=NOON)
    client = enter("agent")

    found = {
        show: sorted(numbers(client.get(f"/cases/?show={show}")))
        for show in ("open", "mine", "closed", "aside", "all", "nonsense", "paused")
    }

    assert found == {
        "open": [1], "mine": [1], "closed": [2], "aside": [3], "all": [1, 2, 3], "nonsense": [1],
        "paused": [],
    }  # fmt: skip
    place = client.get(f"/cases/?show=all&node={chain.mill.pk}")
    assert numbers(place) == [2]


@pytest.mark.parametrize(
    ("text", "found"),
    [("1", [1]), ("#2", [2]), ("ada", [2]), ("burnt", [1]), ("Mill", [2]), ("nothing", [])],
)
def test_search_looks_at_numbers_customers_words_and_places(chain, enter, text, found):
    domain.open_case(feedback=chain.say(chain.pier, 1, "Burnt fish"), now=NOON)
    chain.case(chain.mill, customer_name="Ada")

    assert numbers(enter("owner").get("/cases/", {"search": text, "sort": "newest"})) == found


def test_many_are_taken_at_once_and_it_is_taken_back(chain, enter):
    one, two = chain.case(), chain.case()
    client = enter("agent")

    page = client.post(
        "/cases/bulk/", {"case": [one.pk, two.pk], "do": "take", "query": "show=open"}, follow=True
    )

    owners = set(Case.objects.values_list("owner", flat=True))
    assert owners == {chain.people["agent"].pk}
    client.post(reverse("cases-take-back", args=[page.context["undo"]]))
    assert set(Case.objects.values_list("state", "owner")) == {("open", chain.people["manager"].pk)}


def test_cases_of_others_are_not_changed_by_their_keys(chain, enter):
    case = chain.case(chain.mill)

    enter("manager").post("/cases/bulk/", {"case": [case.pk], "do": "take"})

    case.refresh_from_db()
    assert case.state == "open"


def test_a_view_is_kept_and_forgotten(chain, enter):
    client = enter("agent")
    client.post("/cases/views/", {"name": "Late\0 ones", "query": "show=late"})
    kept = CaseView.objects.get()
    assert (kept.name, kept.query, kept.member) == ("Late ones", "show=late", chain.people["agent"])

    enter("area").post("/cases/views/", {"forget": kept.pk})
    assert CaseView.objects.count() == 1
    client.post("/cases/views/", {"forget": kept.pk})
    assert CaseView.objects.count() == 0


def test_the_file_has_the_words_and_no_notes_and_runs_no_formula(chain, enter):
    case = domain.open_case(feedback=chain.say(chain.pier, 1, "=1+1"), now=NOON)
    note(case=case, text="Kitchen secret", by=chain.people["agent"], now=NOON)
    client = enter("agent")

    text = client.get("/cases/list.csv").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(client.get("/cases/list.xlsx").content))

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Number"], row["Words"], row["Location"]) for row in rows] == [
        ("1", "'=1+1", "Pier")
    ]
    sheet = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert (sheet[1][0], sheet[1][5], book.active["F2"].data_type) == (1, "=1+1", "s")
    assert "Kitchen secret" not in text
    assert [cell for row in sheet for cell in row if cell == "Kitchen secret"] == []


def test_a_fragment_holds_the_rows_only(chain, enter):
    chain.case()

    part = enter("agent").get("/cases/", headers={"HX-Request": "true"}).content.decode()

    assert "data-case-row" in part
    assert "<html" not in part


def test_an_empty_list_says_what_will_be_here(chain, enter):
    assert "wait to hear from you" in enter("agent").get("/cases/").content.decode()
