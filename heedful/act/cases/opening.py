"""Opening cases: from feedback, once for each; for a customer who has an open one, into that."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import F

from cxstats.sums import NOT_ANSWERED
from heedful.act.cases.changing import leave, lock, name_of, write
from heedful.act.cases.holding import hold
from heedful.act.cases.knowing import known_of
from heedful.act.cases.models import Case, CaseCounter, CaseFeedback
from heedful.act.cases.models.case import CaseState
from heedful.act.cases.promising import due_times
from heedful.act.cases.queries import owner_for, settings_of
from heedful.act.cases.ranking import rank
from heedful.act.cases.rules import Act
from heedful.act.cases.telling import tell_owner
from heedful.base.customers.queries import current, whole_of
from heedful.base.org.models import Member, Node
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.knowing import contact_with, learn
from heedful.listen.surveys.models import QuestionnaireVersion


@transaction.atomic(savepoint=False)
def open_case(
    *,
    feedback: Feedback,
    now: datetime,
    alert_id: uuid.UUID | None = None,
    customer_id: uuid.UUID | None = None,
    customer_name: str = "",
    by: Member | None = None,
) -> Case | None:
    """Open the case that this feedback calls for, or return the one that it belongs to.

    Safe to repeat. A customer with an open case gets no second one: what was said joins it. None
    when the feedback no longer stands. `by` nobody is a rule. Call it inside the tenant's fence.
    """
    tenant_id = feedback.tenant_id
    customer_id = customer_id or feedback.customer_id
    # Numbers are given one after the other, so whoever comes second waits here and then finds.
    counter = _counter(tenant_id)
    mine = CaseFeedback.objects.filter(tenant=tenant_id, feedback_id=feedback.id)
    known = mine.select_related("case").first()
    if known is not None:
        return known.case
    if feedback.superseded_at is not None:
        return None
    location = Node.objects.get(tenant=tenant_id, pk=feedback.location_id)
    if customer_id is None and by is not None:
        # The country of the place may have become known since the number was left.
        customer_id = learn(feedback=feedback, location=location, now=now)
    joined = _open_of_customer(tenant_id, customer_id)
    if joined is not None:
        _attach(joined, feedback)
        case = lock(case=joined)
        write(case, {}, act=Act.SAID_AGAIN, by=by, now=now, data={"feedback": str(feedback.id)})
        return case
    if customer_id is not None:
        customer_name = customer_name or contact_with(feedback=feedback).get("name", "")
    case = Case(
        tenant_id=tenant_id,
        location=location,
        alert_id=alert_id,
        customer_id=customer_id,
        customer_name=customer_name,
        **_headline(feedback),
    )
    _begin(case, counter=counter, by=by, now=now)
    _attach(case, feedback)
    return case


@transaction.atomic
def open_by_hand(
    *,
    by: Member,
    location: Node,
    words: str,
    now: datetime,
    customer_name: str = "",
    customer_id: uuid.UUID | None = None,
    score: int | None = None,
) -> Case:
    """Open a case for somebody who complained in person, by telephone or by letter."""
    case = Case(
        tenant_id=location.tenant_id,
        location=location,
        words=words,
        customer_name=customer_name,
        customer_id=customer_id,
        score=score,
    )
    _begin(case, counter=_counter(location.tenant_id), by=by, now=now)
    return case


def _counter(tenant_id: uuid.UUID) -> CaseCounter:
    return CaseCounter.objects.select_for_update().get_or_create(tenant_id=tenant_id)[0]


def _begin(case: Case, *, counter: CaseCounter, by: Member | None, now: datetime) -> None:
    CaseCounter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    settings = settings_of(tenant_id=case.tenant_id)
    case.number, case.revision = counter.last + 1, 1
    case.opened_at = now
    case.contact_due, case.resolve_due = due_times(case=case, settings=settings, now=now)
    case.owner = owner_for(case=case, now=now)
    rank(cases=[case], known=known_of(cases=[case], now=now), settings=settings, now=now)
    case.save()
    told = {"owner": name_of(case.owner), "alert": str(case.alert_id or "")}
    leave(case, act=Act.OPENED, by=by, now=now, data=told)
    if case.customer_id is not None:
        hold(case)
    # An alert has called somebody already.
    if case.alert_id is None:
        tell_owner(case=case, kind="case.opened", key=f"case:{case.pk}", now=now, urgent=True)


def _attach(case: Case, feedback: Feedback) -> None:
    CaseFeedback.objects.create(
        tenant_id=case.tenant_id,
        case=case,
        feedback_id=feedback.id,
        occurred_at=feedback.occurred_at,
    )


def _open_of_customer(tenant_id: uuid.UUID, customer_id: uuid.UUID | None) -> Case | None:
    if customer_id is None:
        return None
    person = whole_of(customer=current(tenant_id=tenant_id, customer_id=customer_id))
    mine = Case.objects.filter(tenant=tenant_id, customer_id__in=person)
    return mine.exclude(state=CaseState.CLOSED).order_by("-opened_at").first()


def _headline(feedback: Feedback) -> dict[str, int | None]:
    """The answer that the questionnaire is about, and its scale."""
    version = QuestionnaireVersion.objects.filter(
        tenant=feedback.tenant_id, pk=feedback.version_id, questionnaire__items__primary=True
    )
    found = version.values_list(
        "slots", "questionnaire__items__slot", "questionnaire__items__low",
        "questionnaire__items__high",
    ).first()  # fmt: skip
    if found is None:
        return {}
    slots, slot, low, high = found
    given = feedback.scores[slots.index(slot)] if slot in slots else NOT_ANSWERED
    return {"score": given if given > NOT_ANSWERED else None, "low": low, "high": high}
