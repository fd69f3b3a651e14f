import json

import msgspec
import pytest

from heedful.listen.surveys.definition import (
    All,
    Answered,
    Any,
    AtLeast,
    AtMost,
    Choice,
    Includes,
    Is,
    IsNot,
    Not,
    NotAnswered,
    Page,
    Theme,
    Unreadable,
    as_plain,
    check,
    decode,
    encode,
    holds,
    pick_language,
    words,
)
from tests.listen.surveys.definition.examples import AGREE, EVERYTHING, LIKELY, MORE, ONE, WHY


def test_a_definition_is_written_and_read_as_it_was():
    assert decode(encode(EVERYTHING)) == EVERYTHING
    assert decode(as_plain(EVERYTHING)) == EVERYTHING
    assert check(EVERYTHING) == ()


def nested(levels):
    condition = {"test": "answered", "question": "likely"}
    for _ in range(levels):
        condition = {"test": "not", "of": condition}
    return condition


def with_condition(condition):
    plain = as_plain(EVERYTHING)
    plain["pages"][1]["show_if"] = condition
    return plain


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"title": {}, "pages": [], "script": ""}',
        b'{"title": {}, "pages": [{"code": "", "questions": []}]}',
        {"title": {}, "pages": [], "one_page": "yes"},
        with_condition(nested(9)),
        json.dumps(with_condition(nested(500))),
        b'{"title": ' * 100_000,
        {"title": {}, "pages": [{"code": str(n), "questions": []} for n in range(201)]},
    ],
)
def test_what_is_no_definition_is_told_so(content):
    with pytest.raises(Unreadable):
        decode(content)


def changed(question, **fields):
    pages = tuple(
        msgspec.structs.replace(
            page,
            questions=tuple(
                msgspec.structs.replace(one, **fields) if one.code == question.code else one
                for one in page.questions
            ),
        )
        for page in EVERYTHING.pages
    )
    return msgspec.structs.replace(EVERYTHING, pages=pages)


@pytest.mark.parametrize(
    ("definition", "paths"),
    [
        (changed(LIKELY, text={"de": "?"}), ["pages.0.questions.0.text"]),
        (
            changed(LIKELY, role="open"),
            ["pages", "pages.0.questions.0.role", "pages.0.questions.0.primary"],
        ),
        (changed(LIKELY, show_if=Answered("more")), ["pages.0.questions.0.show_if"]),
        (changed(WHY, show_if=Answered("why")), ["pages.0.questions.1.show_if"]),
        (changed(ONE, choices=()), ["pages.2.questions.0.choices"]),
        (
            changed(ONE, choices=(Choice("1", {"en": "a"}), Choice("b", {"en": "b"}))),
            ["pages.2.questions.0.choices.0.code"],
        ),
        (changed(MORE, code="why"), ["pages"]),
        (changed(AGREE, hidden=True), ["pages.3.questions.3.hidden"]),
        (msgspec.structs.replace(EVERYTHING, pages=()), ["pages", "pages", "endings.0.show_if"]),
        (msgspec.structs.replace(EVERYTHING, default_language="fr"), None),
        (msgspec.structs.replace(EVERYTHING, theme=Theme(accent="red")), ["theme.accent"]),
        (msgspec.structs.replace(EVERYTHING, theme=Theme(accent="#ffff00")), ["theme.accent"]),
        (msgspec.structs.replace(EVERYTHING, theme=Theme(radius=99)), ["theme.radius"]),
    ],
)
def test_what_is_wrong_is_named_with_its_path(definition, paths):
    found = [one.path for one in check(definition)]
    assert found == paths if paths is not None else "default_language" in found


def test_a_page_that_is_mixed_cannot_depend_on_itself():
    page = Page("first", (LIKELY, WHY), shuffle=True)
    mixed = msgspec.structs.replace(EVERYTHING, pages=(page, *EVERYTHING.pages[1:]))

    assert [one.path for one in check(mixed)] == ["pages.0.questions.1.show_if"]


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        (None, True),
        (Is("n", 4), True),
        (Is("n", "4"), False),
        (Is("one", "other"), True),
        (Is("gone", 4), False),
        (IsNot("gone", 4), True),
        (Is("yes", value=True), True),
        (Is("n", value=True), False),
        (AtLeast("n", 4), True),
        (AtLeast("one", 0), False),
        (AtLeast("gone", 0), False),
        (AtMost("n", 3), False),
        (Includes("many", "soup"), True),
        (Includes("many", "fish"), False),
        (Answered("yes"), True),
        (Answered("blank"), False),
        (NotAnswered("blank"), True),
        (NotAnswered("n"), False),
        (All(()), True),
        (Any(()), False),
        (All((Is("n", 4), Is("n", 5))), False),
        (Any((Is("n", 4), Is("n", 5))), True),
        (Not(Is("n", 4)), False),
    ],
)
def test_conditions_look_at_answers(condition, met):
    answers = {"n": 4, "one": "other=Tea", "yes": True, "many": ["cake", "soup"], "blank": None}
    assert holds(condition, answers) is met


def test_words_are_in_the_customers_language_with_what_is_known():
    asked = {"en": "Why {{likely}} at {{ place }}? {{all}} {{gone}}", "de": "Warum?"}
    answers = {"likely": 4, "all": ["soup", "other=Tea"], "main": "soup"}

    assert (
        words(asked, "en-GB", answers, {"place": "<Harbour>"}, definition=EVERYTHING)
        == "Why 4 at <Harbour>? Soup, Tea "
    )
    assert words(asked, "de-AT") == "Warum?"
    assert words({"en": "Why?"}, "fr", definition=EVERYTHING) == "Why?"
    assert words({}, "en") == ""
    assert words({"de": "{{main}}"}, "de", answers, definition=EVERYTHING) == "Suppe"


def test_the_first_language_that_a_survey_has_is_taken():
    assert pick_language(EVERYTHING, "fr", "DE_at") == "de"
    assert pick_language(EVERYTHING, "", "xx") == "en"
