"""Words to write and numbers to dial that begin a survey."""

from datetime import datetime

from django.db import transaction

from heedful.base.org.models import Node
from heedful.base.tenancy.models import Tenant
from heedful.listen.conversations.models import By, EntryPoint
from heedful.listen.conversations.rules import entry_word
from heedful.listen.surveys.domain import make_link
from heedful.listen.surveys.models import QuestionnaireVersion, SurveyLink
from heedful.listen.surveys.rules import token_hash


class WordTaken(Exception):
    """Another survey begins by this word or number."""


@transaction.atomic
def open_entry(
    *, version: QuestionnaireVersion, location: Node, channel: By, word: str, now: datetime
) -> EntryPoint:
    """Let a word or a number begin a survey; an empty one stands for all others.

    When a new version is published, it is that one which is asked. Raises WordTaken. Call it
    inside the fence.
    """
    plain = as_kept(word, channel)
    Tenant.objects.select_for_update(no_key=True).get(pk=version.tenant_id)
    mine = EntryPoint.objects.filter(tenant=version.tenant_id, channel=channel, word=plain)
    if mine.exists():
        raise WordTaken
    token = make_link(version=version, location=location, channel=channel, label=plain)
    return EntryPoint.objects.create(
        tenant_id=version.tenant_id,
        channel=channel,
        word=plain,
        link_hash=token_hash(token),
        created_at=now,
    )


@transaction.atomic
def close_entry(*, entry: EntryPoint, now: datetime) -> None:
    """Nothing begins by this word any more. Conversations under way go on."""
    SurveyLink.objects.filter(pk=bytes(entry.link_hash), closed_at=None).update(closed_at=now)
    entry.delete()


def as_kept(word: str, channel: By) -> str:
    """A word in small letters without marks; of a number its digits."""
    if channel == By.PHONE:
        return "".join(sign for sign in word if sign.isascii() and sign.isdecimal())[:30]
    return entry_word(word)
