"""Setting cases up."""

import pytest

from heedful.act.cases.models import (
    CaseChoice,
    CaseSettings,
    CaseTemplate,
    ClosingDay,
    OfferBudget,
)
from heedful.base.tenancy.models import Tenant

TIMES = {
    "part": "times", "contact_minutes": 60, "resolve_minutes": 600, "currency": "GBP",
    "worst_contact_minutes": 20, "visit_worth": "9.5", "visits_a_year": "4",
    "closed_on_holidays": "on",
}  # fmt: skip


def send(client, part, **typed):
    fields = {f"{part}-{name}": value for name, value in typed.items()}
    return client.post("/cases/settings/", {"part": part, **fields})


def test_money_that_was_given_up_stays_until_another_is_chosen(enter):
    Tenant.objects.update(currency="HRK")
    client = enter("owner")

    assert '<option value="HRK" selected>' in client.get("/cases/settings/").content.decode()
    assert client.post("/cases/settings/", {**TIMES, "currency": "HRK"}).status_code == 302
    assert Tenant.objects.get().currency == "HRK"
    assert client.post("/cases/settings/", {**TIMES, "currency": "XXX"}).status_code == 422


def test_everything_is_kept_and_taken_away(chain, enter):
    client = enter("owner")
    assert client.post("/cases/settings/", TIMES).status_code == 302
    send(client, "cause", label="Too few people")
    send(client, "template", name="Sorry", text="Dear {{customer}}, we are sorry.")
    send(client, "budget", role="location_manager", a_month="100", without_asking="20.50")
    send(client, "closing", node=chain.north.pk, day="2026-12-24", name="Eve")

    kept = CaseSettings.objects.get()
    assert (kept.contact_minutes, kept.around_the_clock) == (60, False)
    assert Tenant.objects.get().currency == "GBP"
    assert kept.worst_contact_minutes == 20
    budget = OfferBudget.objects.get()
    assert (budget.a_month, budget.without_asking) == (10_000, 2_050)
    page = client.get("/cases/settings/").content.decode()
    for words in ("Too few people", "Dear {{customer}}", "20.50", "24 Dec 2026, North: Eve"):
        assert words in page, words

    for part, table in (
        ("template", CaseTemplate),
        ("budget", OfferBudget),
        ("closing", ClosingDay),
    ):
        client.post("/cases/settings/", {"part": part, "forget": table.objects.get().pk})
        assert table.objects.count() == 0
    cause = CaseChoice.objects.get()
    client.post("/cases/settings/", {"part": "cause", "forget": cause.pk})
    cause.refresh_from_db()
    assert cause.retired_at is not None
    send(client, "cause", label="Too few people")
    assert CaseChoice.objects.get().retired_at is None


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("template", {"name": "Bad", "text": "We pay if you remove your review"}),
        ("cause", {"label": ""}),
        ("budget", {"role": "analyst", "a_month": "1", "without_asking": "1"}),
        ("closing", {"node": "x", "day": "2026-12-24"}),
        ("nonsense", {}),
    ],
)
def test_what_cannot_be_kept_says_so(chain, enter, part, typed):
    assert send(enter("owner"), part, **typed).status_code == 422


def test_only_who_manages_cases_sets_them_up(chain, enter):
    assert enter("agent").get("/cases/settings/").status_code == 403


def test_lists_begin_with_usual_ones(chain, enter):
    client = enter("owner")
    assert "Begin with usual ones" in client.get("/cases/settings/").content.decode()

    assert client.post("/cases/settings/", {"part": "usual"}).status_code == 302

    kept = CaseChoice.objects.filter(retired_at=None).values_list("kind", flat=True)
    assert sorted(kept) == ["action"] * 5 + ["cause"] * 6
    assert "Begin with usual ones" not in client.get("/cases/settings/").content.decode()
