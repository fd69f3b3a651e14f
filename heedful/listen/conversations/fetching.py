"""Fetching spoken answers from the network that recorded them."""

import uuid
from datetime import datetime
from urllib.parse import urlsplit

import httpx
from django.utils.translation import gettext as _

from heedful.base.connectors.addresses import NotReachable
from heedful.base.connectors.http import GuardedClient, TooMuch
from heedful.base.connectors.secrets import unseal
from heedful.base.connectors.twilio.send import HOME
from heedful.base.tenancy.domain import within
from heedful.listen.conversations.models import Recording
from heedful.listen.conversations.rules import kind_of_sound

MOST_BYTES = 4_000_000


class NotFetched(Exception):
    """The network did not give it now; it is asked again."""


def fetch(*, tenant_id: uuid.UUID, recording_id: uuid.UUID, now: datetime) -> None:
    """Fetch and keep a recording; safe to repeat. Raises NotFetched, so that it is tried again."""
    with within(tenant_id):
        found = Recording.objects.select_related("account").filter(pk=recording_id)
        recording = found.first()
    if recording is None or recording.fetched_at is not None:
        return
    problem, content = _load(recording)
    with within(tenant_id):
        Recording.objects.filter(pk=recording_id).update(
            content=content, problem=problem[:300], fetched_at=None if problem else now
        )
    if problem:
        raise NotFetched(problem)


def _load(recording: Recording) -> tuple[str, bytes]:
    """Return what is wrong, or the sound. The account's secret goes to its own service only."""
    account = recording.account
    home = str(account.options.get("url") or HOME)
    is_own = urlsplit(home)[:2] == urlsplit(recording.source)[:2]
    auth = (str(account.options.get("sid", "")), unseal(account.sealed).get("token", ""))
    try:
        with GuardedClient(most_bytes=MOST_BYTES, seconds=60, most_redirects=2) as client:
            answer = client.get(recording.source, auth=auth if is_own else None)
    except (NotReachable, TooMuch, httpx.HTTPError, httpx.InvalidURL) as reason:
        return str(reason) or type(reason).__name__, b""
    if answer.status != 200:
        return _("The service answered %(status)s.") % {"status": answer.status}, b""
    if not kind_of_sound(answer.content):
        return _("This is no sound that can be played."), b""
    return "", answer.content
