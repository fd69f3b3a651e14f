"""The addresses at which customers answer: each has a secret, of which only a hash is kept."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from heedful.base.org.models import Node
from heedful.listen.surveys.models import QuestionnaireVersion, SurveyLink
from heedful.listen.surveys.rules import token_hash


def make_link(
    *,
    version: QuestionnaireVersion,
    location: Node,
    channel: str = "web",
    label: str = "",
    visit: uuid.UUID | None = None,
    customer: uuid.UUID | None = None,
    once: bool = False,
    expires_at: datetime | None = None,
    pinned: bool = False,
    facts: Mapping[str, str] | None = None,
    sites: Sequence[str] = (),
) -> str:
    """Open an address for one location's customers and return its secret; only a hash is kept.

    `once` takes one answer. `facts` fill questions by name (`Question.prefill`) and words. `sites`
    are origins such as `https://shop.example` whose pages may show the survey in a frame.
    """
    token, link = _new(version, location, channel, label)
    link.visit_id, link.customer_id = visit, customer
    link.once, link.expires_at, link.pinned = once, expires_at, pinned
    link.facts, link.sites = dict(facts or {}), list(sites)
    link.save(force_insert=True)
    return token


def make_links(
    *,
    version: QuestionnaireVersion,
    places: Sequence[tuple[Node, str]],
    channel: str = "qr",
) -> list[str]:
    """Open an address for each (location, label) in one go; return their secrets in that order."""
    made = [_new(version, location, channel, label) for location, label in places]
    SurveyLink.objects.bulk_create([link for _token, link in made], batch_size=500)
    return [token for token, _link in made]


def close_link(*, token: str, now: datetime) -> bool:
    """Let nobody answer at this address any more; say whether it was open. Safe to repeat."""
    open_ones = SurveyLink.objects.filter(token_hash=token_hash(token), closed_at=None)
    return bool(open_ones.update(closed_at=now))


def _new(
    version: QuestionnaireVersion, location: Node, channel: str, label: str
) -> tuple[str, SurveyLink]:
    token = secrets.token_urlsafe(24)
    return token, SurveyLink(
        token_hash=token_hash(token),
        tenant_id=version.tenant_id,
        version=version,
        location=location,
        channel=channel,
        label=label,
    )
