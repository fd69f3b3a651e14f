"""Choosing how answers are weighted: who may, what is told before, and what follows."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.flows.weighting import WEIGH, weigh
from heedful.listen.feedback.models import RowFactor
from heedful.listen.surveys.models import Item
from heedful.understand.studies.models import StudyRun
from heedful.understand.weights import weighting
from heedful.understand.weights.domain import plan_of, study, take_traffic
from heedful.understand.weights.ways import CHOICE
from tests.web.conftest import LAST

ADDRESS = "/soundness/who-answers/weighting/"
DAYS = 90


def words(page):
    return " ".join(page.content.decode().split())


def visits():
    """Pier has five times as many guests as each of the others."""
    lines = ["location_code,trading_day,visits"]
    for back in range(DAYS):
        day = LAST - timedelta(days=back)
        lines += [f"{code},{day},{n}" for code, n in (("Pier", 50), ("Mill", 10), ("Cove", 10))]
    return "\n".join(lines).encode()


@pytest.fixture
def looked(chain):
    key = chain.version.questionnaire_id
    names = {"tenant_id": chain.tenant.pk, "questionnaire_id": key, "now": timezone.now()}
    with within(chain.tenant.pk):
        plan = plan_of(tenant_id=chain.tenant.pk, data=visits(), name="visits.csv")
        take_traffic(plan=plan, **names)
        study(**names)
        weighting.study(**names)
    return chain


def page_of(client, node):
    return client.get(f"/soundness/who-answers/{node.pk}/")


def follow(chain):
    """Do what the job does, and count what follows."""
    (job,) = ProcrastinateJob.objects.filter(task_name=WEIGH)
    weigh(**job.args)
    ProcrastinateJob.objects.all().delete()
    OutboxEntry.objects.update(due_at=timezone.now() - timedelta(days=1))
    while dispatch(handlers=HANDLERS, now=timezone.now()):
        pass


def test_what_each_way_would_do_is_told_before_anything_changes(looked, enter):
    page = page_of(enter(looked.root, "analyst"), looked.root)
    told = words(page)
    part = page.context["page"].weighting

    assert [row.name for row in part.rows] == [
        "Not weighted",
        "Raked to the visits",
        "By the chance of answering",
    ]
    plain, raked, _chance = [row.effect for row in part.rows]
    assert raked.value < plain.value
    assert f"{plain.answers} of {plain.answers} (design effect 1.00)" in told
    assert f"(design effect {raked.design_effect:.2f})" in told
    assert "Rake answers to the visits" in told
    assert "Count answers as they came" not in told
    assert "This may make the score worse:" not in told
    with within(looked.tenant.pk):
        assert RowFactor.objects.count() == 0


def test_a_choice_is_followed_by_a_job_and_by_every_number(looked, enter):
    client = enter(looked.root, "analyst")
    raked = page_of(client, looked.root).context["page"].weighting.rows[1].effect

    client.post(ADDRESS, {"way": "raked"})
    waiting = words(page_of(client, looked.root))
    assert "Chosen: Raked to the visits, by Robin," in waiting
    assert "The numbers do not follow yet; a job does that." in waiting
    assert "Weighting answers" in words(client.get("/jobs/"))

    follow(looked)
    told = words(page_of(client, looked.root))
    assert "The numbers do not follow yet" not in told
    assert "Count answers as they came" in told
    card = client.get(f"/method/recommend/?node={looked.root.pk}&days={DAYS}")
    row = card.context["row"]
    assert (row.value, row.effective) == (
        pytest.approx(raked.value),
        pytest.approx(raked.effective),
    )
    assert (
        f"Effective number of answers: {raked.effective:.0f} of {raked.answers}"
        f" (design effect {raked.design_effect:.2f})."
    ) in words(card)

    client.post(ADDRESS, {"way": "none"})
    follow(looked)
    with within(looked.tenant.pk):
        assert RowFactor.objects.count() == 0
        assert StudyRun.objects.filter(kind=CHOICE).count() == 2
    card = client.get(f"/method/recommend/?node={looked.root.pk}&days={DAYS}")
    assert "Effective number of answers" not in words(card)


def test_a_choice_that_cannot_be_met_is_told(looked, enter):
    client = enter(looked.root, "analyst")
    client.post(ADDRESS, {"way": "raked"})
    with within(looked.tenant.pk):
        run = StudyRun.objects.get(kind="weighting")
        run.computed_at = timezone.now()
        run.save()
    assert "No weights can do that with these visits" in words(page_of(client, looked.root))


def test_few_answers_are_warned_of(chain, enter):
    names = {
        "tenant_id": chain.tenant.pk,
        "questionnaire_id": chain.version.questionnaire_id,
        "now": timezone.now(),
    }
    with within(chain.tenant.pk):
        data = visits() + f"\nQuay,{LAST},900\n".encode()
        plan = plan_of(tenant_id=chain.tenant.pk, data=data, name="visits.csv")
        take_traffic(plan=plan, **names)
        study(**names)
        weighting.study(**names)
    told = words(page_of(enter(chain.root, "analyst"), chain.root))
    assert "1 location, weekday or part of the day has fewer than 10 answers" in told
    assert "No answer can speak for" in told
    assert "1 answer is held at a limit" in told


def test_only_who_may_weigh_the_whole_chooses(looked, enter):
    assert enter(looked.root, "executive").post(ADDRESS, {"way": "raked"}).status_code == 403
    assert enter(looked.north, "analyst").post(ADDRESS, {"way": "raked"}).status_code == 403
    with within(looked.tenant.pk):
        assert StudyRun.objects.filter(kind=CHOICE).count() == 0
    seen = page_of(enter(looked.root, "executive"), looked.root)
    assert len(seen.context["page"].weighting.rows) == 3
    assert "Rake answers to the visits" not in words(seen)


def test_a_part_is_told_what_stands_and_nothing_of_the_whole(looked, enter):
    enter(looked.root, "analyst").post(ADDRESS, {"way": "chance"})
    page = page_of(enter(looked.north, "analyst"), looked.north)
    assert page.context["page"].weighting.rows == ()
    assert "Chosen: By the chance of answering, by Robin," in words(page)


@pytest.mark.parametrize("given", [{}, {"way": "twice"}])
def test_nothing_chosen_changes_nothing(looked, enter, given):
    client = enter(looked.root, "analyst")
    answer = client.post(ADDRESS, given, follow=True)
    assert "Nothing was changed." in words(answer)
    with within(looked.tenant.pk):
        assert StudyRun.objects.filter(kind=CHOICE).count() == 0
    assert ProcrastinateJob.objects.count() == 0


def test_without_feedback_there_is_nothing_to_weigh(chain, enter):
    client = enter(chain.root, "analyst")
    with within(chain.tenant.pk):
        Item.objects.update(primary=False)
    answer = client.post(ADDRESS, {"way": "raked"})
    assert answer.status_code == 302
    assert ProcrastinateJob.objects.count() == 0
