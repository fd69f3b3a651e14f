import pytest

from heedful.understand.weights.summing import mix, rate
from tests.web.who.test_views import FILE, study_now, words

HOURS = (
    b"location_code,trading_day,visits,hours,daypart\n"
    b"Pier,2026-11-21,40,00:00-16:00,day\nPier,2026-11-21,360,16:00-24:00,night\n"
    b"Mill,2026-11-20,30,00:00-16:00,day\n"
)


def test_shares_of_answers_stand_beside_shares_of_visits():
    day, night = mix([rate("day", 90, 200), rate("night", 10, 300)])
    assert (day.visits, day.answers.value, day.is_apart) == (0.4, 0.9, True)
    assert (night.visits, night.answers.value) == (0.6, 0.1)
    same = mix([rate("day", 40, 400), rate("night", 60, 600)])
    assert [one.is_apart for one in same] == [False, False]


@pytest.mark.parametrize(
    "rates", [[], [rate("day", 3, 9)], [rate("a", 0, 9), rate("b", 0, 3)], [rate("a", 3, 0)] * 2]
)
def test_with_one_kind_or_nothing_to_compare_there_is_no_mix(rates):
    assert mix(rates) == []


def test_the_page_names_who_is_least_heard(chain, enter):
    study_now(chain, visits=HOURS)
    person = enter(chain.root)
    page = person.get(f"/soundness/who-answers/{chain.root.pk}/")

    names = [one.name for one in page.context["page"].mix]
    assert names == ["day 00:00-16:00", "night 16:00-24:00", "Friday", "Saturday"]
    assert "Least heard: night 16:00-24:00, with 83.7% of visits and 0.0% of answers" in words(page)
    address = f"/soundness/who-answers/{chain.root.pk}/chart"
    assert "Least heard" in person.get(f"{address}.svg").content.decode()
    assert person.get(f"{address}.pdf").content[:4] == b"%PDF"
    assert person.get(f"{address}.exe").status_code == 404


def test_without_visits_there_is_no_chart(chain, enter):
    study_now(chain)
    address = f"/soundness/who-answers/{chain.root.pk}/"
    gone = enter(chain.root).get(f"{address}chart.svg")
    assert gone["Location"] == address


def test_visits_of_whole_days_are_compared_by_weekday(chain, enter):
    study_now(chain, visits=FILE)
    page = enter(chain.root).get(f"/soundness/who-answers/{chain.root.pk}/").context["page"]
    assert [one.name for one in page.mix] == ["Friday", "Saturday"]
