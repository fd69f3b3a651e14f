"""Asking the customer whether a promise was kept, or all is put right; each link works once."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from heedful.act.cases.changing import lock, write
from heedful.act.cases.domain import close, reopen
from heedful.act.cases.models import Case, CasePromise, CaseQuestion
from heedful.act.cases.models.case import CaseState, Outcome
from heedful.act.cases.models.talk import Answer
from heedful.act.cases.rules import LINK_LASTS, Act
from heedful.act.cases.telling import tell_owner
from heedful.base.connectors.sending.domain import queue
from heedful.base.customers.domain import Asked, Refused, may_contact
from heedful.base.customers.models import Customer
from heedful.base.customers.rules import Channel, Purpose, Refusal
from heedful.base.org.models import Member
from heedful.base.tenancy.domain import with_secret, within
from heedful.listen.surveys.phrases import Phrases, first_known, phrases_of

WAYS = (Channel.EMAIL, Channel.SMS)
LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Reached:
    """Who may be asked, and by which way."""

    customer_id: uuid.UUID
    way: str
    to: str


class LinkUsed(Exception):
    """The link was answered, or its time is over."""


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


@transaction.atomic
def promise_done(*, promise: CasePromise, by: Member, now: datetime, site: str) -> CaseQuestion:
    """Say that a promise is done, and ask the customer whether it was kept."""
    case = lock(case=promise.case)
    if promise.done_at is None:
        promise.done_at = now
        promise.save(update_fields=["done_at"])
        write(case, {}, act=Act.PROMISE_DONE, by=by, now=now, data={"promise": str(promise.pk)})
    return ask(case=case, promise=promise, by=by, now=now, site=site)


@transaction.atomic
def ask(
    *, case: Case, by: Member | None, now: datetime, site: str, promise: CasePromise | None = None
) -> CaseQuestion:
    """Ask the customer by mail, else by text message. Asking again changes nothing.

    When the contact budget refuses or there is no address, the question is kept with the reason.
    `site` is the address that customers reach us by, without a slash at its end.
    """
    case = lock(case=case)
    before = CaseQuestion.objects.filter(
        tenant=case.tenant_id, case=case, promise=promise, answered_at=None, refused="",
        expires_at__gt=now, asked_at__gte=case.opened_at,
    ).first()  # fmt: skip
    if before is not None:
        return before
    token = secrets.token_urlsafe(24)
    question = CaseQuestion(
        tenant_id=case.tenant_id, case=case, promise=promise, token_hash=token_hash(token),
        asked_at=now, expires_at=now + LINK_LASTS,
    )  # fmt: skip
    reached = _way(case, question, now)
    if isinstance(reached, Refused):
        question.refused = reached.reason
        # When asking again may be of use; `ask_again` looks then.
        question.expires_at = reached.until or question.expires_at
    question.save()
    if isinstance(reached, Reached):
        _send(case, question, reached, f"{site}/c/{token}/", now)
    write(case, {}, act=Act.ASKED, by=by, now=now, data={"refused": question.refused})
    return question


def _way(case: Case, question: CaseQuestion, now: datetime) -> Reached | Refused:
    """The first way that the customer can be asked by, or why the first that exists is closed."""
    closed = Refused(Refusal.NO_ADDRESS)
    if case.customer_id is None:
        return closed
    purpose = Purpose.FOLLOW_UP if question.promise_id is None else Purpose.SERVICE
    for way in WAYS:
        verdict = may_contact(
            tenant_id=case.tenant_id,
            customer_id=case.customer_id,
            channel=way,
            purpose=purpose,
            now=now,
            about=f"case-question:{question.pk}",
        )
        if isinstance(verdict, Asked):
            return Reached(case.customer_id, way, verdict.to)
        if closed.reason == Refusal.NO_ADDRESS:
            closed = verdict
    return closed


def ask_again(*, tenant_id: uuid.UUID, now: datetime, site: str) -> int:
    """Ask what could not be asked in quiet hours, once the day has begun; return how many."""
    later = CaseQuestion.objects.filter(
        tenant=tenant_id,
        case=OuterRef("case"),
        promise__isnull=True,
        asked_at__gt=OuterRef("asked_at"),
    )
    waiting = CaseQuestion.objects.filter(
        ~Exists(later),
        tenant=tenant_id,
        promise=None,
        refused=Refusal.QUIET_HOURS,
        expires_at__range=(now - LINK_LASTS, now),
        case__state=CaseState.CLOSED,
    )
    cases = [one.case for one in waiting.select_related("case__location", "case__tenant")]
    for case in cases:
        ask(case=case, by=None, now=now, site=site)
    return len(cases)


def _send(case: Case, question: CaseQuestion, at: Reached, link: str, now: datetime) -> None:
    say = phrases_for(case)
    text = say.fill(
        "ask_right" if question.promise_id is None else "ask_kept",
        place=case.location.name,
        link=link,
    )
    subject = say.fill("title", place=case.location.name)
    outgoing = queue(
        tenant_id=case.tenant_id, channel=at.way, to=at.to, subject=subject, text=text,
        about=f"case:{case.pk}", key=f"case-question:{question.pk}", now=now,
    )  # fmt: skip
    question.outgoing_id = outgoing.pk
    question.save(update_fields=["outgoing_id"])


def phrases_for(case: Case) -> Phrases:
    """Return what we say to the customer of a case: in their language, else the organisation's."""
    wanted = [case.tenant.language]
    if case.customer_id is not None:
        known = Customer.objects.filter(tenant=case.tenant_id, pk=case.customer_id)
        wanted = [*known.values_list("language", flat=True), *wanted]
    return phrases_of(first_known(wanted))


def find_question(*, token: str, now: datetime) -> CaseQuestion:
    """Return the question behind a link, read without a fence by its secret. Raises LinkUsed."""
    digest = token_hash(token)
    with with_secret(digest):
        found = CaseQuestion.objects.filter(token_hash=digest).first()
    if found is None or found.answered_at is not None or found.expires_at <= now:
        raise LinkUsed
    return found


def answer(*, token: str, said: Answer, words: str, now: datetime) -> Case:
    """Take the customer's answer, once. Raises LinkUsed.

    A no opens a closed case again; it calls the owner, and so does a partly, who then decides. A
    yes to a promise closes a case whose cause and action are written down already.
    """
    question = find_question(token=token, now=now)
    with within(question.tenant_id):
        return _answer(question.pk, said=said, words=words[:LONGEST_WORDS], now=now)


def _answer(question_id: uuid.UUID, *, said: Answer, words: str, now: datetime) -> Case:
    question = CaseQuestion.objects.select_for_update().get(pk=question_id)
    if question.answered_at is not None:
        raise LinkUsed
    question.answered_at, question.answer, question.words = now, said, words
    question.save(update_fields=["answered_at", "answer", "words"])
    case = lock(case=question.case)
    told = {"answer": said, "promise": str(question.promise_id or "")}
    fields = {"state": CaseState.WORKING} if case.state == CaseState.WAITING else {}
    write(case, fields, act=Act.ANSWERED, by=None, now=now, data=told)
    if said == Answer.NO and case.is_closed:
        case = reopen(case=case, by=None, now=now, why="customer")
        kind = "case.reopened"
    else:
        kind = "case.answered"
        if said == Answer.YES and not case.is_closed and case.cause and case.action:
            case = close(
                case=case, outcome=Outcome.SETTLED, cause=case.cause, action=case.action, by=None,
                now=now,
            )  # fmt: skip
    key, urgent = f"case-question:{question.pk}", said != Answer.YES
    tell_owner(case=case, kind=kind, key=key, now=now, urgent=urgent)
    return case
