from datetime import date, datetime

import numpy as np
import pytest

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.listen.imports.mapping import MappingError, Normaliser, read_mapping
from heedful.listen.imports.reading import RawBatch, Reject

FULL = """
title = "Guests"
[series]
version = "2022"
[location]
columns = ["region", "store"]
time_zone = "Europe/Paris"
[when]
columns = ["day", "hour"]
formats = ["%d/%m/%Y %H:%M", "%d/%m/%Y"]
[channel]
column = "how"
[[items]]
code = "overall"
column = "overall"
role = "outcome"
scale = [1, 5]
reversed = true
[[items]]
code = "waiting"
column = "waiting"
scale = [1, 5]
not_used = ["6"]
[[items]]
code = "why"
column = "why"
role = "open"
[weight]
column = "weight"
[comment]
column = "comment"
[language]
constant = "en"
[respondent]
column = "id"
"""
ROW = {
    "region": "North", "store": "Harbour", "day": "31/05/2022", "hour": "14:05", "how": "web",
    "overall": "1", "waiting": "6", "why": "the staff", "weight": "0.5", "comment": "Lovely",
    "id": "r1",
}  # fmt: skip


def rows(*changes: dict[str, str | None]) -> dict[str, list[str | None]]:
    made = [ROW | {"id": f"r{number}"} | change for number, change in enumerate(changes, start=1)]
    return {name: [row[name] for row in made] for name in ROW}


def test_a_row_becomes_feedback(normalise):
    batch = normalise(FULL, rows({}, {"hour": None, "waiting": "", "comment": "", "why": None}))

    assert batch.lines == [2, 3]
    assert batch.paths == [("North", "Harbour")] * 2
    assert batch.occurred == [
        datetime.fromisoformat("2022-05-31 14:05"),
        datetime.fromisoformat("2022-05-31 12:00"),
    ]
    assert batch.timed == [True, False]
    assert batch.instants == {}
    assert batch.channels == ["web", "web"]
    assert batch.scores.tolist() == [[5, NOT_USED], [5, NOT_ANSWERED]]
    assert (batch.scores.dtype, batch.weights.dtype) == (np.int16, np.int64)
    assert batch.weights.tolist() == [500_000, 500_000]
    assert batch.comments == ["Lovely\nthe staff", None]
    assert batch.languages == ["en", "en"]
    assert batch.respondents == ["r1", "r2"]
    assert batch.rejects == []


@pytest.mark.parametrize(
    ("change", "column", "reason", "value"),
    [
        ({"store": ""}, "region / store", "The location is blank or not known.", "North / "),
        (
            {"day": "31/02/2022"},
            "day / hour",
            "This is no date of the form %d/%m/%Y %H:%M or %d/%m/%Y.",
            "31/02/2022 / 14:05",
        ),
        ({"day": "02/01/2026"}, "day / hour", "2026-01-02 lies in the future.", None),
        ({"weight": "-1"}, "weight", "A weight must be a number of 0 or more.", "-1"),
        ({"weight": "nan"}, "weight", "A weight must be a number of 0 or more.", "nan"),
        ({"weight": ""}, "weight", "The weight is blank.", ""),
        ({"overall": "7"}, "overall", "Expected a whole number from 1 to 5, or nothing.", "7"),
        (
            {"waiting": "0"},
            "waiting",
            "Expected a whole number from 1 to 5, or one of “6”, or nothing.",
            "0",
        ),
        (
            {"id": "r1"},
            "id",
            "This identity stands on line 2 already; each row needs its own.",
            "r1",
        ),
        # The first fault of a row is the one that is told.
        ({"overall": "7", "weight": ""}, "weight", "The weight is blank.", ""),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_as_a_whole(normalise, change, column, reason, value):
    columns = rows({}, change, {})
    if value is None:
        value = f"{change['day']} / 14:05"

    batch = normalise(FULL, columns, today=date(2025, 12, 31))

    assert batch.lines == [2, 4]
    row = tuple(values[1] for values in columns.values())
    assert batch.rejects == [Reject(3, column, reason, value, row)]


def test_one_place_and_one_day_for_the_whole_file(normalise):
    text = FULL.replace('columns = ["region", "store"]', 'constant = ["World", "Here"]')
    text = text.replace('columns = ["day", "hour"]', 'constant = "2022-05-31 18:00"')

    batch = normalise(text, rows({}))

    assert batch.paths == [("World", "Here")]
    assert batch.occurred == [datetime.fromisoformat("2022-05-31 18:00")]


def test_a_file_without_a_needed_column_is_told(small):
    with pytest.raises(MappingError, match="The file has no column “place”, “day”"):
        Normaliser(read_mapping(small), ["overall"], today=None)


def test_rejects_of_the_reader_come_along_in_the_order_of_lines(small):
    torn = Reject(3, None, "The row has 1 fields where the header has 3.", None, ("x",))
    raw = RawBatch([2, 4], [["A", ""], ["2022-05-31"] * 2, ["5", "5"]], [torn])

    batch = Normaliser(read_mapping(small), ["place", "day", "overall"], today=None).normalise(raw)

    assert [reject.line for reject in batch.rejects] == [3, 4]


def test_an_empty_batch_is_fine(small):
    batch = Normaliser(read_mapping(small), ["place", "day", "overall"], today=None).normalise(
        RawBatch([], [[], [], []])
    )

    assert (batch.lines, batch.scores.shape, batch.weights.shape) == ([], (0, 1), (0,))


def test_rows_that_repeat_one_set_of_scores_count_once_over_all_batches(small):
    mapping = read_mapping(small + '[respondent]\nanswers_by = "visit"\n')
    reader = Normaliser(mapping, ["place", "day", "overall", "visit"], today=None)
    day = "2022-05-31"

    first = reader.normalise(
        RawBatch([2, 3, 4], [["", "A", "A"], [day] * 3, ["5"] * 3, ["v1", "v1", "v1"]])
    )
    second = reader.normalise(
        RawBatch([5, 6, 7], [["A"] * 3, [day] * 3, ["4"] * 3, ["v1", "", ""]])
    )

    # The row on line 2 is a reject, so the one on line 3 is the first that counts.
    assert first.scores.ravel().tolist() == [5, NOT_ANSWERED]
    assert second.scores.ravel().tolist() == [NOT_ANSWERED, 4, 4]


def test_a_file_of_comments_alone_has_no_scores(normalise, small):
    text = small[: small.index("[[items]]")] + '[comment]\ncolumn = "said"\n'

    batch = normalise(text, {"place": ["A"], "day": ["2022-05-31"], "said": ["Good"]})

    assert (batch.scores.shape, batch.comments) == ((1, 0), ["Good"])


def test_instants_are_told_of_the_rows_that_are_kept(normalise, small):
    days = ["soon", "2022-05-31 22:30Z", "2022-05-31 22:30", "2022-05-31", "2022-06-01 00:30+0200"]
    text = small.replace("[when]", 'time_zone = "Europe/Paris"\n[when]')

    batch = normalise(text, {"place": ["A"] * 5, "day": days, "overall": ["5"] * 5})

    assert batch.lines == [3, 4, 5, 6]
    assert batch.occurred == [
        datetime.fromisoformat("2022-06-01 00:30"),
        datetime.fromisoformat("2022-05-31 22:30"),
        datetime.fromisoformat("2022-05-31 12:00"),
        datetime.fromisoformat("2022-06-01 00:30"),
    ]
    assert batch.timed == [True, True, False, True]
    instant = datetime.fromisoformat("2022-05-31 22:30Z")
    assert batch.instants == {0: instant, 3: instant}


def test_one_instant_may_stand_for_a_whole_file(normalise, small):
    text = small.replace('column = "day"', "constant = 2022-05-31T22:30:00Z")

    batch = normalise(text, {"place": ["A", "B"], "overall": ["5", "4"]})

    instant = datetime.fromisoformat("2022-05-31 22:30Z")
    assert batch.instants == {0: instant, 1: instant}
