"""Versions never change, the series goes on, and a survey can end."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from heedful.base.audit.models import AuditEntry
from heedful.listen.authoring import domain, editing, publishing, queries
from heedful.listen.authoring.differing import differences
from heedful.listen.authoring.publishing import End, HasProblems, NothingNew
from heedful.listen.authoring.sentences import difference_told
from heedful.listen.authoring.starts import build
from heedful.listen.surveys.closing import takes_answers
from heedful.listen.surveys.domain import ScaleChanged, make_link
from heedful.listen.surveys.models import Item, Questionnaire, SurveyLink
from heedful.listen.surveys.rules import token_hash
from tests.listen.authoring.conftest import NOON


@pytest.fixture
def publish(survey, owner):
    def publish(one=survey):
        step, _definition = domain.present(survey=one)
        version = publishing.publish(survey=one, seen=step.pk, by=owner, now=NOON)
        one.refresh_from_db()
        return version

    return publish


@pytest.fixture
def change(survey, owner):
    def change(edit):
        domain.change(survey=survey, seen=None, about="", edit=edit, by=owner, now=NOON)
        survey.refresh_from_db()

    return change


def with_question(code, **fields):
    def edit(draft):
        return editing.put_question(
            draft, code, replace(editing.question_of(draft, code), **fields)
        )

    return edit


def test_a_later_version_joins_the_series_and_every_address_asks_it(
    survey, location, publish, change
):
    first = publish()
    token = make_link(version=first, location=location)
    pinned = make_link(version=first, location=location, pinned=True)
    slots = dict(Item.objects.values_list("code", "slot"))
    change(lambda draft: editing.remove_question(draft, "food"))
    change(lambda draft: editing.add_question(draft, "page_2", starred(draft)))

    second = publish()

    assert (first.name, second.name, second.questionnaire_id) == ("1", "2", first.questionnaire_id)
    assert dict(Item.objects.values_list("code", "slot")) == {**slots, "stars": len(slots)}
    asked = {bytes(link.pk): link.version_id for link in SurveyLink.objects.all()}
    assert asked == {token_hash(token): second.pk, token_hash(pinned): first.pk}
    assert list(queries.versions_of(survey=survey)) == [second, first]
    told = AuditEntry.objects.filter(action="survey_published", about=f"survey:{survey.pk}")
    assert list(told.order_by("id").values_list("details", flat=True)) == [
        {"version": " → 1"},
        {"version": "1 → 2"},
    ]


def starred(draft):
    return replace(editing.new_question(draft, "stars"), text={"en": "How was the music?"})


def test_the_same_again_makes_no_version(publish):
    publish()

    with pytest.raises(NothingNew):
        publish()


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(survey, owner, change):
    step, _definition = domain.present(survey=survey)
    change(with_question("food", text={"en": "Food?"}))

    with pytest.raises(domain.ChangedMeanwhile):
        publishing.publish(survey=survey, seen=step.pk, by=owner, now=NOON)


def test_problems_stand_in_the_way(publish, change):
    change(with_question("food", text={"en": ""}))

    with pytest.raises(HasProblems) as told:
        publish()

    assert [one.path for one in told.value.problems] == ["pages.1.questions.1.text"]


def test_another_scale_under_the_same_code_is_refused(publish, change):
    publish()
    change(with_question("food", high=7))

    with pytest.raises(ScaleChanged):
        publish()


def test_two_surveys_of_one_name_are_two_series(survey, owner, publish):
    other = domain.begin(by=owner, name="Guests", definition=build("one"), now=NOON)

    publish()
    publish(other)

    assert sorted(Questionnaire.objects.values_list("name", flat=True)) == ["Guests", "Guests (2)"]


def test_what_is_otherwise_is_told_in_sentences(survey):
    old = domain.present(survey=survey)[1]
    new = with_question("waiting", text={"en": "Too long?"}, high=7)(old)
    new = editing.remove_question(new, "food")
    new = editing.move_question(editing.add_question(new, "page_3", starred(new)), "relaxed", 1)

    assert [difference_told(one) for one in differences(old, new)] == [
        "Added: “How was the music?”",
        "No longer asked: “How did your food taste?”",
        "Asked in other words: “How would you rate the waiting time?” is now “Too long?”",
        "Another scale: “Too long?”",
        "Questions stand in another order",
    ]
    assert differences(old, old) == ()


def test_a_survey_ends_by_a_persons_word_by_its_date_and_by_its_number(publish):
    series = publish().questionnaire
    later = NOON + timedelta(days=1)

    def is_open(at=NOON):
        return takes_answers(series=Questionnaire.objects.get(pk=series.pk), now=at)

    assert is_open()
    publishing.close(series=series, now=NOON)
    assert not is_open()
    publishing.reopen(series=series)
    publishing.set_end(series=Questionnaire.objects.get(), end=End(at=later))
    assert (is_open(), is_open(later)) == (True, False)
    publishing.set_end(series=Questionnaire.objects.get(), end=End(after_answers=1))
    assert is_open()
