"""What became of those who were asked: they answered, or nothing arrived."""

import uuid
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from heedful.base.connectors.sending.models import Outgoing
from heedful.base.connectors.sending.models import State as Delivery
from heedful.listen.feedback.models import Feedback
from heedful.listen.invitations.models import Invitation, State
from heedful.listen.surveys.models import SurveyLink


def note_answers(*, tenant_id: uuid.UUID, since: datetime, now: datetime) -> int:
    """Note which visits were answered: nobody is reminded, no second link takes an answer.

    Looks at answers received from `since` on. Safe to repeat. Call it inside the fence.
    """
    given = Feedback.objects.filter(
        tenant_id=tenant_id, visit_id__isnull=False, partial=False, occurred_at__gte=since
    )
    first: dict[uuid.UUID, datetime] = {}
    for visit, at in given.values_list("visit_id", "received_at").iterator():
        if visit is not None:
            first[visit] = min(at, first.get(visit, at))
    open_ones = Invitation.objects.filter(
        tenant=tenant_id, visit__in=list(first), answered_at=None, sent_at__isnull=False
    )
    noted = list(open_ones.only("pk", "visit_id"))
    for invitation in noted:
        Invitation.objects.filter(pk=invitation.pk).update(
            state=State.ANSWERED, answered_at=first[invitation.visit_id], due_at=None, reason=""
        )
    links = SurveyLink.objects.filter(tenant=tenant_id, used_by=None, closed_at=None)
    links.filter(visit_id__in=[one.visit_id for one in noted]).update(closed_at=now)
    return len(noted)


def note_failures(*, tenant_id: uuid.UUID, now: datetime) -> int:
    """Have whom nothing reached asked by another way, which is the next thing to do about them.

    Who got the invitation and not its reminder was asked all the same.
    """
    about = Concat(Value("invitation:"), Cast(OuterRef("pk"), CharField()))
    failed = Outgoing.objects.filter(tenant=tenant_id, about=about, state=Delivery.FAILED)
    arrived = Outgoing.objects.filter(tenant=tenant_id, about=about).exclude(state=Delivery.FAILED)
    gone = Invitation.objects.filter(
        Exists(failed), ~Exists(arrived), tenant=tenant_id, state=State.SENT
    )
    return gone.update(state=State.WAITING, reminders=0, due_at=now)
