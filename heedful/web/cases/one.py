"""One case as its page shows it: what was said, what happened, what can be done."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from cxstats.sums import NOT_ANSWERED
from heedful.act.cases.linting import faults
from heedful.act.cases.models import (
    Case,
    CaseChoice,
    CaseEvent,
    CaseFeedback,
    CaseMessage,
    CaseNote,
    CaseOffer,
    CasePresence,
    CasePromise,
    CaseQuestion,
    CaseTemplate,
    OfferBudget,
)
from heedful.act.cases.models.settings import ChoiceKind
from heedful.act.cases.models.talk import Answer
from heedful.act.cases.offering import left_of
from heedful.act.cases.queries import cases_visible_to, events_of, workers_for
from heedful.act.cases.rules import PRESENT_FOR, UNDOABLE
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.connectors.sending.models import State as Sent
from heedful.base.customers.models import Customer, Identity
from heedful.base.customers.queries import identities_of, whole_of
from heedful.base.org.countries import country_at
from heedful.base.org.models import Member
from heedful.base.org.queries import locations_visible_to
from heedful.base.org.rules import Permission, may
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.knowing import contact_in
from heedful.listen.responses.models import Response
from heedful.listen.surveys.models import Item, QuestionnaireVersion
from heedful.web.cases.listing import Clock, clock_of
from heedful.web.cases.words import KEPT, PUT_RIGHT, REFUSALS, TONES, WAYS, reasons, said

EVENTS = 60
EARLIER = 5
# A form that was open for less came in when it was filled in.
LATER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance with its answers."""

    at: datetime
    words: str
    answers: Sequence[tuple[str, int, int]]  # label, value, best
    came_in: datetime | None = None  # where that was some time later


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the conversation: a message, or a note among colleagues."""

    at: datetime
    who: str
    way: str
    text: str
    kind: str  # "in", "out" or "note"
    sent: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    who: str
    words: str
    event: CaseEvent
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Promised:
    promise: CasePromise
    due: datetime
    tone: str
    words: str  # how it stands


@dataclass(frozen=True, slots=True)
class CasePage:
    case: Case
    clock: Clock | None
    tone: str
    reasons: Sequence[str]
    said: Sequence[Said]
    entries: Sequence[Entry]
    happened: Sequence[Happened]
    promises: Sequence[Promised]
    offers: Sequence[CaseOffer]
    others: Sequence[str]  # who is writing just now
    earlier: Sequence[Case]  # of the same customer
    before: Sequence[Said]  # what the same customer said elsewhere and at other times
    joined: Sequence[Case]
    addresses: Sequence[Identity]
    customer: Customer | None
    given: str  # what was left to be reached by and is no address or number that is known
    country_asked: bool  # with the country of the place, a number that was left could be read
    may_set_country: bool
    workers: Sequence[Member]
    causes: Sequence[CaseChoice]
    actions: Sequence[CaseChoice]
    templates: Sequence[CaseTemplate]
    left: int  # of this month's budget, in hundredths
    answered: str

    @property
    def ways(self) -> list[tuple[str, object]]:
        """By which ways the customer can be written to."""
        kinds = {one.kind for one in self.addresses if one.unusable_since is None}
        reached = {"email": "email", "phone": "sms"}
        return [(way, WAYS[way]) for kind, way in reached.items() if kind in kinds]


def case_page(*, member: Member, case: Case, now: datetime) -> CasePage:
    """Put the page of a case that the person may see together."""
    zone = ZoneInfo(case.location.time_zone)
    joined = list(Case.objects.filter(tenant=case.tenant_id, merged_into=case).order_by("number"))
    whole = [case, *joined]
    customer = _customer(case)
    asked = list(
        CaseQuestion.objects.filter(tenant=case.tenant_id, case__in=whole).order_by("asked_at")
    )
    here = [one for one in asked if one.case_id == case.pk]
    budget = OfferBudget.objects.filter(tenant=case.tenant_id, role=member.role).first()
    addresses = list(identities_of(customer=customer)) if customer else []
    given = _given(whole, {str(one.kind) for one in addresses})
    choices = list(CaseChoice.objects.filter(tenant=case.tenant_id, retired_at=None))
    choices.sort(key=lambda one: one.label.casefold())
    return CasePage(
        case=case,
        clock=clock_of(case=case, now=now),
        tone=TONES.get(case.state, ""),
        reasons=reasons(case),
        said=list(_said(whole, zone)),
        entries=_entries(whole, asked, zone),
        happened=_happened(case, zone),
        promises=_promises(case, here, zone, now),
        offers=list(
            CaseOffer.objects.filter(tenant=case.tenant_id, case=case)
            .select_related("by__user")
            .order_by("at")
        ),
        others=_others(case, member, now),
        earlier=_earlier(member, case, customer),
        before=_before(member, whole, customer, zone),
        joined=joined,
        addresses=addresses,
        customer=customer,
        given=", ".join(given.values()),
        country_asked="phone" in given and not country_at(case.location),
        may_set_country=may(role=member.role, permission=Permission.MANAGE_LOCATIONS),
        workers=list(workers_for(case=case)),
        causes=[one for one in choices if one.kind == ChoiceKind.CAUSE],
        actions=[one for one in choices if one.kind == ChoiceKind.ACTION],
        templates=_templates(case, member),
        left=left_of(budget=budget, month=now.date().replace(day=1)),
        answered=_answered(here),
    )


def _customer(case: Case) -> Customer | None:
    if case.customer_id is None:
        return None
    found = Customer.objects.select_related("merged_into").filter(
        tenant=case.tenant_id, pk=case.customer_id
    )
    one = found.first()
    return (one.merged_into or one) if one else None


def _given(cases: Sequence[Case], known: Collection[str]) -> dict[str, str]:
    """A name alone, or a number that cannot be dialled, as typed; not what is known by now."""
    links = CaseFeedback.objects.filter(tenant=cases[0].tenant_id, case__in=cases)
    keys = list(links.values_list("feedback_id", "occurred_at"))
    given = Response.objects.filter(
        tenant_id=cases[0].tenant_id,
        received_at__in={at for _key, at in keys},
        id__in=[key for key, _at in keys],
    )
    told: dict[str, str] = {}
    for answers in given.values_list("answers", flat=True):
        told |= contact_in(answers)
    shown_above = {"name", *known} if known else set()
    return {kind: value for kind, value in told.items() if kind not in shown_above}


def _said(cases: Sequence[Case], zone: ZoneInfo) -> list[Said]:
    """What the customer said, the first first. Four queries."""
    links = CaseFeedback.objects.filter(tenant=cases[0].tenant_id, case__in=cases)
    keys = list(links.values_list("feedback_id", "occurred_at"))
    rows = list(
        Feedback.objects.filter(
            tenant_id=cases[0].tenant_id,
            id__in=[key for key, _at in keys],
            occurred_at__in={at for _key, at in keys},
            superseded_at=None,
        ).order_by("occurred_at")
    )
    series = {row.questionnaire_id for row in rows}
    items = {
        (one.questionnaire_id, one.slot): one
        for one in Item.objects.filter(questionnaire__in=series)
    }
    versions = QuestionnaireVersion.objects.in_bulk({row.version_id for row in rows})
    found = []
    for row in rows:
        slots = versions[row.version_id].slots
        given = [
            (items[row.questionnaire_id, slot], value)
            for slot, value in zip(slots, row.scores, strict=True)
            if value > NOT_ANSWERED
        ]
        answers = [(item.label, value, item.high) for item, value in given]
        late = row.received_at - row.occurred_at >= LATER
        came_in = row.received_at.astimezone(zone) if late else None
        found.append(Said(row.occurred_at.astimezone(zone), row.comment, answers, came_in))
    by_hand = [Said(one.opened_at.astimezone(zone), one.words, []) for one in cases if one.words]
    return sorted(by_hand + found, key=lambda one: one.at)


def _entries(cases: Sequence[Case], asked: Sequence[CaseQuestion], zone: ZoneInfo) -> list[Entry]:
    """Messages, notes and what customers wrote to our questions, by time. Three queries."""
    mine = {"tenant": cases[0].tenant_id, "case__in": cases}
    messages = list(CaseMessage.objects.filter(**mine).select_related("by__user"))
    keys = [one.outgoing_id for one in messages if one.outgoing_id]
    sent = Outgoing.objects.in_bulk(keys)
    found = [
        Entry(
            at=one.at.astimezone(zone),
            who=_name(one.by) or _("The customer"),
            way=str(WAYS[one.way]) if one.reached else _("Nobody was reached"),
            text=one.text,
            kind=one.direction,
            **_sent(sent.get(one.outgoing_id) if one.outgoing_id else None),
        )
        for one in messages
    ]
    found += [
        Entry(one.at.astimezone(zone), _name(one.by), _("Note among colleagues"), one.text, "note")
        for one in CaseNote.objects.filter(**mine).select_related("by__user")
    ]
    found += [
        Entry(one.answered_at.astimezone(zone), _("The customer"), _judged(one), one.words, "in")
        for one in asked
        if one.answered_at and one.words
    ]
    return sorted(found, key=lambda one: one.at)


def _judged(asked: CaseQuestion) -> str:
    answer = Answer(asked.answer)
    return str(PUT_RIGHT[answer] if asked.promise_id is None else KEPT[answer][1])


def _sent(outgoing: Outgoing | None) -> dict[str, str]:
    if outgoing is None:
        return {}
    bad = outgoing.state in {Sent.FAILED, Sent.UNKNOWN, Sent.KEPT}
    return {"sent": str(Sent(outgoing.state).label), "tone": "bad" if bad else ""}


def _name(member: Member | None) -> str:
    return (member.user.name or member.user.email) if member else ""


def _happened(case: Case, zone: ZoneInfo) -> list[Happened]:
    return [
        Happened(
            at=one.at.astimezone(zone),
            who=one.by_name,
            words=said(one),
            event=one,
            can_undo=one.kind in UNDOABLE and one.revision == case.revision,
        )
        for one in events_of(case=case)[:EVENTS]
    ]


def _promises(
    case: Case, asked: Sequence[CaseQuestion], zone: ZoneInfo, now: datetime
) -> list[Promised]:
    promises = CasePromise.objects.filter(tenant=case.tenant_id, case=case).order_by("due_at")
    newest = {one.promise_id: one for one in asked}
    found = []
    for one in promises:
        tone, words = _stands(one, newest.get(one.pk), now)
        found.append(Promised(one, one.due_at.astimezone(zone), tone, words))
    return found


def _stands(one: CasePromise, asked: CaseQuestion | None, now: datetime) -> tuple[str, str]:
    if asked is not None and asked.answer:
        tone, words = KEPT[Answer(asked.answer)]
        return tone, str(words)
    if asked is not None and asked.refused:
        why = {"why": REFUSALS.get(asked.refused, asked.refused)}
        return "caution", _("Done; the customer was not asked: %(why)s") % why
    if asked is not None:
        return "", _("Done; the customer was asked")
    return ("bad", _("Late")) if one.due_at <= now else ("", _("To be kept"))


def _others(case: Case, member: Member, now: datetime) -> list[str]:
    present = CasePresence.objects.filter(
        tenant=case.tenant_id, case=case, at__gt=now - PRESENT_FOR
    ).exclude(member=member)
    return [_name(one.member) for one in present.select_related("member__user")]


def _earlier(member: Member, case: Case, customer: Customer | None) -> list[Case]:
    """Cases of the same customer before; each reader sees those of their own places."""
    if customer is None:
        return []
    person = whole_of(customer=customer)
    mine = cases_visible_to(member=member).filter(customer_id__in=person, merged_into=None)
    return list(mine.exclude(pk=case.pk).order_by("-opened_at")[:10])


def _before(
    member: Member, cases: Sequence[Case], customer: Customer | None, zone: ZoneInfo
) -> list[Said]:
    """Other words of the same customer, newest first, at places that the reader may see."""
    if customer is None:
        return []
    here = CaseFeedback.objects.filter(tenant=member.tenant_id, case__in=cases)
    said_before = (
        Feedback.objects.filter(
            tenant_id=member.tenant_id,
            customer_id__in=whole_of(customer=customer),
            location_id__in=locations_visible_to(member=member).values("pk"),
            superseded_at=None,
        )
        .exclude(id__in=here.values("feedback_id"))
        .exclude(comment="")
    )
    rows = said_before.order_by("-occurred_at")[:EARLIER]
    return [Said(one.occurred_at.astimezone(zone), one.comment, []) for one in rows]


def _templates(case: Case, member: Member) -> list[CaseTemplate]:
    """Templates with this case's names in them; one that asks for silence is not shown."""
    found = []
    for one in CaseTemplate.objects.filter(tenant=case.tenant_id).order_by("name"):
        if not faults(one.text):
            one.text = filled(one.text, case, member)
            found.append(one)
    return found


def filled(text: str, case: Case, member: Member) -> str:
    """Put names into the placeholders of a template."""
    names = {
        "{{customer}}": case.customer_name,
        "{{place}}": case.location.name,
        "{{me}}": _name(member),
        "{{number}}": str(case.number),
    }
    # In one pass, so that a name is never read as a placeholder itself.
    return re.sub(r"\{\{\w+\}\}", lambda found: names.get(found[0], found[0]), text)


def _answered(asked: Sequence[CaseQuestion]) -> str:
    """What the customer said of how it went in the end; empty while nothing was said."""
    ended = [one for one in asked if one.promise_id is None and one.answered_at]
    return _judged(max(ended, key=lambda one: one.answered_at or one.asked_at)) if ended else ""
