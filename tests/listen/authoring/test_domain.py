"""A draft is changed by several people, step by step, and nothing of it is lost."""

from functools import partial

import pytest
from msgspec.structs import replace

from heedful.listen.authoring import domain, editing
from heedful.listen.authoring.models import SurveyStep
from tests.listen.authoring.conftest import NOON
from tests.makers import make_member

WAITING = "question/waiting"


def asks(definition, code):
    return editing.question_of(definition, code).text["en"]


def reworded(code, words):
    def edit(definition):
        question = editing.question_of(definition, code)
        return editing.put_question(
            definition, code, replace(question, text={**question.text, "en": words})
        )

    return edit


@pytest.fixture
def change(survey, owner):
    def change(edit, *, about="", seen=None, by=owner):
        return domain.change(survey=survey, seen=seen, about=about, edit=edit, by=by, now=NOON)

    return change


def present(survey):
    survey.refresh_from_db()
    return domain.present(survey=survey)


def test_a_change_is_a_step_that_can_be_undone_and_done_again(survey, change):
    change(reworded("waiting", "How long did you wait?"))

    domain.undo(survey=survey, now=NOON)
    assert asks(present(survey)[1], "waiting") == "How would you rate the waiting time?"
    domain.redo(survey=survey, now=NOON)
    assert asks(present(survey)[1], "waiting") == "How long did you wait?"
    with pytest.raises(domain.NoStep):
        domain.redo(survey=survey, now=NOON)


def test_a_change_after_undoing_forgets_what_was_undone(survey, change):
    change(reworded("waiting", "One?"))
    domain.undo(survey=survey, now=NOON)
    change(reworded("waiting", "Two?"))

    with pytest.raises(domain.NoStep):
        domain.redo(survey=survey, now=NOON)
    assert asks(present(survey)[1], "waiting") == "Two?"


def test_what_changes_nothing_is_no_step(survey, change):
    change(lambda definition: definition)

    assert SurveyStep.objects.count() == 1


def test_two_people_who_change_different_questions_both_succeed(survey, owner, change):
    seen, _definition = present(survey)
    other = make_member(owner.scope)

    change(reworded("waiting", "Mine?"), about=WAITING, seen=seen.pk)
    change(reworded("food", "Theirs?"), about="question/food", seen=seen.pk, by=other)

    _step, definition = present(survey)
    assert (asks(definition, "waiting"), asks(definition, "food")) == ("Mine?", "Theirs?")


def test_the_second_of_two_who_change_the_same_question_is_told(survey, owner, change):
    seen, _definition = present(survey)
    change(reworded("waiting", "Mine?"), about=WAITING, seen=seen.pk)

    with pytest.raises(domain.ChangedMeanwhile) as told:
        change(
            reworded("waiting", "Theirs?"),
            about=WAITING,
            seen=seen.pk,
            by=make_member(owner.scope),
        )

    assert told.value.theirs.by_id == owner.user_id
    assert asks(present(survey)[1], "waiting") == "Mine?"


def test_a_part_that_was_taken_out_meanwhile_is_said_to_be_gone(survey, change):
    seen, _definition = present(survey)
    change(partial(editing.remove_question, code="waiting"))

    with pytest.raises(domain.ChangedMeanwhile):
        change(reworded("waiting", "Still there?"), about=WAITING, seen=seen.pk)
    with pytest.raises(editing.Gone):
        change(reworded("waiting", "Still there?"))


def test_only_so_many_steps_are_kept(survey, change, monkeypatch):
    monkeypatch.setattr(domain, "KEPT_STEPS", 3)
    for n in range(5):
        change(reworded("waiting", f"{n}?"))

    assert list(SurveyStep.objects.order_by("number").values_list("number", flat=True)) == [4, 5, 6]


def test_a_copy_is_a_draft_of_its_own(survey, owner, change):
    copy = domain.duplicate(survey=survey, name="Copy", by=owner, now=NOON)
    change(reworded("waiting", "Only here?"))

    assert asks(present(copy)[1], "waiting") == "How would you rate the waiting time?"
    assert (copy.series, copy.live) == (None, None)


def test_a_survey_is_put_away_and_taken_back(survey):
    domain.archive(survey=survey, now=NOON)
    survey.refresh_from_db()
    assert survey.archived_at == NOON

    domain.take_back(survey=survey)
    survey.refresh_from_db()
    assert survey.archived_at is None
