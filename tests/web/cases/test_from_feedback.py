"""A person opens a case for what a customer said, from an alert, from Today or from the words."""

import uuid
from datetime import date

import pytest

from heedful.act.alerts.domain import save_rule
from heedful.act.alerts.models import Alert, RuleKind, State
from heedful.act.alerts.raising import raise_alerts
from heedful.act.alerts.rules import Score
from heedful.act.cases.models import Case, CaseEvent
from tests.act.cases.conftest import NOON
from tests.makers import make_feedback

BUTTON = "Open a case"


def address(said):
    return f"/cases/from/{said.id}/"


def test_a_case_is_opened_once_and_found_again(chain, enter):
    said, client = chain.say(chain.pier, 2, "Cold food"), enter("manager")

    first = client.post(address(said), follow=True)
    again = client.post(address(said), follow=True)

    case = Case.objects.get()
    assert [first.redirect_chain, again.redirect_chain] == [[(f"/cases/{case.pk}/", 302)]] * 2
    assert "The case is open." in first.content.decode()
    assert "This belongs to a case that is there already." in again.content.decode()
    opened = CaseEvent.objects.get(case=case, kind="opened")
    assert opened.by_id == chain.people["manager"].pk


def test_the_alert_about_it_leads_to_the_case(chain, enter):
    save_rule(
        by=chain.people["owner"],
        place=chain.root,
        name="Unhappy guest",
        kind=RuleKind.HEARD,
        condition=Score("recommend", "at_most", 6),
        state=State.ON,
        now=NOON,
    )
    said, client = chain.say(chain.pier, 2), enter("manager")
    raise_alerts(tenant_id=chain.tenant.pk, keys=[said.id], now=NOON)
    page = f"/alerts/{Alert.objects.get().pk}/"
    assert f'action="{address(said)}"' in client.get(page).content.decode()

    client.post(address(said))

    case = Case.objects.get()
    alert = Alert.objects.get()
    # Whoever opened it looks after it, so nobody else is called.
    assert (alert.case_id, alert.seen_by_id) == (case.pk, chain.people["manager"].pk)
    after = client.get(page).content.decode()
    assert (f'href="/cases/{case.pk}/"' in after, BUTTON in after) == (True, False)


def test_what_is_new_today_comes_with_a_button_for_who_works_cases(chain, enter):
    said = chain.say(chain.pier, 2)
    where = f"/today/{chain.pier.pk}/"
    assert f'action="{address(said)}"' in enter("manager").get(where).content.decode()
    chain.people["manager"].role = "executive"
    chain.people["manager"].save()
    assert BUTTON not in enter("manager").get(where).content.decode()


@pytest.mark.parametrize(
    ("score", "part", "words", "button"),
    [
        (6, 5, "", "Open a case"),
        (10, 2, "", "Open a case"),  # of five, for a part of the visit
        (10, 3, "Lovely, but the stairs", "Put something right"),
        (7, 3, "Fine", "Put something right"),
        (10, 3, "", None),
    ],
)
def test_praise_is_no_case(chain, enter, score, part, words, button):
    day = date(2026, 11, 25)
    make_feedback(chain.version, [(chain.pier, day, [score, part, 5])], comments=[words])
    page = enter("manager").get(f"/today/{chain.pier.pk}/").content.decode()

    found = [one for one in ("Open a case", "Put something right") if f">{one}<" in page]
    assert found == ([button] if button else [])


def test_nobody_opens_one_for_another_place_or_for_nothing(chain, enter):
    said, client = chain.say(chain.mill, 2), enter("manager")
    assert client.post(address(said)).status_code == 404
    assert client.post(f"/cases/from/{uuid.uuid4()}/").status_code == 404
    assert Case.objects.count() == 0
