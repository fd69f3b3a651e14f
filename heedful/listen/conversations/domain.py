"""Surveys by text message: begun by a word, an invitation or a reply; one question a message."""

import uuid
from datetime import datetime

from django.db import transaction

from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.incoming.models import Incoming
from heedful.base.connectors.sending.domain import queue
from heedful.base.connectors.sending.models import Channel
from heedful.listen.conversations.keeping import (
    CannotAsk,
    Talk,
    end_talk,
    go_on,
    keep_step,
    open_talk,
)
from heedful.listen.conversations.models import By, Conversation, Ended
from heedful.listen.conversations.queries import entry_link, link_invited_by
from heedful.listen.conversations.rules import SMS_LASTS, Step, entry_word, first_step, next_step
from heedful.listen.conversations.texting import ask, cheap
from heedful.listen.conversations.wording import Wording
from heedful.listen.surveys.definition import BY_TEXT
from heedful.listen.surveys.models import SurveyLink

__all__ = ["CannotAsk", "begin_by_text", "hear_text", "stop_by_text"]


@transaction.atomic
def begin_by_text(
    *, link: SurveyLink, account: ChannelAccount, peer: str, now: datetime
) -> Conversation:
    """Send the first question of a survey to a number. Raises CannotAsk.

    A survey that this number has begun and not ended is kept as it was left. Call it inside the
    fence; whoever begins by themselves (not the customer) asks `may_contact` first.
    """
    talk, step = _open(link=link, account=account, peer=peer, now=now)
    place = talk.location.name
    _say_next(talk, step, now=now, before=Wording(talk.language).say("begin", place=place))
    return talk.conversation


@transaction.atomic
def hear_text(*, incoming: Incoming, now: datetime) -> bool:
    """Take a text message as part of a survey; say whether it was. Call it inside the fence.

    It goes on with a survey that is under way, begins the one that its word stands for, or
    answers the first question of the survey to which the number was invited.
    """
    conversation = _under_way(incoming.tenant_id, incoming.sender)
    if conversation is not None:
        talk = go_on(conversation=conversation)
        if talk is not None:
            _answer(talk, talk.step, incoming.text, key=str(incoming.pk), now=now)
            return True
        _is_over(conversation, now=now)
    return _begins_by_itself(incoming, now=now)


@transaction.atomic
def stop_by_text(*, incoming: Incoming, now: datetime) -> None:
    """The customer wants no more messages: what was said so far is kept, nothing more is asked."""
    conversation = _under_way(incoming.tenant_id, incoming.sender)
    if conversation is not None:
        talk = go_on(conversation=conversation)
        if talk is None:
            _is_over(conversation, now=now)
        else:
            end_talk(talk, talk.step, how=Ended.STOPPED, now=now)


def _begins_by_itself(incoming: Incoming, *, now: datetime) -> bool:
    tenant_id, word = incoming.tenant_id, entry_word(incoming.text)
    link = entry_link(tenant_id=tenant_id, channel=By.SMS, word=word) if word else None
    if link is not None:
        try:
            begin_by_text(link=link, account=incoming.account, peer=incoming.sender, now=now)
        except CannotAsk:
            return False
        return True
    invited = link_invited_by(tenant_id=tenant_id, number=incoming.sender, now=now)
    if invited is None:
        return False
    return _answers_invitation(invited, incoming, now=now)


def _answers_invitation(link: SurveyLink, incoming: Incoming, *, now: datetime) -> bool:
    """A bare "9" in reply to an invitation answers its first question; other words do not."""
    try:
        with transaction.atomic():
            talk, step = _open(link=link, account=incoming.account, peer=incoming.sender, now=now)
            _must_fit(talk, step, incoming.text)
            _answer(talk, step, incoming.text, key=str(incoming.pk), now=now)
    except CannotAsk:
        return False
    return True


def _must_fit(talk: Talk, step: Step, text: str) -> None:
    """Raises CannotAsk for words that are no answer."""
    after = next_step(
        talk.definition, step, text, talk.conversation.pk, language=talk.language, kinds=BY_TEXT
    )
    if after.refusal is not None or not text.strip():
        raise CannotAsk


def _open(
    *, link: SurveyLink, account: ChannelAccount, peer: str, now: datetime
) -> tuple[Talk, Step]:
    earlier = _under_way(link.tenant_id, peer)
    if earlier is not None:
        talk = go_on(conversation=earlier)
        if talk is None:
            _is_over(earlier, now=now)
        else:
            end_talk(talk, talk.step, how=Ended.LEFT, now=now)
    talk = open_talk(
        link=link, channel=By.SMS, account=account, peer=peer, now=now, lasts=SMS_LASTS
    )
    step = first_step(talk.definition, {}, talk.conversation.pk, BY_TEXT)
    if step.ends:
        raise CannotAsk
    keep_step(talk, step, now=now, lasts=SMS_LASTS)
    return talk, step


def _answer(talk: Talk, step: Step, text: str, *, key: str, now: datetime) -> None:
    wording = Wording(talk.language)
    after = next_step(
        talk.definition, step, text, talk.conversation.pk, language=talk.language, kinds=BY_TEXT
    )
    keep_step(talk, after, now=now, lasts=SMS_LASTS)
    if after.ends == "finished":
        how = end_talk(talk, after, how=Ended.FINISHED, now=now)
        said = _thanks(talk, after) if how == "thanks" else wording.say(how)
        _say(talk, said, key=key, now=now)
    elif after.ends:
        end_talk(talk, after, how=Ended.LEFT, now=now)
        _say(talk, wording.say("left"), key=key, now=now)
    else:
        _say_next(
            talk, after, key=key, now=now, before=wording.say("again") if after.refusal else ""
        )


def _thanks(talk: Talk, step: Step) -> str:
    """The survey's own thank-you with its link, which everybody gets; ours where it has none."""
    said, link = talk.farewell(step, usual=Wording(talk.language).say("thanks"))
    return f"{said} {link}".strip()


def _say_next(talk: Talk, step: Step, *, now: datetime, before: str = "", key: str = "") -> None:
    assert step.asks is not None  # noqa: S101  # a conversation without a question has ended
    text = ask(
        step.asks,
        talk.definition,
        talk.language,
        answers=step.answers,
        known=talk.known,
        before=before,
    )
    _say(talk, text, key=key or "begin", now=now)


def _say(talk: Talk, text: str, *, key: str, now: datetime) -> None:
    queue(
        tenant_id=talk.tenant.pk,
        channel=Channel.SMS,
        to=talk.conversation.peer,
        text=cheap(text),
        about=f"conversation:{talk.conversation.pk}",
        # One answer to each message that came in, however often it is handled.
        key=f"conversation:{talk.conversation.pk}:{key}",
        now=now,
        urgent=True,
        # The customer is answered from the number that they wrote to.
        account=talk.conversation.account,
    )


def _under_way(tenant_id: uuid.UUID, peer: str) -> Conversation | None:
    """The survey that this number is in; two messages at once take their turns."""
    open_ones = Conversation.objects.select_for_update().filter(
        tenant=tenant_id, channel=By.SMS, peer=peer, ended_at=None
    )
    return open_ones.first()


def _is_over(conversation: Conversation, *, now: datetime) -> None:
    """Its form was kept as it was left when the time was over."""
    Conversation.objects.filter(pk=conversation.pk).update(ended_at=now, ended=Ended.LEFT)
