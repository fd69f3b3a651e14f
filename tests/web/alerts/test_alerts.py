import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from heedful.act.alerts.calling import call_about_silence
from heedful.act.alerts.domain import save_rule
from heedful.act.alerts.models import Alert, AlertRule, RuleChange, RuleKind, State
from heedful.act.alerts.raising import raise_alerts
from heedful.act.alerts.rules import AllOf, Score
from heedful.base.live.models import LiveEvent
from heedful.base.notify.models import Notice
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback
from heedful.understand.risk.domain import study
from tests.makers import make_member

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def rule(chain):
    with within(chain.tenant.pk):
        by = make_member(chain.root)
        return save_rule(
            by=by,
            place=chain.root,
            name="Unhappy guest",
            kind=RuleKind.HEARD,
            condition=AllOf((AllOf((Score("recommend", "at_most", 6),)),)),
            state=State.ON,
            now=NOW,
        )


def raised(chain, n):
    with within(chain.tenant.pk):
        low = Feedback.objects.filter(location_id=chain.pier.pk, scores__0__lte=6)
        keys = [one.id for one in low.order_by("-occurred_at")[:n]]
        raise_alerts(tenant_id=chain.tenant.pk, keys=keys, now=NOW)


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_shows_who_said_what_and_why(chain, enter, rule, n, django_assert_num_queries):
    raised(chain, n)
    client = enter(chain.pier, "location_manager")

    with django_assert_num_queries(19):
        page = client.get("/alerts/")

    text = page.content.decode()
    assert text.count("Unhappy guest: Recommend: 3 of 10") == n
    assert text.count("“words ") == n


def test_the_bell_of_all_who_were_called_follows_who_looks_after_it(chain, enter, rule):
    mia, robin = (enter(chain.pier, "location_manager") for _each in range(2))
    raised(chain, 2)
    with within(chain.tenant.pk):
        call_about_silence(tenant_id=chain.tenant.pk, alerts=list(Alert.objects.all()), now=NOW)
    bells = [client.get("/notices/unread/").json() for client in (mia, robin)]
    assert bells == [{"unread": 2}, {"unread": 2}]
    LiveEvent.objects.all().delete()

    mia.post(f"/alerts/{Alert.objects.first().pk}/see/")

    bells = [client.get("/notices/unread/").json() for client in (mia, robin)]
    assert bells == [{"unread": 1}, {"unread": 1}]
    told = {LiveEvent.member_topic(key) for key in Notice.objects.values_list("member", flat=True)}
    heard = set(
        LiveEvent.objects.filter(topic__startswith="member:").values_list("topic", flat=True)
    )
    assert (heard, len(heard)) == (told, 2)
    page = robin.get("/alerts/").content.decode()
    assert re.search(r'class="bell" href="/notices/" data-live-topic="([^"]*)"', page)[1] in heard


def test_the_list_is_searched_by_location_and_rule_and_taken_along(chain, enter, rule):
    raised(chain, 3)
    client = enter(chain.root, "area_manager")

    def found(query: str) -> list[list[str]]:
        text = client.get(f"/alerts/list.csv?{query}").content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))[1:]

    assert [(row[1:6], row[6][:6]) for row in found("search=unhappy")] == [
        (["Pier", "Unhappy guest", "Recommend: 3 of 10", "3", "10"], "words ")
    ] * 3
    assert found("search=pier") == found("") == found("search=unhappy")
    assert found("search=mill") == found("show=seen") == []
    page = client.get("/alerts/?search=mill").content.decode()
    assert "No alert here is of such a location or rule." in page


def test_others_do_not_see_it(chain, enter, rule):
    raised(chain, 1)

    assert (
        "Unhappy guest"
        not in enter(chain.mill, "location_manager").get("/alerts/").content.decode()
    )
    assert enter(chain.pier, "front_line").get("/alerts/").status_code == 403
    alert = Alert.objects.get()
    assert enter(chain.mill, "location_manager").get(f"/alerts/{alert.pk}/").status_code == 404


def test_an_analyst_who_may_read_words_sees_them_and_one_alert_has_its_own_page(chain, enter, rule):
    raised(chain, 1)
    alert = Alert.objects.get()

    page = enter(chain.root, "analyst").get(f"/alerts/{alert.pk}/").content.decode()

    assert "Pier: 3 of 10" in page
    assert "Recommend: 3 of 10" in page


def test_somebody_looks_after_it_and_takes_that_back(chain, enter, rule):
    raised(chain, 1)
    alert = Alert.objects.get()
    client = enter(chain.pier, "location_manager")

    page = client.post(f"/alerts/{alert.pk}/see/", follow=True).content.decode()
    assert "You look after it. Nobody else is called." in page
    assert client.get("/alerts/").content.decode().count("Unhappy guest") == 0
    assert "Robin looks after it." in client.get("/alerts/?show=seen").content.decode()

    client.post(f"/alerts/{alert.pk}/unsee/")
    alert.refresh_from_db()
    assert alert.seen_by is None


def form(**fields):
    return {
        "name": "Waiting",
        "kind": "heard",
        "join": "all",
        "item_0": "waiting",
        "compare_0": "at_most",
        "value_0": "2",
        "words": "wait\nslow\n",
        "language": "en",
        "state": "on",
        "gather_hours": "72",
        "escalate_minutes": "",
        **fields,
    }


def test_a_rule_is_made_changed_and_its_history_kept(chain, enter):
    client = enter(chain.root, "owner")

    made = client.post("/alerts/rules/new/", form())

    rule = AlertRule.objects.get()
    assert made.headers["location"] == f"/alerts/rules/{rule.pk}/"
    assert (rule.state, rule.place_id, rule.escalate_minutes) == ("on", chain.root.pk, None)
    assert rule.condition["of"][1]["words"] == ["wait", "slow"]
    page = client.get(f"/alerts/rules/{rule.pk}/").content.decode()
    assert 'value="2"' in page
    assert "wait\nslow" in page

    changed = form(name="Queue", words="", version="1", where="Pier", item_1="food", value_1="1")
    client.post(f"/alerts/rules/{rule.pk}/", {**changed, "join": "any"})
    rule.refresh_from_db()
    assert (rule.name, rule.version, rule.place_id) == ("Queue", 2, chain.pier.pk)
    assert [part["type"] for part in rule.condition["of"]] == ["any"]
    client.post(f"/alerts/rules/{rule.pk}/state/", {"state": "shadow"})
    names = RuleChange.objects.order_by("version").values_list("after__name", "after__state")
    assert list(names) == [("Waiting", "on"), ("Queue", "on"), ("Queue", "shadow")]


def test_who_changes_an_older_rule_is_told_and_nothing_is_lost(chain, enter, rule):
    client = enter(chain.root, "owner")
    client.post(f"/alerts/rules/{rule.pk}/", form(version="1"))

    second = client.post(f"/alerts/rules/{rule.pk}/", form(name="Mine", version="1"))

    assert second.status_code == 409
    assert "Mine" in second.content.decode()
    assert AlertRule.objects.get().name == "Waiting"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"item_0": "", "words": ""}, "Say what raises an alert"),
        ({"value_0": ""}, "Say which score."),
        ({"value_0": "-1"}, "No answer to this question can be that."),
        ({"where": "Nowhere"}, "No place of your part has this name or code."),
        ({"words": "\n".join(map(str, range(201)))}, "That is more than 200 words."),
    ],
)
def test_what_makes_no_rule_is_said(chain, enter, fields, sentence):
    page = enter(chain.root, "owner").post("/alerts/rules/new/", form(**fields))

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert AlertRule.objects.count() == 0


@pytest.fixture
def today(chain, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_looking_at_the_past_keeps_nothing(chain, enter, today):
    client = enter(chain.root, "owner")
    asked = form(words="", item_0="recommend", value_0="6")

    page = client.post("/alerts/rules/new/", {**asked, "look": "1"}).content.decode()
    fragment = client.post("/alerts/rules/past/", asked).content.decode()

    assert "<strong>72 alerts</strong>" in page
    assert "<strong>72 alerts</strong>" in fragment
    assert "over 4 locations" in fragment
    assert AlertRule.objects.count() == 0


def test_a_new_rule_begins_with_an_unhappy_answer_and_its_past(chain, enter, today):
    page = enter(chain.root, "owner").get("/alerts/rules/new/").content.decode()

    assert "<strong>72 alerts</strong>" in page
    assert 'value="6"' in page


def test_rules_are_listed_with_how_often_they_spoke(chain, enter, rule, django_assert_num_queries):
    client = enter(chain.root, "owner")

    with django_assert_num_queries(18):
        page = client.get("/alerts/rules/").content.decode()
    assert "0 times in the last 30 days" in page
    client.post(f"/alerts/rules/{rule.pk}/delete/")
    assert "There is no rule yet" in client.get("/alerts/rules/").content.decode()

    client.post(f"/alerts/rules/{rule.pk}/restore/")
    rule.refresh_from_db()
    assert (rule.deleted_at, rule.state) == (None, "off")
    assert client.post(f"/alerts/rules/{rule.pk}/restore/").status_code == 404


def test_words_of_a_rule_are_never_html(chain, enter):
    client = enter(chain.root, "owner")
    client.post("/alerts/rules/new/", form(words="<script>alert(1)</script>", name="<b>x</b>"))

    rule = AlertRule.objects.get()
    page = client.get(f"/alerts/rules/{rule.pk}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>x</b>" not in page


def test_the_model_says_how_often_it_was_right_and_when_there_is_none(chain, enter):
    client = enter(chain.root, "owner")
    assert "Not enough evidence yet" in client.get("/alerts/model/").content.decode()

    with within(chain.tenant.pk):
        study(tenant_id=chain.tenant.pk, questionnaire_id=chain.version.questionnaire_id, now=NOW)
    page = client.get("/alerts/model/").content.decode()

    assert "of the newest answers, which it had not seen" in page
    assert re.search(r"\d+% , likely between|\d+%, likely between", page)
