"""Which column of a file belongs to which question."""

import pytest

from heedful.listen.exchange.matching import Columns, import_id, match
from heedful.listen.exchange.origin import Origin
from heedful.listen.surveys.definition import Choice, Definition, Page, Question, Row

PICK = (Choice("a", {"en": "Bar"}), Choice("b", {"en": "Other"}, other=True))
ASKED = Definition(
    title={"en": "Guests"},
    pages=(
        Page(
            "one",
            (
                Question("one", "choice", {"en": "Which?"}, choices=PICK),
                Question("many", "choices", {"en": "Which of all?"}, choices=PICK),
                Question("order", "ranking", {"en": "In which order?"}, choices=PICK),
                Question("table", "matrix", {"en": "How was"}, rows=(
                    Row("t1", {"en": "the food?"}), Row("t2", {"en": "the staff?"}),
                )),
                Question("who", "contact", {"en": "Who are you?"}),
            ),
        ),
    ),
)  # fmt: skip


def origin(tool):
    names = {"Q1": "one", "Q2": "many", "Q3": "order", "Q4_1": "t1", "Q4_2": "t2", "Q5": "who"}
    ticks = {
        f"Q{number}_{theirs}": (code, ours)
        for number, code in ((1, "one"), (2, "many"), (3, "order"))
        for theirs, ours in (("1", "a"), ("other" if tool == "LimeSurvey" else "2", "b"))
    }
    return Origin(tool, names, ticks=ticks)


def found(tool, *names, described=None):
    matched = match(origin(tool), ASKED, names, described or {})
    return dict(matched.found), matched.rest


def test_limesurvey_by_codes():
    assert found(
        "LimeSurvey", "id", "Q1", "Q1[other]", "Q2[1]", "Q2[other]", "Q3[1]", "Q3[2]", "Q4[1]",
        "Q4[2]. How was [the staff?]", "Q2[1comment]",
    ) == (
        {
            "one": Columns(["Q1"], own_words="Q1[other]"),
            "many": Columns(choices={"Q2[1]": "a"}, own_words="Q2[other]"),
            "order": Columns(places={1: "Q3[1]", 2: "Q3[2]"}),
            "t1": Columns(["Q4[1]"]),
            "t2": Columns(["Q4[2]. How was [the staff?]"]),
        },
        ("id", "Q2[1comment]"),
    )  # fmt: skip


def test_qualtrics_by_what_it_calls_columns_itself():
    told = {"x": '{"ImportId":"Q2","choiceId":"1"}', "y": '{"ImportId":"Q2_2_TEXT"}',
            "z": '{"ImportId":"Q3_1"}', "w": '{"ImportId":"Q9"}'}  # fmt: skip
    assert found("Qualtrics", *told, described=told) == (
        {
            "many": Columns(choices={"x": "a"}, own_words="y"),
            "order": Columns(choices={"z": "a"}),
        },
        ("w",),
    )


def test_by_the_words_asked():
    assert found(
        "Formbricks", "1. Which?", "Which of all? [Bar]", "4. How was - the food?", "the staff?",
        "5. Who are you? - firstName", "5. Who are you? - Email", "Bar",
    ) == (
        {
            "one": Columns(["1. Which?"]),
            "many": Columns(choices={"Which of all? [Bar]": "a"}),
            "t1": Columns(["4. How was - the food?"]),
            "t2": Columns(["the staff?"]),
            "who": Columns(choices={
                "5. Who are you? - firstName": "name", "5. Who are you? - Email": "email",
            }),
        },
        ("Bar",),
    )  # fmt: skip


def test_surveyjs_by_points_and_by_our_own_codes_where_nothing_is_known():
    assert found("SurveyJS", "Q4.1", "Q1-Comment") == (
        {"t1": Columns(["Q4.1"]), "one": Columns(own_words="Q1-Comment")},
        (),
    )
    matched = match(Origin(), ASKED, ["one", "t1"], {})
    assert dict(matched.found) == {"one": Columns(["one"]), "t1": Columns(["t1"])}


def test_a_question_has_one_column_and_a_second_one_is_nobodys():
    assert found("LimeSurvey", "Q1", "Q1. Which?") == ({"one": Columns(["Q1"])}, ("Q1. Which?",))


@pytest.mark.parametrize("broken", ["", "[]", "{", '{"ImportId"', "7", "[" * 100_000])
def test_what_qualtrics_did_not_write_is_no_name(broken):
    assert import_id(broken) == ""
