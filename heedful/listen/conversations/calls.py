"""Surveys by telephone: each step takes what was keyed or said and tells what to say next."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.tenancy.models import Tenant
from heedful.listen.conversations.keeping import (
    CannotAsk,
    Talk,
    end_talk,
    go_on,
    keep_step,
    open_talk,
)
from heedful.listen.conversations.models import By, Conversation, Ended, Recording
from heedful.listen.conversations.rules import (
    ATTEMPTS,
    CALL_LASTS,
    Step,
    first_step,
    next_step,
)
from heedful.listen.conversations.speaking import (
    BY_CALL,
    REPEAT,
    Script,
    ask,
    farewell,
    keys_mean,
)
from heedful.listen.conversations.wording import Wording
from heedful.listen.surveys.definition import Refusal, words
from heedful.listen.surveys.models import SurveyLink

__all__ = [
    "CannotAsk",
    "Turn",
    "begin_call",
    "call_ended",
    "hear_keys",
    "hear_words",
    "nothing_here",
]


@dataclass(frozen=True, slots=True)
class Turn:
    """What to say in a call, and the question that it asks; none when the call is over."""

    script: Script
    key: uuid.UUID | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words that a network recorded."""

    source: str
    seconds: int


@transaction.atomic
def begin_call(
    *, link: SurveyLink, account: ChannelAccount, peer: str, call_id: str, now: datetime
) -> Turn:
    """Greet and ask the first question; a call that was begun before goes on where it stands.

    Raises CannotAsk. Call it inside the fence.
    """
    # Two copies of the same request wait for each other here.
    Tenant.objects.select_for_update(no_key=True).get(pk=link.tenant_id)
    before = Conversation.objects.filter(account=account, external_id=call_id).first()
    if before is not None:
        talk = go_on(conversation=before)
        if talk is None or before.ended_at is not None:
            raise CannotAsk
        return _turn(talk, talk.step)
    talk = open_talk(
        link=link, channel=By.PHONE, account=account, peer=peer, external_id=call_id, now=now,
        lasts=CALL_LASTS,
    )  # fmt: skip
    step = first_step(talk.definition, {}, talk.conversation.pk, BY_CALL)
    if step.ends:
        raise CannotAsk
    keep_step(talk, step, now=now, lasts=CALL_LASTS)
    hello = Wording(talk.language).say("call_begin", place=talk.location.name)
    return _turn(talk, step, before=hello)


@transaction.atomic
def hear_keys(
    *, account: ChannelAccount, key: uuid.UUID, question: str, digits: str, now: datetime
) -> Turn:
    """Take the keys that were pressed for a question; silence counts as not understood.

    A step that comes twice, or late, asks the question that waits and changes nothing. Raises
    CannotAsk when the call is over. Call it inside the fence.
    """
    talk = _under_way(account, key)
    step = talk.step
    if step.asks is None or question != step.asks.code or digits == REPEAT:
        return _turn(talk, step)
    if not digits.strip() and step.tries + 1 < ATTEMPTS:
        silent = Step(step.answers, step.asks, Refusal("missing"), step.tries + 1)
        return _go_to(talk, silent, now=now)
    after = next_step(
        talk.definition, step, keys_mean(step.asks, digits), talk.conversation.pk,
        language=talk.language, kinds=BY_CALL,
    )  # fmt: skip
    return _go_to(talk, after, now=now)


@transaction.atomic
def hear_words(
    *,
    account: ChannelAccount,
    key: uuid.UUID,
    question: str,
    spoken: Spoken | None,
    now: datetime,
) -> tuple[Turn, Recording | None]:
    """Keep where the spoken answer lies, and go on. Nothing is written down from it.

    Raises CannotAsk when the call is over. Call it inside the fence.
    """
    talk = _under_way(account, key)
    step = talk.step
    if step.asks is None or question != step.asks.code:
        return _turn(talk, step), None
    recording = None
    if spoken is not None and spoken.source:
        asked = words(step.asks.text, talk.language, definition=talk.definition)
        recording, _made = Recording.objects.get_or_create(
            tenant=talk.tenant,
            form_id=talk.conversation.pk,
            question=question,
            defaults={
                "location": talk.location,
                "account": account,
                "asked": asked[:300],
                "source": spoken.source[:1000],
                "seconds": spoken.seconds,
                "recorded_at": now,
            },
        )
    after = next_step(
        talk.definition, step, "", talk.conversation.pk, language=talk.language, kinds=BY_CALL
    )
    return _go_to(talk, after, now=now), recording


@transaction.atomic
def call_ended(*, account: ChannelAccount, call_id: str, now: datetime) -> None:
    """Somebody hung up: what was answered is kept as it was left. Safe to hear twice."""
    open_ones = Conversation.objects.select_for_update().filter(
        account=account, external_id=call_id, ended_at=None
    )
    conversation = open_ones.first()
    talk = go_on(conversation=conversation) if conversation else None
    if talk is not None:
        end_talk(talk, talk.step, how=Ended.LEFT, now=now)
    elif conversation is not None:
        Conversation.objects.filter(pk=conversation.pk).update(ended_at=now, ended=Ended.LEFT)


def nothing_here(*, language: str) -> Turn:
    """What a number says at which nothing is asked, or not any more."""
    return Turn(farewell(Wording(language).say("call_closed"), language))


def _under_way(account: ChannelAccount, key: uuid.UUID) -> Talk:
    open_ones = Conversation.objects.select_for_update().filter(
        pk=key, account=account, channel=By.PHONE, ended_at=None
    )
    conversation = open_ones.first()
    talk = go_on(conversation=conversation) if conversation else None
    if talk is None:
        raise CannotAsk
    return talk


def _go_to(talk: Talk, after: Step, *, now: datetime) -> Turn:
    wording = Wording(talk.language)
    if after.ends == "finished":
        how = end_talk(talk, after, how=Ended.FINISHED, now=now)
        said = (
            _thanks(talk, after)
            if how == "thanks"
            else wording.say("used" if how == "used" else "call_left")
        )
        return Turn(farewell(said, talk.language))
    if after.ends:
        end_talk(talk, after, how=Ended.LEFT, now=now)
        return Turn(farewell(wording.say("call_left"), talk.language))
    keep_step(talk, after, now=now, lasts=CALL_LASTS)
    return _turn(talk, after, before=wording.say("call_again") if after.refusal else "")


def _turn(talk: Talk, step: Step, *, before: str = "") -> Turn:
    if step.asks is None:
        raise CannotAsk
    script = ask(
        step.asks,
        talk.definition,
        talk.language,
        answers=step.answers,
        known=talk.known,
        before=before,
    )
    return Turn(script, talk.conversation.pk, step.asks.code)


def _thanks(talk: Talk, step: Step) -> str:
    """The survey's own thank-you; an address in it cannot be dialled and is left out."""
    said, _link = talk.farewell(step, usual=Wording(talk.language).say("call_thanks"))
    return said
