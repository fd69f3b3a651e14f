"""A form that is answered question by question: opened, gone on with, kept when it ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.customers.models import Customer
from heedful.base.org.models import Node
from heedful.base.tenancy.models import Tenant, new_id
from heedful.listen.conversations.models import By, Conversation, Ended
from heedful.listen.conversations.rules import Step, question_asked, says_something
from heedful.listen.responses.domain import LinkUsed, Submission, SurveyFull
from heedful.listen.responses.knowing import submit_as
from heedful.listen.responses.models import Sitting
from heedful.listen.surveys.closing import takes_answers
from heedful.listen.surveys.definition import Definition, ending, pick_language, record, words
from heedful.listen.surveys.models import QuestionnaireVersion, SurveyLink
from heedful.listen.surveys.queries import definition_of

Farewell = Literal["thanks", "used", "left"]


class CannotAsk(Exception):
    """The address is closed or used, or its survey is none that can be spoken."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with all that the next question needs."""

    tenant: Tenant
    location: Node
    version: QuestionnaireVersion
    definition: Definition
    conversation: Conversation
    sitting: Sitting

    @property
    def language(self) -> str:
        return self.sitting.language

    @property
    def known(self) -> dict[str, str]:
        return {"location": self.location.name, "place": self.location.name}

    def farewell(self, step: Step, *, usual: str) -> tuple[str, str]:
        """The survey's own thank-you and its link; `usual` and no link where it has none."""
        own = ending(self.definition, step.answers)
        if own is None:
            return usual, ""
        said = words(own.text, self.language, step.answers, self.known, definition=self.definition)
        return said, own.link

    @property
    def step(self) -> Step:
        """Where it stands, as it was kept."""
        answers = self.sitting.answers
        asked = question_asked(self.definition, answers, self.conversation.pk, self.sitting.page)
        return Step(answers, asked, tries=self.conversation.tries)


def open_talk(
    *,
    link: SurveyLink,
    channel: By,
    account: ChannelAccount,
    peer: str,
    external_id: str = "",
    now: datetime,
    lasts: timedelta,
) -> Talk:
    """Begin a form at an address. Raises CannotAsk. Call it inside the fence."""
    if not is_open(link, now=now):
        raise CannotAsk
    version = QuestionnaireVersion.objects.select_related("questionnaire").get(pk=link.version_id)
    if not takes_answers(series=version.questionnaire, now=now):
        raise CannotAsk
    definition = definition_of(version=version)
    tenant = Tenant.objects.get(pk=link.tenant_id)
    form_id = new_id()
    conversation = Conversation.objects.create(
        id=form_id,
        tenant=tenant,
        channel=channel,
        account=account,
        peer=peer,
        external_id=external_id,
        link_hash=bytes(link.token_hash),
        begun_at=now,
        touched_at=now,
    )
    sitting = Sitting.objects.create(
        id=form_id,
        tenant=tenant,
        version=version,
        location_id=link.location_id,
        channel=channel,
        language=pick_language(definition, _customers_language(link), tenant.language),
        customer_id=link.customer_id,
        visit_id=link.visit_id,
        started_at=now,
        updated_at=now,
        ends_at=now + lasts,
    )
    location = Node.objects.get(pk=link.location_id)
    return Talk(tenant, location, version, definition, conversation, sitting)


def go_on(*, conversation: Conversation) -> Talk | None:
    """Find a conversation's form; None where it was kept as it was left, meanwhile."""
    sitting = (
        Sitting.objects.filter(pk=conversation.pk).select_related("version__questionnaire").first()
    )
    if sitting is None:
        return None
    return Talk(
        tenant=Tenant.objects.get(pk=conversation.tenant_id),
        location=Node.objects.get(pk=sitting.location_id),
        version=sitting.version,
        definition=definition_of(version=sitting.version),
        conversation=conversation,
        sitting=sitting,
    )


def keep_step(talk: Talk, step: Step, *, now: datetime, lasts: timedelta) -> None:
    """Keep where a conversation stands; each answer is safe from then on."""
    Sitting.objects.filter(pk=talk.sitting.pk).update(
        answers=dict(step.answers),
        page=step.asks.code if step.asks else "",
        updated_at=now,
        ends_at=now + lasts,
    )
    Conversation.objects.filter(pk=talk.conversation.pk).update(tries=step.tries, touched_at=now)


def end_talk(talk: Talk, step: Step, *, how: Ended, now: datetime) -> Farewell:
    """Keep what was answered: whole, or as it was left; nothing where nothing was said.

    Says how to part: "used" where another form was sent by the same address meanwhile, "left" where
    the survey had all its answers before this one was whole, which is then kept as one that was
    left.
    """
    Conversation.objects.filter(pk=talk.conversation.pk, ended_at=None).update(
        ended_at=now, ended=how, touched_at=now
    )
    if not says_something(step.answers):
        Sitting.objects.filter(pk=talk.sitting.pk).delete()
        return "used"
    try:
        submit_as(
            tenant=talk.tenant,
            version=talk.version,
            location=talk.location,
            submission=_submission(talk, step, partial=how is not Ended.FINISHED, now=now),
            number=talk.conversation.peer,
        )
    except SurveyFull:
        return "left"
    except LinkUsed:
        Sitting.objects.filter(pk=talk.sitting.pk).delete()
        return "used"
    return "thanks"


def is_open(link: SurveyLink, *, now: datetime) -> bool:
    """Whether answers are still taken at an address."""
    over = link.expires_at is not None and link.expires_at <= now
    return link.closed_at is None and not over and not (link.once and link.used_at)


def _submission(talk: Talk, step: Step, *, partial: bool, now: datetime) -> Submission:
    link = SurveyLink.objects.filter(pk=bytes(talk.conversation.link_hash), once=True).first()
    found = record(talk.definition, step.answers, talk.conversation.pk)
    by_phone = talk.conversation.channel == By.PHONE
    passed = (now - talk.sitting.started_at).total_seconds()
    return Submission(
        id=talk.conversation.pk,
        at=now,
        channel=talk.conversation.channel,
        language=talk.language,
        scores=found.scores,
        comment=found.comment,
        answers=found.answers,
        # A text message is answered whenever there is time for it: no pace is known.
        seconds=passed if by_phone and not partial else None,
        customer_id=talk.sitting.customer_id,
        visit_id=talk.sitting.visit_id,
        partial=partial,
        link=bytes(link.token_hash) if link and not partial else None,
        now=now,
    )


def _customers_language(link: SurveyLink) -> str:
    if link.customer_id is None:
        return ""
    customer = Customer.objects.filter(pk=link.customer_id).first()
    return customer.language if customer else ""
