"""Recovery cases of the demo, made by the same functions as any other."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from heedful.act.cases.arranging import add_choice, keep_template, set_budget
from heedful.act.cases.asking import answer, ask
from heedful.act.cases.domain import close, open_case, take
from heedful.act.cases.models import Case, CaseChoice
from heedful.act.cases.models.talk import Answer
from heedful.act.cases.sweeping import rank_again
from heedful.act.cases.talking import note, note_call, promise
from heedful.base.connectors.callbacks import own_address
from heedful.base.connectors.sending.models import Outgoing
from heedful.base.customers.domain import find_or_make
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback
from heedful.listen.surveys.models import Item, QuestionnaireVersion

CASES, OPEN = 21, 7
LOOKED_AT = 4000
LOW = 5
ANSWERS = (Answer.YES, Answer.YES, Answer.NO, Answer.YES, Answer.YES, Answer.PARTLY, Answer.YES)
# Names of people who wrote letters long ago; their numbers are reserved for stories.
NAMES = ("Ada", "Bram", "Chiara", "Dimitri", "Elif", "Farid", "Greta", "Hugo")
CAUSES = ("Too few people at a busy time", "Kitchen fell behind", "Order mixed up", "Unfriendly")
ACTIONS = ("Called and said sorry", "Money given back", "Shift plan changed", "Team briefed")
TEMPLATE = (
    "Dear {{customer}},\n\nthank you for telling us about your visit to {{place}}. We are sorry."
    " May I call you to hear what happened?\n\n{{me}}"
)


def fill_cases(*, tenant_id: uuid.UUID, now: datetime) -> None:
    """Make some open and some closed cases, unless there are any."""
    with within(tenant_id):
        if Case.objects.filter(tenant=tenant_id).exists():
            return
        for role in ("location_manager", "care_agent"):
            set_budget(tenant_id=tenant_id, role=role, a_month=20_000, without_asking=2_500)
        keep_template(tenant_id=tenant_id, name="Sorry, may I call?", text=TEMPLATE)
        causes, actions = (
            [add_choice(tenant_id=tenant_id, kind=kind, label=label) for label in labels]
            for kind, labels in (("cause", CAUSES), ("action", ACTIONS))
        )
        for n, feedback in enumerate(_unhappy(tenant_id, now)):
            _one(n, feedback, causes, actions, now=now)
        rank_again(tenant_id=tenant_id, now=now)


def _unhappy(tenant_id: uuid.UUID, now: datetime) -> list[Feedback]:
    """The newest low answers with words, one for each location as far as that goes."""
    item = Item.objects.filter(tenant=tenant_id, primary=True).first()
    if item is None:
        return []
    slots = dict(QuestionnaireVersion.objects.filter(tenant=tenant_id).values_list("pk", "slots"))
    newest = Feedback.objects.filter(
        tenant_id=tenant_id,
        questionnaire_id=item.questionnaire_id,
        superseded_at=None,
        occurred_at__range=(now - timedelta(days=14), now),
    ).exclude(comment="")
    chosen: dict[uuid.UUID, Feedback] = {}
    for row in newest.order_by("-occurred_at", "id")[:LOOKED_AT]:
        asked = slots[row.version_id]
        score = row.scores[asked.index(item.slot)] if item.slot in asked else LOW + 1
        if 0 <= score <= LOW:
            chosen.setdefault(row.location_id, row)
    return list(chosen.values())[:CASES]


def _one(
    n: int,
    feedback: Feedback,
    causes: Sequence[CaseChoice],
    actions: Sequence[CaseChoice],
    *,
    now: datetime,
) -> None:
    """The newest stay open; of the others some customers say that all is put right."""
    name, tenant_id = NAMES[n % len(NAMES)], feedback.tenant_id
    identities = [("email", f"{name.lower()}{n}@example.org")]
    if n % 3:
        identities.append(("phone", f"+44 20 7946 {n:04d}"))
    customer = find_or_make(tenant_id=tenant_id, identities=identities)
    opened = max(feedback.occurred_at + timedelta(minutes=5), now - timedelta(days=13))
    opened = opened if n >= OPEN else now - timedelta(minutes=17 * (n + 1))
    case = open_case(feedback=feedback, customer_id=customer.pk, customer_name=name, now=opened)
    if case is None or case.owner is None:
        return
    owner = case.owner
    at = min(opened + timedelta(minutes=25 + 13 * n), now)
    # On the day after, when nobody sleeps.
    later = (opened + timedelta(days=1)).replace(hour=13, minute=n)
    if n >= OPEN or n % 3 == 0:
        take(case=case, by=owner, now=at)
        note_call(case=case, text="Listened and said sorry.", reached=True, by=owner, now=at)
    if n % 4 == 0:
        due = now + timedelta(days=1, hours=n)
        promise(case=case, text="A call from the kitchen", due_at=due, by=owner, now=at)
        note(case=case, text="Was calm in the end. Comes on Sundays.", by=owner, now=at)
    if n >= OPEN:
        cause, action = causes[n % len(causes)], actions[n % len(actions)]
        close(case=case, outcome="settled", cause=cause, action=action, by=owner, now=later)
        question = ask(case=case, by=owner, now=later, site=own_address())
        if question.outgoing_id is not None and n % 5:
            sent = Outgoing.objects.get(pk=question.outgoing_id)
            token = sent.text.rpartition("/c/")[2].strip("/ ")
            answer(token=token, said=ANSWERS[n % len(ANSWERS)], words="", now=later)
