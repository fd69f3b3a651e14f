"""Cells of other tools' files as answers, one table for each kind of question."""

import pytest

from heedful.listen.imports.mapping import Answer
from heedful.listen.imports.mapping.answering import AnswerReader
from heedful.listen.imports.mapping.memo import Unreadable
from heedful.listen.surveys.definition import Choice, Limits, Question

CHOICES = (
    Choice("car", {"en": "Car", "de": "Auto"}),
    Choice("walk", {"en": "On foot, alone"}),
    Choice("other", {"en": "Other"}, other=True),
)
CODES = {"A1": "car", "A2": "walk", "-oth-": "other", "On foot, alone": "walk", "Car": "car"}
EACH = {"way[A1]": "car", "way[A2]": "walk", "way[other]": "other"}


def read(kind, cells, **answer):
    choices = CHOICES if kind in {"choice", "choices", "ranking"} else ()
    question = Question("way", kind, {"en": "Way?"}, required=True, choices=choices,
                        limits=Limits(fewest=2, most=2, high=1, longest=3))  # fmt: skip
    return AnswerReader(Answer("way", **answer), question)[cells]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("A2", None), "walk"),
        (("Auto", ""), "car"),
        (("on foot, alone", None), "walk"),
        (("-oth-", "By boat"), "other=By boat"),
        (("Other", "By boat"), "other=By boat"),
        (("-oth-", None), "other"),
        ((None, None), None),
        (("n/a", None), None),
    ],
)
def test_one_choice_by_code_by_words_and_in_own_words(cells, expected):
    how = {"columns": ("way",), "own_words": "way[other]", "codes": CODES}
    assert read("choice", cells, not_answered=("N/A",), **how) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("Y", "", None), ["car"]),
        (("Yes", "No", "No"), ["car"]),
        (("1", "On foot, alone", "0"), ["car", "walk"]),
        (("", "", "By boat"), ["other=By boat"]),
        (("", "", "Yes"), ["other"]),
        (("No", "No", "No"), None),
        (("", None, ""), None),
    ],
)
def test_several_choices_with_a_column_each(cells, expected):
    assert read("choices", cells, choices=EACH) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("A1,A2", ["car", "walk"]),
        ("Car; On foot, alone", ["car", "walk"]),
        ("On foot, alone,Car", ["car", "walk"]),
        ('["A2", "A1"]', ["car", "walk"]),
        ("Car", ["car"]),
    ],
)
def test_several_choices_in_one_cell(cell, expected):
    assert read("choices", (cell,), columns=("way",), codes=CODES) == expected


def test_an_order_by_places_by_ranks_and_as_a_list():
    expected = ["walk", "car"]
    places = {"columns": ("way[1]", "way[2]", "way[3]"), "codes": CODES}
    assert read("ranking", ("A2", "A1", ""), **places) == expected
    assert read("ranking", ("2", "1", ""), choices=EACH) == expected
    assert read("ranking", ('["A2", "A1"]',), columns=("way",), codes=CODES) == expected


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        ("number", "12.5000000000", 12.5),
        ("number", "12.0000000000", 12),
        ("number", "1.234", 1.234),
        ("date", "2026-03-01 00:00:00", "2026-03-01"),
        ("date", "2026-03-01", "2026-03-01"),
        ("date", "13/3/2026", "2026-03-13"),
        ("text", " Long, and\nwell said ", "Long, and\nwell said"),
        ("consent", "yes", True),
        ("consent", "0", False),
    ],
)
def test_what_is_written_or_picked(kind, cell, expected):
    assert read(kind, (cell,), columns=("way",)) == expected


def test_how_to_reach_somebody_from_columns_or_a_list():
    found = {"name": "Ann Lee", "email": "ann@example.org"}
    parts = {"a": "name", "b": "name", "c": "email", "d": "phone"}
    assert read("contact", ("Ann", "Lee", "ann@example.org", ""), choices=parts) == found
    listed = '["Ann", "Lee", "ann@example.org", "", "Acme"]'
    assert read("contact", (listed,), columns=("way",)) == found


@pytest.mark.parametrize(
    ("kind", "cell"),
    [("choice", "Z9"), ("number", "many"), ("date", "1/2/2026"), ("consent", "maybe")],
)
def test_what_is_no_answer_is_told(kind, cell):
    no_other = Question("way", kind, {"en": "Way?"}, choices=CHOICES[:2])
    found = AnswerReader(Answer("way", columns=("way",)), no_other)[(cell,)]
    assert isinstance(found, Unreadable)
