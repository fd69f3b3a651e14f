"""Doubtful answers count less, places that talk answers up are suspected, a repetition is quiet."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.domain import CHANGED
from heedful.listen.feedback.models import RowFactor
from heedful.listen.feedback.weighing import overrule
from heedful.understand.metrics.domain import apply, verify
from heedful.understand.quality.domain import study
from heedful.understand.quality.polarity import polarity
from heedful.understand.quality.queries import (
    doubted,
    doubted_visible_to,
    quality_visible_to,
    whole_quality,
)
from heedful.understand.quality.rules import Calendar, Reason
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

NOW = datetime(2026, 4, 2, tzinfo=UTC)
FIRST = date(2026, 1, 1)
DRIVERS = ("waiting", "food", "staff", "room")


@pytest.fixture
def chain(db):
    """Twelve places with a quarter of answers; the last one talks up what comes near its end."""
    tenant, root = make_tenant()
    with within(tenant.pk):
        places = [make_node(root, f"P{i:02}") for i in range(12)]
        _, version = make_questionnaire(tenant, DRIVERS)
        rng = np.random.default_rng(1)
        rows = []
        for place in places:
            for n in range(60):
                day = FIRST + timedelta(days=int(n * 1.5))
                felt = rng.normal(0, 0.7)
                each = np.clip(np.rint(3.6 + felt + rng.normal(0, 0.8, 4)), 1, 5)
                score = [
                    int(np.clip(round(7.5 + 2 * felt + rng.normal(0, 1)), 0, 10)),
                    *map(int, each),
                ]
                if place is places[-1] and n >= 54:
                    score = [10, 5, 5, 5, 5]
                rows.append((place, day, score))
        make_feedback(version, rows)
        hand_out()
        yield tenant, root, places, version


def hand_out() -> None:
    OutboxEntry.objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    while dispatch(handlers={CHANGED: apply}, now=datetime(2100, 1, 1, tzinfo=UTC)):
        pass


def look(version):
    return study(tenant_id=version.tenant_id, questionnaire_id=version.questionnaire_id, now=NOW)


def test_a_place_that_talks_answers_up_is_suspected_and_they_count_less(chain):
    tenant, root, _, version = chain
    run = look(version)
    whole = whole_quality(run=run)
    found = quality_visible_to(member=make_member(root), run=run)

    assert [node.name for node, place in found if place.suspected] == ["P11"]
    (there,) = [place for _, place in found if place.suspected]
    assert (there.best_near, there.n_near, there.answers) == (6, 6, 60)
    assert (whole.answers, whole.calendar) == (720, Calendar.QUARTER)
    talked = RowFactor.objects.filter(reasons__contains=[Reason.TALKED_UP])
    assert talked.count() == 6
    assert whole.as_counted.value < whole.in_full.value
    hand_out()
    assert not verify(tenant.pk)


def test_a_repetition_changes_nothing_and_a_decision_holds(chain):
    tenant, root, _, version = chain
    member = make_member(root)
    look(version)
    hand_out()
    one = RowFactor.objects.order_by("feedback_id").first()
    overrule(
        tenant_id=tenant.pk,
        feedback_id=one.feedback_id,
        kind="quality",
        to=1_000_000,
        by_id=member.user_id,
        now=NOW,
    )
    hand_out()
    look(version)

    assert OutboxEntry.objects.count() == 0
    shown = doubted(member=member, factors=list(doubted_visible_to(member=member)))
    assert [(s.decided, s.decided_by) for s in shown if s.id == one.feedback_id] == [(1.0, "Robin")]


def test_a_manager_sees_the_doubted_answers_of_the_own_place_only(chain):
    _, _, places, version = chain
    look(version)
    elsewhere = doubted_visible_to(member=make_member(places[0], "location_manager"))
    there = doubted_visible_to(member=make_member(places[-1], "location_manager"))
    talked = {"reasons__contains": [Reason.TALKED_UP]}
    assert (elsewhere.filter(**talked).count(), there.filter(**talked).count()) == (0, 6)


def test_nothing_is_kept_without_answers_and_one_answer_is_no_reason_to_doubt(db):
    tenant, root = make_tenant()
    with within(tenant.pk):
        _, version = make_questionnaire(tenant, DRIVERS)
        assert look(version) is None
        make_feedback(version, [(make_node(root, "A"), FIRST, [10, 5, 5, 5, 5])])
        hand_out()
        whole = whole_quality(run=look(version))
        assert (whole.answers, whole.less, whole.reasons) == (1, 0, ())


@pytest.mark.parametrize(
    ("text", "language", "side"),
    [
        ("Lovely food, friendly staff", "en", 1),
        ("The food was not great", "en", 0),
        ("Terrible, cold and slow", "en", -1),
        ("Great food but rude staff", "en", 0),
        ("Das Essen war kalt und schlecht", "de-DE", -1),
        ("Excelente", "es", 1),
        ("C'était parfait", "fr", 1),
        ("", "xx", 0),
    ],
)
def test_words_for_and_against(text, language, side):
    assert polarity(text, language) == side
