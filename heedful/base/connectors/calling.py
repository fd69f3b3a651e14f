"""Handing a message over by HTTP: which failure means what."""

from datetime import timedelta
from typing import Any

import httpx
from django.utils.translation import gettext as _

from heedful.base.connectors.addresses import NotReachable
from heedful.base.connectors.errors import AccountRefused, Later, Rejected, Unsure
from heedful.base.connectors.http import Answer, GuardedClient, TooMuch

# Nothing was handed over when one of these happens.
BEFORE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
LONGEST_WISH = 3600


def call(method: str, url: str, **options: Any) -> Answer:
    """Return an answer that says yes. Raises NotSent."""
    try:
        with GuardedClient() as client:
            answer = client.request(method, url, **options)
    except NotReachable as reason:
        raise AccountRefused(str(reason)) from reason
    except BEFORE as reason:
        raise Later(_("The service cannot be reached.")) from reason
    except (httpx.HTTPError, httpx.InvalidURL, TooMuch) as reason:
        raise Unsure(_("The service took it and then said nothing.")) from reason
    return _checked(answer)


def _checked(answer: Answer) -> Answer:
    told = {"status": answer.status, "words": " ".join(answer.text.split())[:200]}
    sentence = _("The service answered %(status)s: %(words)s") % told
    if answer.status in {401, 403, 404}:
        raise AccountRefused(sentence)
    if answer.status in {429, 503}:
        raise Later(sentence, after=_wished_pause(answer))
    if answer.status >= 500:
        raise Unsure(sentence)
    if answer.status >= 300:
        raise Rejected(sentence)
    return answer


def _wished_pause(answer: Answer) -> timedelta | None:
    """How long the service asks to be left alone, where it says so in seconds."""
    wish = answer.headers.get("retry-after", "").strip()
    if not (wish.isascii() and wish.isdecimal()):
        return None
    return timedelta(seconds=min(int(wish[:6]), LONGEST_WISH))
