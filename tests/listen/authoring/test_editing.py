"""Each button of the builder, on a small survey."""

import pytest
from msgspec.structs import replace

from heedful.listen.authoring import editing
from heedful.listen.surveys.definition import (
    AtMost,
    Definition,
    Ending,
    Page,
    Question,
    check,
    questions_in,
)

DRAFT = Definition(
    title={"en": "Visit"},
    pages=(
        Page("one", (Question("nps", "recommend", {"en": "R?"}, role="outcome", primary=True),)),
        Page(
            "two",
            (
                Question("a", "scale", {"en": "A?"}, role="driver"),
                Question("b", "text", {"en": "B?"}, role="open", show_if=AtMost("a", 2)),
            ),
        ),
    ),
    endings=(
        Ending("sorry", {"en": "Sorry"}, show_if=AtMost("nps", 6)),
        Ending("thanks", {"en": "Thanks"}),
    ),
)  # fmt: skip


def codes(definition):
    return [[one.code for one in page.questions] for page in definition.pages]


def test_a_new_question_of_every_kind_lacks_nothing_but_words():
    for kind in ("choice", "matrix", "scale", "text", "recommend", "ranking", "contact"):
        question = editing.new_question(DRAFT, kind)
        draft = editing.add_question(DRAFT, "two", question)

        sentences = {problem.sentence for problem in check(draft)}
        assert sentences == {"Words are missing in the survey's first language."}


def test_a_question_moves_within_its_page_and_over_its_edges():
    assert codes(editing.move_question(DRAFT, "b", -1)) == [["nps"], ["b", "a"]]
    assert codes(editing.move_question(DRAFT, "a", -1)) == [["nps", "a"], ["b"]]
    assert codes(editing.move_question(DRAFT, "nps", 1)) == [[], ["nps", "a", "b"]]
    assert editing.move_question(DRAFT, "nps", -1) == DRAFT
    assert editing.move_question(DRAFT, "b", 1) == DRAFT


def test_conditions_follow_a_question_to_its_new_code():
    renamed = editing.put_question(
        DRAFT, "a", replace(editing.question_of(DRAFT, "a"), code="wait")
    )

    assert list(questions_in(editing.question_of(renamed, "b").show_if)) == ["wait"]
    assert check(renamed) == ()


def test_only_one_question_is_what_everything_is_about():
    main = replace(editing.question_of(DRAFT, "a"), role="outcome", primary=True)
    changed = editing.put_question(DRAFT, "a", main)

    assert [one.code for one in editing.questions(changed) if one.primary] == ["a"]


def test_a_copy_stands_behind_its_original_under_another_code():
    assert codes(editing.duplicate_question(DRAFT, "a")) == [["nps"], ["a", "a_2", "b"]]


def test_the_questions_of_a_page_that_is_taken_away_go_to_the_one_beside():
    assert codes(editing.remove_page(DRAFT, "two")) == [["nps", "a", "b"]]
    assert codes(editing.remove_page(DRAFT, "one")) == [["nps", "a", "b"]]
    only = editing.remove_page(DRAFT, "two")
    assert editing.remove_page(only, "one") == only


def test_all_thank_yous_carry_the_same_link():
    linked = replace(editing.ending_of(DRAFT, "sorry"), link="https://example.org")
    changed = editing.put_ending(DRAFT, linked)

    assert {one.link for one in changed.endings} == {"https://example.org"}


def test_what_is_not_there_is_said_to_be_gone():
    for change in (editing.remove_question, editing.remove_page, editing.remove_ending):
        with pytest.raises(editing.Gone):
            change(DRAFT, "nowhere")


def test_pages_and_thank_yous_are_added_and_moved():
    more = editing.add_page(editing.add_ending(DRAFT))

    assert [page.code for page in more.pages] == ["one", "two", "page_3"]
    assert [one.code for one in more.endings] == ["thanks_2", "sorry", "thanks"]
    moved = editing.move_page(editing.move_ending(more, "thanks_2", 1), "page_3", -1)
    assert [page.code for page in moved.pages] == ["one", "page_3", "two"]
    assert [one.code for one in moved.endings] == ["sorry", "thanks_2", "thanks"]
