from dataclasses import replace

import pytest

from heedful.listen.surveys.domain import ScaleChanged, close_link, ensure_version, make_link
from heedful.listen.surveys.models import Item, QuestionnaireVersion, SurveyLink
from heedful.listen.surveys.rules import ItemSpec, primary_code

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
    from datetime import UTC, datetime

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
