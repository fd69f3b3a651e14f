"""Questionnaires of other tools: what is taken over, what is changed, what is left out."""

import pytest

from heedful.listen.exchange.bringing import read_questionnaire
from heedful.listen.exchange.report import NotBrought
from heedful.listen.surveys.definition import (
    All,
    AtMost,
    Includes,
    Is,
    IsNot,
    check,
    decode,
    encode,
)
from tests.listen.exchange.samples import (
    EACH,
    GUESTS_FORMBRICKS,
    GUESTS_FORMBRICKS_BLOCKS,
    GUESTS_LSS,
    GUESTS_QSF,
    GUESTS_SURVEYJS,
    lss,
    row,
)


def asked(brought):
    return {one.code: one for page in brought.definition.pages for one in page.questions}


def kinds(brought):
    return {code: one.kind for code, one in asked(brought).items()}


def fates(brought):
    return [(one.code, one.fate) for one in brought.lines]


def test_limesurvey_keeps_kinds_languages_and_conditions():
    brought = read_questionnaire(GUESTS_LSS)
    found = asked(brought)
    assert kinds(brought) == {
        "service": "scale",
        "used": "choices",
        "why": "text",
        "late": "text",
    }
    assert brought.definition.languages == ("en", "de")
    assert found["service"].text == {
        "en": "How was the service?",
        "de": "Wie war der Service?",
    }
    below = All((AtMost("service", 3.0), IsNot("service", 3.0)))
    assert found["why"].show_if == All((below, Includes("used", "bar")))
    assert brought.definition.endings[0].text == {"en": "Thank you"}


def test_what_limesurvey_cannot_hand_over_is_named_with_its_own_code():
    assert fates(read_questionnaire(GUESTS_LSS)) == [
        ("service", "taken"),
        ("used", "taken"),
        ("why", "taken"),
        ("late", "changed"),
        ("late", "taken"),
        ("sum", "left"),
        ("", "changed"),
    ]


def test_qualtrics_turns_scales_the_right_way_round():
    brought = read_questionnaire(GUESTS_QSF)
    found = asked(brought)
    assert kinds(brought) == {"Q1": "recommend", "Q2": "matrix", "Q3": "choice", "Q4": "text"}
    assert [one["en"] for one in found["Q2"].ends] == [
        "Very dissatisfied",
        "Neutral",
        "Very satisfied",
    ]
    assert found["Q2"].unused_ok
    assert [row.code for row in found["Q2"].rows] == ["Q2_1", "Q2_2"]
    assert found["Q4"].show_if == Is("Q3", "c2")
    assert [one.code for one in brought.of("left")] == ["FL_9", "Q5"]
    assert check(brought.definition) == ()


def test_surveyjs_joins_the_conditions_of_panels():
    brought = read_questionnaire(GUESTS_SURVEYJS)
    found = asked(brought)
    assert kinds(brought) == {"nps": "recommend", "used": "choices", "why": "text"}
    assert found["why"].show_if == All((AtMost("nps", 6.0), Includes("used", "bar")))
    assert [(one.code, one.exclusive) for one in found["used"].choices] == [
        ("bar", False),
        ("c2", False),
        ("none", True),
    ]
    assert found["used"].choices[1].text == {"en": "Pool", "de": "Bad"}
    assert [one.code for one in brought.of("left")] == ["sign"]
    assert check(brought.definition) == ()


@pytest.mark.parametrize(("file", "pages"), [(GUESTS_FORMBRICKS, 1), (GUESTS_FORMBRICKS_BLOCKS, 2)])
def test_formbricks_is_read_in_both_its_shapes(file, pages):
    brought = read_questionnaire(file)
    assert len(brought.definition.pages) == pages
    assert kinds(brought) == {"nps1": "recommend", "stars1": "stars", "pick1": "choice"}
    assert brought.definition.languages == ("en", "de")
    assert asked(brought)["nps1"].text == {"en": "Recommend?", "de": "Empfehlen?"}
    assert [one.other for one in asked(brought)["pick1"].choices] == [False, True]
    assert [one.code for one in brought.of("changed")] == ["stars1"]
    assert [one.code for one in brought.of("left")] == ["cal1"]


@pytest.mark.parametrize("tool", EACH)
def test_our_own_json_comes_back_as_it_was(tool):
    definition = read_questionnaire(EACH[tool]).definition
    assert read_questionnaire(encode(definition)).definition == definition
    assert decode(encode(definition)) == definition


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "This is neither a LimeSurvey file nor a survey as JSON."),
        (b"[1]", "This JSON file holds no survey."),
        (b"{}", "This JSON file is of no tool that is known here."),
        (b"<a/>", "This XML file does not come from LimeSurvey."),
        (b"[" * 100_000, "This is neither a LimeSurvey file nor a survey as JSON."),
        (b'{"questions": []}', "No question of this file has a counterpart here."),
        (b'{"SurveyElements": 3}', "There is no question in this Qualtrics file."),
        (lss(row(1, "X", "note")), "No question of this file has a counterpart here."),
        (b" " * 10_000_001, "The file is larger than ten megabytes."),
    ],
)
def test_what_is_no_questionnaire_is_refused_with_a_reason(file, sentence):
    with pytest.raises(NotBrought) as refused:
        read_questionnaire(file)
    assert str(refused.value) == sentence


def test_entities_that_would_grow_without_end_are_refused():
    bomb = b'<!DOCTYPE d [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><document>&b;</document>'
    with pytest.raises(NotBrought, match="no LimeSurvey file"):
        read_questionnaire(bomb)


def test_a_code_that_comes_twice_is_told_apart():
    brought = read_questionnaire(lss(row(1, "5", "a.b") + row(2, "5", "a_b")))
    assert list(asked(brought)) == ["a_b", "a_b_2"]
    assert brought.of("taken")[1].sentence == "Taken over as “scale”, with the code “a_b_2”."
