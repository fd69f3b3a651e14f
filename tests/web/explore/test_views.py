import csv
import io
import math
import re
from datetime import date

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from heedful.understand.asking import planner

# Signing in and the frame; then what the page itself asks.
QUERIES = 29
NOBODYS = "00000000-0000-0000-0000-000000000000"


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def rows(page):
    return [
        (row.labels, row.record["value"], row.record["answers"])
        for row in page.context["shown"].rows
    ]


def test_the_first_question_is_ones_part_beside_the_time_before(chain, enter):
    page = enter(chain.root).get("/explore/")

    asked = page.context["page"].asked
    assert asked.params() == {
        "measure": ["recommend"], "by": ["group"], "compare": ["before"], "days": ["90"],
    }  # fmt: skip
    assert [row.labels for row in page.context["shown"].rows] == [("North",), ("South",)]
    north = page.context["shown"].rows[0].record
    assert (north["is_change"], north["answers"]) == (True, 180)
    assert "▼ change" in words(page)


def test_a_person_of_one_location_begins_with_its_course(chain, enter):
    page = enter(chain.pier).get("/explore/")

    assert page.context["page"].asked.params()["by"] == ["week"]
    assert len(page.context["shown"].rows) == 13


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("by=group", 2),
        ("by=location", 4),
        ("by=week&days=90", 13),
        ("by=weekday&by=group", 14),
        ("by=month&by=location&days=365", 22),
        ("item=food&measure=top_box", 1),
    ],
)
def test_every_cut_has_its_rows_in_a_few_queries(
    chain, enter, django_assert_max_num_queries, query, n
):
    client = enter(chain.root)
    with django_assert_max_num_queries(QUERIES + 6):
        page = client.get(f"/explore/?measure=mean&{query}")
    assert len(page.context["shown"].rows) == n
    assert page.status_code == 200
    assert len(page.content) < 100_000


def test_a_long_list_says_which_rows_it_shows_and_where_the_others_are(chain, enter):
    client = enter(chain.root)
    asked = "measure=mean&by=week&by=location&days=90"
    pages = [client.get(f"/explore/?{asked}&page={number}") for number in (1, 2)]
    n = len(pages[0].context["shown"].rows)

    assert n > 30
    for page, first in zip(pages, (1, 31), strict=True):
        assert f"Rows {first} to {min(first + 29, n)} of {n}. The files below hold" in words(page)
    file = client.get(f"/explore/answer.csv?{asked}").content.decode("utf-8-sig")
    assert len(file.splitlines()) == 1 + n


@pytest.mark.parametrize("looking", ["", "sort=name", "sort=high", "sort=low", "sort=answers"])
def test_the_rows_of_a_page_are_those_of_the_whole_list(chain, enter, looking):
    client = enter(chain.root)
    asked = f"measure=mean&by=location&by=week&days=90&{looking}"
    keys = {
        "sort=name": lambda row: row.name.casefold(),
        "sort=high": lambda row: -row.number("value") if row.enough else math.inf,
        "sort=low": lambda row: row.number("value") if row.enough else math.inf,
        "sort=answers": lambda row: -row.number("answers"),
    }
    shown = client.get(f"/explore/?{asked}&page=2").context["shown"]

    whole = list(shown.all_rows)
    if looking:
        whole.sort(key=keys[looking])
    assert list(shown.rows) == whole
    assert shown.part == whole[30:60]
    told = [list(row.record.values()) for row in whole]
    file = client.get(f"/explore/answer.csv?{asked}").content.decode("utf-8-sig")
    [_names, *lines] = list(csv.reader(io.StringIO(file)))
    assert lines == [["" if one is None else str(one) for one in line] for line in told]


@pytest.mark.parametrize("text", ["ILL", "november", "pier, w", "r,", "nothing like it"])
def test_a_search_finds_a_text_anywhere_in_a_name(chain, enter, text):
    asked = f"measure=mean&by=location&by=week&days=28&search={text}"
    shown = enter(chain.root).get(f"/explore/?{asked}").context["shown"]

    expected = [row for row in shown.all_rows if text.casefold() in row.name.casefold()]
    assert list(shown.rows) == expected


def test_a_map_of_weekdays_says_when_it_has_not_all_lines(chain, enter, monkeypatch):
    client = enter(chain.root)
    asked = "/explore/?measure=mean&by=weekday&by=group&days=90"
    assert "Drawn" not in words(client.get(asked))

    for room in ("chart", "heat"):
        monkeypatch.setattr(f"heedful.web.explore.{room}.MOST_LINES", 1)

    assert "below ▼ the others. Drawn is the first one." in words(client.get(asked))


def test_the_same_question_costs_the_same_with_one_and_with_three_rows(
    chain, enter, django_assert_num_queries
):
    client = enter(chain.root)
    client.get("/explore/?by=month&days=7")
    for days, n in ((7, 1), (90, 4)):
        with django_assert_num_queries(QUERIES):
            page = client.get(f"/explore/?measure=mean&by=month&days={days}")
        assert len(page.context["shown"].rows) == n


def test_what_has_too_few_answers_says_so(chain, enter):
    page = enter(chain.root).get("/explore/?measure=mean&by=location&search=quay")

    assert rows(page) == [(("Quay",), None, 3)]
    assert "Not enough evidence yet" in words(page)


def test_a_list_is_searched_and_sorted(chain, enter):
    client = enter(chain.root)

    def names(query):
        page = client.get(f"/explore/?measure=mean&by=location&compare=before&{query}")
        return [row.name for row in page.context["shown"].rows]

    assert names("") == ["Cove", "Mill", "Pier", "Quay"]
    assert names("sort=high")[0] == "Mill"
    assert names("sort=low")[0] == "Pier"
    assert names("sort=low")[-1] == "Quay"
    assert names("search=i") == ["Mill", "Pier"]
    assert names("sort=nonsense") == ["Cove", "Mill", "Pier", "Quay"]


def test_rows_lead_down_and_to_themselves(chain, enter):
    client = enter(chain.root)
    [north, _south] = client.get("/explore/?measure=mean&by=group").context["shown"].rows

    below = client.get(f"/explore/?{north.deeper}").context["shown"].rows
    assert [row.name for row in below] == ["Mill", "Pier"]
    course = client.get(f"/explore/?{below[1].deeper}").context["shown"]
    assert (course.told.place, course.question.by) == ("Pier", ("week",))
    alone = client.get(f"/explore/?{below[1].alone}").context["shown"]
    assert alone.whole.record["value"] == course_mean(chain)
    assert alone.whole.record["answers"] == 90


def course_mean(chain):
    fallen = [3 if back % 10 < 8 else 9 + back % 2 for back in range(90)]
    return sum(fallen) / len(fallen)


def test_a_week_leads_to_its_own_days(chain, enter):
    page = enter(chain.root).get("/explore/?measure=mean&by=week&from=2026-11-04&to=2026-11-21")

    first, second, third = page.context["shown"].rows
    assert "from=2026-11-04&to=2026-11-08" in first.alone
    assert "from=2026-11-09&to=2026-11-15" in second.alone
    assert "from=2026-11-16&to=2026-11-21" in third.alone


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("measure=nonsense", "There is no measure “nonsense”"),
        ("measure=mean&item=nonsense", "The questionnaire has no item “nonsense”."),
        ("measure=recommend&item=food", "A recommend score needs the question"),
        ("measure=mean&by=day&by=week", "by one unit of time at most"),
        ("measure=mean&from=2026-11-30&to=2026-11-01", "The first day comes after the last one."),
        ("measure=mean&from=yesterday", "“yesterday” is no day."),
        ("measure=mean&from=0001-01-01&to=2026-11-01", "no days of any organisation"),
        ("measure=mean&days=12", "“12” days cannot be asked for."),
        ("measure=mean&weekday=x", "Weekdays are numbers from 0"),
        ("measure=mean&under=x", "“x” names nothing here."),
        (
            "measure=mean&questionnaire=00000000-0000-0000-0000-000000000000",
            "no such questionnaire",
        ),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(chain, enter, query, sentence):
    client = enter(chain.root)
    for address in ("/explore/", "/method/explore/", "/explore/answer.csv"):
        page = client.get(f"{address}?{query}")
        assert page.status_code == 200
        assert sentence in words(page)


def test_a_place_beyond_ones_part_has_no_answer(chain, enter):
    page = enter(chain.south).get(f"/explore/?measure=mean&under={chain.pier.pk}")

    assert "There is no such place here" in words(page)
    assert "Pier" not in words(page)


def test_days_that_were_changed_last_are_meant(chain, enter):
    client = enter(chain.root)

    def asked(query):
        return client.get(f"/explore/?measure=mean&{query}").context["page"].asked

    dates = "from=2026-11-01&to=2026-11-10"
    assert asked(f"were=90&days=90&{dates}").question.window.last == date(2026, 11, 10)
    assert asked(f"were=90&days=28&{dates}").days == 28
    assert asked("were=90&days=90&from=&to=").days == 90
    assert asked(f"were=&days=&{dates}").days is None
    assert asked(f"were=&days=7&{dates}").days == 7


def test_htmx_is_told_the_address_without_empty_fields(chain, enter):
    page = enter(chain.root).get(
        "/explore/?measure=mean&item=&by=week&by=&by=&days=28", headers={"HX-Request": "true"}
    )

    assert page["HX-Push-Url"] == "/explore/?measure=mean&by=week&days=28"


def test_files_have_the_figures_of_the_page(chain, enter):
    client = enter(chain.root)
    query = "measure=mean&by=location&compare=before&sort=low"
    shown = client.get(f"/explore/?{query}").context["shown"]

    text = client.get(f"/explore/answer.csv?{query}").content.decode("utf-8-sig")
    [names, *lines] = list(csv.reader(io.StringIO(text)))
    told = [[row.record[name] for name in names] for row in shown.rows]
    assert names == shown.told.fields
    assert lines == [["" if one is None else str(one) for one in line] for line in told]

    parquet = pq.read_table(io.BytesIO(client.get(f"/explore/answer.parquet?{query}").content))
    assert parquet.to_pylist() == [dict(zip(names, line, strict=True)) for line in told]
    assert parquet.schema.metadata[b"heedful.path"] == b"daily cells"

    book = CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(f"/explore/answer.xlsx?{query}").content)
    )
    [_heading, *cells] = book.get_sheet_by_name("Answer").to_python()
    # A spreadsheet keeps 15 digits of a number.
    assert [[digits(one) for one in line] for line in cells] == [
        [digits("" if one is None else one) for one in line] for line in told
    ]
    method = dict(book.get_sheet_by_name("Method").to_python())
    assert method["Place"] == "Harbour Table"


def digits(value):
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:.15g}" if is_number else value


def test_days_are_days_in_a_spreadsheet(chain, enter):
    content = enter(chain.root).get("/explore/answer.xlsx?measure=mean&by=month&days=90").content
    [_heading, *cells] = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Answer").to_python()
    )
    assert [line[0] for line in cells] == [date(2026, month, 1) for month in (8, 9, 10, 11)]


def test_a_name_that_looks_like_a_formula_is_text(chain, enter):
    chain.pier.name = "=1+1"
    chain.pier.save()
    client = enter(chain.root)

    text = client.get("/explore/answer.csv?measure=mean&by=location").content.decode("utf-8-sig")
    assert "\n'=1+1," in text.replace("\r", "")
    content = client.get("/explore/answer.xlsx?measure=mean&by=location").content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Answer")
    assert "=1+1" in [line[0] for line in sheet.to_python()]


@pytest.mark.parametrize("kind", ["pdf", "png", "svg"])
def test_charts_are_files(chain, enter, kind):
    client = enter(chain.root)
    for query in ("by=location", "by=week", "by=week&by=group", "by=weekday&by=group"):
        page = client.get(f"/explore/answer.{kind}?measure=mean&{query}")
        assert page["Content-Disposition"] == f'attachment; filename="explore.{kind}"'
    assert client.get(f"/explore/answer.{kind}?measure=mean").status_code == 404
    assert client.get("/explore/answer.exe?measure=mean").status_code == 404


def test_the_card_tells_how_an_answer_came_to_be(chain, enter):
    card = words(
        enter(chain.root).get(
            "/method/explore/?measure=mean&item=food&by=group&compare=before&weekday=0&days=90"
        )
    )

    assert "Average of “Food”, Harbour Table by group" in card
    assert "Weekday: Monday" in card
    assert "24 Aug 2026 to 21 Nov 2026" in card
    assert "Counted from daily sums of each location" in card


def test_what_nothing_can_count_says_what_to_do(chain, enter, monkeypatch):
    monkeypatch.setattr(planner, "PATHS", planner.CELLS)
    client = enter(chain.root)

    told = {
        query: words(client.get(f"/explore/?{query}"))
        for query in ("measure=customers", "measure=mean&by=daypart", "measure=mean&channel=web")
    }
    assert "“Different customers” cannot be counted" in told["measure=customers"]
    assert "do not tell part of the day apart" in told["measure=mean&by=daypart"]
    assert "do not tell channel apart" in told["measure=mean&channel=web"]


def test_what_only_rows_know_is_counted_from_them(chain, enter):
    page = enter(chain.root).get("/explore/?measure=mean&by=channel&days=7")

    assert [(row.name, row.record["answers"]) for row in page.context["shown"].rows] == [
        ("Web", 24)
    ]
    assert "Counted from the answers themselves, one by one." in words(page)
