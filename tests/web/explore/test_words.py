import re
from datetime import date, timedelta

import pytest

from heedful.base.tenancy.domain import within
from heedful.web.explore import behind
from tests.makers import make_feedback, make_member

DAY = date(2026, 11, 20)


def said(page):
    return [one.comment for one in page.context["page"].spoken]


def test_low_answers_come_first_then_the_newest(chain, enter):
    page = enter(chain.root).get(f"/explore/words/?measure=mean&under={chain.pier.pk}&days=28")

    found = said(page)
    assert [one.score for one in found] == [3] * 24 + [9]
    assert [one.occurred_at for one in found[:24]] == sorted(
        (one.occurred_at for one in found[:24]), reverse=True
    )
    assert {one.place for one in found} == {"Pier"}


def test_who_works_cases_may_open_one_for_what_they_read(chain, enter):
    address = f"/explore/words/?measure=mean&under={chain.pier.pk}&days=28"
    page = enter(chain.pier, "location_manager").get(address)
    first = said(page)[0]
    html = page.content.decode()
    assert f'action="/cases/from/{first.id}/"' in html
    assert (html.count(">Open a case<"), html.count(">Put something right<")) == (24, 1)
    assert "Open a case" not in enter(chain.pier).get(address).content.decode()


def test_words_of_a_low_answer_to_another_item(chain, enter):
    found = said(enter(chain.root).get("/explore/words/?measure=mean&item=waiting&days=7"))

    assert [one.score for one in found] == sorted(one.score for one in found)
    assert len(found) == 7 + 7 + 7 + 3


def test_pages_of_words(chain, enter, monkeypatch):
    monkeypatch.setattr(behind, "PER_PAGE", 10)
    client = enter(chain.root)

    pages = [client.get(f"/explore/words/?measure=mean&days=7&page={n}") for n in (1, 2, 3)]
    assert [len(said(page)) for page in pages] == [10, 10, 4]
    assert len({one.words for page in pages for one in said(page)}) == 24
    assert [page.context["page"].more for page in pages] == [True, True, False]
    assert client.get("/explore/words/?page=x").context["page"].number == 1


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("weekday=5", 4),  # the newest day is a Saturday
        ("weekday=5&weekday=6", 4 + 3),
        ("channel=web", 24),
        ("channel=sms", 0),
        ("language=de", 0),
        ("version=1", 24),
        ("version=2", 0),
        ("daypart=lunch", 24),
        ("daypart=evening", 0),
        ("daypart=evening&daypart=lunch", 24),
    ],
)
def test_words_of_some_answers_only(chain, enter, query, n):
    page = enter(chain.root).get(f"/explore/words/?measure=mean&days=7&{query}")
    assert len(said(page)) == n


def test_a_part_of_the_day_that_does_not_exist_says_so(chain, enter):
    page = enter(chain.root).get("/explore/words/?measure=mean&daypart=tea")
    assert "There is no part of the day called “tea”." in page.content.decode()


def test_words_beyond_ones_part_are_not_seen(chain, enter):
    page = enter(chain.south).get(f"/explore/words/?measure=mean&under={chain.pier.pk}")
    assert "There is no such place here" in page.content.decode()
    own = said(enter(chain.south).get("/explore/words/?measure=mean&days=7"))
    assert {one.place for one in own} == {"Quay", "Cove"}


def test_the_front_line_reads_no_words(chain, enter):
    assert enter(chain.root, "front_line").get("/explore/words/").status_code == 403
    with within(chain.tenant.pk):
        member = make_member(chain.root, "front_line")
        wanted = behind.Behind(
            chain.version.questionnaire_id, 0, chain.root.pk, False, DAY, DAY + timedelta(days=9)
        )
        assert behind.words_visible_to(member=member, behind=wanted, limit=9, offset=0) == []


def test_words_are_shown_and_never_run(chain, enter):
    with within(chain.tenant.pk):
        make_feedback(chain.version, [(chain.quay, DAY, [0, 1, 1])], comments=["<b>cold</b>"])
    page = enter(chain.quay).get("/explore/words/?measure=mean&days=7").content.decode()

    assert "&lt;b&gt;cold&lt;/b&gt;" in page
    assert not re.search("<b>cold", page)
