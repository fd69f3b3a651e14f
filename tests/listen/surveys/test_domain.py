import uuid
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from heedful.listen.surveys.definition import decode
from heedful.listen.surveys.domain import (
    NotReady,
    ScaleChanged,
    close_link,
    ensure_version,
    make_link,
    make_links,
    publish_definition,
)
from heedful.listen.surveys.models import Item, QuestionnaireVersion, SurveyLink
from heedful.listen.surveys.rules import ItemSpec, primary_code, token_hash
from tests.listen.surveys.definition.examples import EVERYTHING

FOOD = ItemSpec("food", "Food", "driver", 1, 5)
SPEED = ItemSpec("speed", "Speed", "driver", 1, 5)
OVERALL = ItemSpec("overall", "Overall", "outcome", 1, 5)
LIKELY = ItemSpec("likely", "Recommend", "outcome", 0, 10, "recommend", primary=True)


def ensure(tenant, version, *items):
    return ensure_version(tenant=tenant, questionnaire="Guests", version=version, items=items)


def test_items_keep_their_slot_over_the_years_and_new_ones_come_after(tenant):
    first = ensure(tenant, "2017", OVERALL, FOOD)
    second = ensure(tenant, "2018", SPEED, FOOD, OVERALL)

    assert (first.slots, second.slots) == ([0, 1], [2, 1, 0])
    assert first.questionnaire_id == second.questionnaire_id


def test_the_same_again_makes_nothing(tenant):
    first = ensure(tenant, "2017", OVERALL, FOOD)

    assert ensure(tenant, "2017", OVERALL, FOOD).pk == first.pk
    assert (Item.objects.count(), QuestionnaireVersion.objects.count()) == (2, 1)


def test_a_version_that_was_answered_never_changes_its_items(tenant):
    ensure(tenant, "2017", OVERALL, FOOD)
    other = ensure(tenant, "2017", OVERALL, SPEED)

    assert (other.name, other.slots) == ("2017 (2)", [0, 2])
    assert ensure(tenant, "2017", OVERALL, SPEED).pk == other.pk


def test_another_scale_is_refused_with_a_sentence(tenant):
    ensure(tenant, "2017", OVERALL)

    with pytest.raises(ScaleChanged) as refused:
        ensure(tenant, "2018", replace(OVERALL, high=7))
    assert str(refused.value) == (
        "“overall” is rated from 1 to 5 in this series, but here from 1 to 7."
        " Give the item another code, or the questionnaire another name."
    )


def test_the_first_primary_outcome_stays_the_primary_one(tenant):
    ensure(tenant, "2016", OVERALL, FOOD)
    ensure(tenant, "2017", OVERALL, LIKELY)

    assert list(Item.objects.filter(primary=True).values_list("code", flat=True)) == ["overall"]


@pytest.mark.parametrize(
    ("items", "code"),
    [((OVERALL, LIKELY), "likely"), ((FOOD, OVERALL), "overall"), ((FOOD,), None), ((), None)],
)
def test_the_outcome_marked_so_is_primary_else_the_first(items, code):
    assert primary_code(items) == code


def test_only_the_hash_of_a_link_is_kept_and_closing_is_final(tenant, version, location):
    token = make_link(version=version, location=location, channel="qr")
    link = SurveyLink.objects.get()

    assert len(token) >= 32
    assert token.encode() not in bytes(link.token_hash)
    closed = [
        close_link(token=token, now=datetime(2026, 3, 1, hour, tzinfo=UTC)) for hour in (1, 2)
    ]
    assert closed == [True, False]
    link.refresh_from_db()
    assert link.closed_at == datetime(2026, 3, 1, 1, tzinfo=UTC)


def publish(tenant, definition, name="1"):
    return publish_definition(
        tenant=tenant, definition=definition, questionnaire_name="Visit", version_name=name
    )


def test_publishing_keeps_what_is_asked_and_gives_items_their_slots(tenant):
    version = publish(tenant, EVERYTHING)

    assert decode(QuestionnaireVersion.objects.get(pk=version.pk).definition) == EVERYTHING
    items = Item.objects.order_by("slot").values_list("code", "role", "low", "high", "primary")
    assert list(items) == [
        ("likely", "outcome", 0, 10, True),
        ("staff", "driver", 1, 5, False),
        ("food", "driver", 1, 5, False),
        ("mood", "marker", 1, 5, False),
        ("noise", "driver", 1, 5, False),
        ("light", "driver", 1, 5, False),
    ]
    assert version.slots == [0, 1, 2, 3, 4, 5]
    assert publish(tenant, EVERYTHING).pk == version.pk


def test_other_words_are_another_version_of_the_same_series(tenant, location):
    first = publish(tenant, EVERYTHING)
    follows = make_link(version=first, location=location)
    stays = make_link(version=first, location=location, pinned=True)
    second = publish(tenant, msgspec.structs.replace(EVERYTHING, title={"en": "Visit"}))

    assert (second.name, second.slots) == ("1 (2)", first.slots)
    assert second.questionnaire_id == first.questionnaire_id
    leads = {bytes(one.token_hash): one.version_id for one in SurveyLink.objects.all()}
    assert leads == {token_hash(follows): second.pk, token_hash(stays): first.pk}
    assert decode(QuestionnaireVersion.objects.get(pk=first.pk).definition) == EVERYTHING


def test_what_has_problems_is_not_published(tenant):
    with pytest.raises(NotReady) as refused:
        publish(tenant, msgspec.structs.replace(EVERYTHING, title={}))
    assert [one.path for one in refused.value.problems] == ["title"]
    assert QuestionnaireVersion.objects.count() == 0


def test_many_links_are_made_in_one_go(version, location, django_assert_num_queries):
    with django_assert_num_queries(1):
        tokens = make_links(version=version, places=[(location, f"Table {n}") for n in range(9)])
    labels = dict(SurveyLink.objects.values_list("token_hash", "label"))
    assert [labels[token_hash(one)] for one in tokens] == [f"Table {n}" for n in range(9)]


def test_a_link_knows_whom_it_is_for(version, location):
    visit = uuid.uuid4()
    ends = datetime(2026, 12, 1, tzinfo=UTC)
    make_link(
        version=version,
        location=location,
        channel="sms",
        visit=visit,
        once=True,
        expires_at=ends,
        facts={"table": "7"},
        sites=["https://shop.example"],
    )
    kept = SurveyLink.objects.get()
    assert (kept.visit_id, kept.once, kept.expires_at) == (visit, True, ends)
    assert (kept.facts, kept.sites, kept.used_by) == (
        {"table": "7"},
        ["https://shop.example"],
        None,
    )
