"""Visits of the demo and the programme that asks about them, made by the same functions as any."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from heedful.base.org.models import Member, Node, NodeKind, Role
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant, new_id
from heedful.flows.invitations import round_of_all
from heedful.listen.invitations.domain import change_plan, make_programme, start
from heedful.listen.invitations.models import Invitation, Programme, State
from heedful.listen.invitations.rules import Plan
from heedful.listen.invitations.visits.reading import House, VisitLine, read_visit
from heedful.listen.invitations.visits.taking import house_of, take
from heedful.listen.responses.domain import Submission, submit
from heedful.listen.surveys.definition import Value, all_singles, is_item, record, scale_of
from heedful.listen.surveys.models import Item, SurveyLink
from heedful.listen.surveys.queries import definition_of

DAYS, PLACES = 5, 3
TIMES = (time(12, 40), time(19, 20), time(21, 10))
# One of so many who were asked answers within a day.
ANSWERS = 4
PLAN = Plan(share=0.8, quota=20, reminder_days=1, expires_days=3)


def fill_invitations(*, tenant: Tenant, now: datetime) -> None:
    """Tell of a week's visits day by day and ask about them, unless there is a programme."""
    with within(tenant.pk):
        if Programme.objects.filter(tenant=tenant).exists():
            return
        owner = Member.objects.filter(tenant=tenant, role=Role.OWNER).earliest("pk")
        found = Node.objects.filter(tenant=tenant, kind=NodeKind.LOCATION).order_by("code")
        places = list(found[:PLACES])
        night = now.replace(hour=23, minute=0)
        _begin(owner, now=night - timedelta(days=DAYS + 1))
    for ago in range(DAYS, 0, -1):
        evening = night - timedelta(days=ago)
        with within(tenant.pk):
            lines = list(_visits(house_of(member=owner, now=evening), places, ago))
            take(tenant_id=tenant.pk, lines=lines, source="api", now=evening)
        # Whoever came late is asked on the next day, by daylight.
        at = min(evening + timedelta(hours=12), now)
        round_of_all(now=at, tenants=[tenant])
        with within(tenant.pk):
            _answer(tenant, asked_at=at, now=now)
    round_of_all(now=now, tenants=[tenant])


def _begin(owner: Member, *, now: datetime) -> None:
    headline = Item.objects.filter(tenant=owner.tenant_id, primary=True).earliest("pk")
    programme = make_programme(
        by=owner,
        name="After a visit",
        questionnaire=headline.questionnaire,
        place=owner.scope,
        now=now,
    )
    change_plan(programme=programme, plan=PLAN, by=owner, now=now)
    programme.refresh_from_db()
    start(programme=programme, by=owner, now=now)


def _visits(house: House, places: Sequence[Node], day: int) -> Iterator[VisitLine]:
    """The visits of one day: some of nobody known, some of guests who come again."""
    for p, place in enumerate(places):
        for t, clock in enumerate(TIMES):
            on = (house.now - timedelta(hours=12)).date()
            n = (day * len(places) + p) * len(TIMES) + t
            told = {
                "location_code": place.code,
                "visited_at": datetime.combine(on, clock).isoformat(),
                "visit_key": f"{place.code}-{on:%m%d}-{t + 1}",
                "value": f"{18 + n % 37}.50",
                **_guest(n),
            }
            yield read_visit(told, house)


def _guest(n: int) -> dict[str, str]:
    """Who came, if that is known. These numbers are reserved for stories."""
    phone = f"+44 20 7946 {n % 1000:04d}"
    match n % 9:
        case 0:
            return {}
        case 1:
            return {"phone": phone}
        case 2:
            return {"phone": phone, "agreed_to": "sms"}
        case 3:
            return {"email": f"regular{n % 4}@example.org"}
    return {"email": f"guest{n}@example.org"}


def _answer(tenant: Tenant, *, asked_at: datetime, now: datetime) -> None:
    """Some of those asked answer some hours later."""
    asked = Invitation.objects.filter(tenant=tenant, state=State.SENT, sent_at=asked_at)
    visits = list(asked.order_by("visit__key").values_list("visit", flat=True))[::ANSWERS]
    links = SurveyLink.objects.filter(tenant=tenant, visit_id__in=visits)
    links = links.select_related("version__questionnaire", "location").order_by("visit_id")
    for n, link in enumerate(links):
        at = asked_at + timedelta(hours=2, minutes=11 * n)
        if at < now:
            _answer_one(tenant, link, n, at=at)


def _answer_one(tenant: Tenant, link: SurveyLink, n: int, *, at: datetime) -> None:
    definition, key = definition_of(version=link.version), new_id()
    answers: dict[str, Value] = {}
    for q, question in enumerate(one for one in all_singles(definition) if is_item(one)):
        low, high = scale_of(question)
        answers[question.code] = max(low, high - (n * 3 + q) % 4)
    kept = record(definition, answers, key)
    submit(
        tenant=tenant,
        version=link.version,
        location=link.location,
        submission=Submission(
            id=key,
            at=at,
            channel=link.channel,
            language="en",
            scores=kept.scores,
            comment=kept.comment,
            answers=kept.answers,
            customer_id=link.customer_id,
            visit_id=link.visit_id,
            link=bytes(link.token_hash),
        ),
    )
