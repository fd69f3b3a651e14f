"""Questions that read much: asked for by a person, answered by a job, kept for an hour."""

import hashlib
import json
import uuid
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from heedful.base.org.models import Member
from heedful.understand.asking.planner import ROWS, NoPath
from heedful.understand.asking.queries import planned
from heedful.understand.asking.rules import NotAQuestion, Question
from heedful.understand.asking.telling import ANY, Told, read_back, tell, written
from heedful.understand.metrics.dimensions import OF_ROWS
from heedful.understand.metrics.measures import Need
from heedful.understand.saved.models import PendingAnswer
from heedful.understand.saved.rules import AT_ONCE, KEPT_ANSWER
from heedful.understand.wording import Said, gettext_noop


def reads_much(*, member: Member, question: Question) -> int:
    """About how many stored rows a question reads, if those are too many to wait for; else 0.

    Raises NotAQuestion, NoPath.
    """
    cut = {*question.by, *(one.dimension for one in question.where)}
    if question.of.needs is Need.ANSWERS and not cut & OF_ROWS:
        return 0  # Sums of these are kept ready.
    chosen = planned(member=member, question=question)
    reads = next(one.reads for one in chosen.considered if one.path == chosen.path.name)
    return reads if chosen.path in ROWS and reads > AT_ONCE else 0


def pending_of(*, member: Member, question: Question, now: datetime) -> PendingAnswer | None:
    """What became of a question that a person had counted within the last hour."""
    since = now - KEPT_ANSWER
    found = _mine(member, question).filter(asked_at__gt=since, cancelled_at=None)
    return found.first()


def _mine(member: Member, question: Question) -> QuerySet[PendingAnswer]:
    key = _key(member, question)
    return PendingAnswer.objects.filter(tenant=member.tenant_id, member=member, key=key)


def _key(member: Member, question: Question) -> str:
    asked = {"question": question.params(), "scope": str(member.scope_id), "role": member.role}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def begin(*, member: Member, question: Question, reads: int, now: datetime) -> PendingAnswer | None:
    """Ask for an answer anew; None when it is being counted already. What is old is forgotten."""
    own = PendingAnswer.objects.filter(tenant=member.tenant_id, member=member)
    own.filter(asked_at__lte=now - KEPT_ANSWER).delete()
    before = pending_of(member=member, question=question, now=now)
    if before is not None and before.done_at is None:
        return None
    _mine(member, question).delete()
    return PendingAnswer.objects.create(
        tenant_id=member.tenant_id,
        member=member,
        key=_key(member, question),
        params=question.params(),
        asked_at=now,
        reads=reads,
    )


def start(*, pending_id: uuid.UUID) -> bool:
    """Say which process of the database counts; False when nobody waits for it any more."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (backend,) = cursor.fetchone()
    waiting = PendingAnswer.objects.filter(pk=pending_id, cancelled_at=None, done_at=None)
    return waiting.update(backend=backend) == 1


def is_unwanted(*, pending_id: uuid.UUID) -> bool:
    """Whether nobody waits for an answer any more."""
    return not PendingAnswer.objects.filter(pk=pending_id, cancelled_at=None).exists()


def finish(*, pending_id: uuid.UUID, now: datetime) -> None:
    """Count, and keep the answer, unless nobody waits for it any more."""
    asked = PendingAnswer.objects.select_related("member__scope").get(pk=pending_id)
    question = Question.of_params(asked.params, window=ANY)
    told, problem = None, None
    try:
        told = written(tell(member=asked.member, question=question, now=now))
    except NotAQuestion as error:
        problem = error.said
    except NoPath:
        problem = Said(gettext_noop("Nothing that is kept could count this then."))
    _close(pending_id, now, told, problem)


def fail(*, pending_id: uuid.UUID, now: datetime) -> bool:
    """Tell whoever waits that there will be no answer; False when nobody does."""
    problem = Said(gettext_noop("Counting was broken off. Ask for it again."))
    return _close(pending_id, now, None, problem)


def _close(pending_id: uuid.UUID, now: datetime, told: bytes | None, problem: Said | None) -> bool:
    said = {"text": problem.text, "values": dict(problem.values)} if problem else None
    waiting = PendingAnswer.objects.filter(pk=pending_id, cancelled_at=None)
    return waiting.update(done_at=now, told=told, problem=said, backend=None) == 1


@transaction.atomic
def cancel(*, member: Member, question: Question, now: datetime) -> None:
    """Stop counting. Safe to repeat.

    While the row is locked its job cannot end, so the process that is stopped is still its own.
    """
    waiting = _mine(member, question).select_for_update().filter(done_at=None, cancelled_at=None)
    for one in waiting:
        PendingAnswer.objects.filter(pk=one.pk).update(cancelled_at=now)
        if one.backend is not None:
            with connection.cursor() as cursor:
                cursor.execute("select pg_cancel_backend(%s)", [one.backend])


def answer_of(pending: PendingAnswer) -> Told | None:
    """The answer, once there is one."""
    if pending.told is None:
        return None
    return read_back(bytes(pending.told))
