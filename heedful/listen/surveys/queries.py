"""Finding the survey behind an address."""

import time
from collections.abc import Iterator  # noqa: TC003  # mypy reads it; nothing is gained by hiding it
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal

from heedful.base.org.models import Node
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.surveys.closing import is_over, takes_answers
from heedful.listen.surveys.definition import Definition, decode
from heedful.listen.surveys.derived import derive
from heedful.listen.surveys.models import Item, QuestionnaireVersion, SurveyLink
from heedful.listen.surveys.recent import Recent
from heedful.listen.surveys.rules import token_hash

State = Literal["open", "closed", "expired", "used"]
# Definitions never change once published, so each process reads them once.
DEFINITIONS: Recent[Definition] = Recent(256)
# What a place is called may change; a survey's page may say so some seconds later.
SECONDS = 10
PLACES: Recent["Place"] = Recent(1_000)
LINK = """
select link.*, tenant.name as tenant_name, tenant.day_starts_at as tenant_day_starts_at
from listen_survey_link link join base_tenant tenant on tenant.id = link.tenant_id
where link.token_hash = %s
"""


def link_of(*, token: str) -> SurveyLink | None:
    """Return where an address leads, open or not; None when it is unknown. Needs no fence.

    Written out, because working a query out takes longer than the database takes to answer it.
    """
    found: Iterator[Any] = iter(SurveyLink.objects.raw(LINK, [token_hash(token)]))
    link = next(found, None)
    if link is not None:
        link.tenant = Tenant(
            id=link.tenant_id, name=link.tenant_name, day_starts_at=link.tenant_day_starts_at
        )
    return link


def state_of(*, link: SurveyLink, now: datetime) -> State:
    """Say whether answers are still taken at an address."""
    if link.closed_at is not None:
        return "closed"
    if link.once and link.used_at is not None:
        return "used"
    return "expired" if link.expires_at is not None and link.expires_at <= now else "open"


def state_of_series(*, form: "Form", now: datetime) -> State:
    """Say whether answers are still taken at any address of the survey."""
    series = form.version.questionnaire
    if series.closed_at is not None:
        return "closed"
    if series.most_answers is None:
        return "expired" if is_over(series=series, answers=0, now=now) else "open"
    with within(series.tenant_id):
        return "open" if takes_answers(series=series, now=now) else "expired"


def look_again() -> None:
    """Let this process see at once that a survey was closed or opened; others do in seconds."""
    PLACES.clear()


@dataclass(frozen=True, slots=True)
class Form:
    """Everything that a survey page shows and its submission needs."""

    link: SurveyLink
    tenant: Tenant
    location: Node
    version: QuestionnaireVersion
    definition: Definition


@dataclass(frozen=True, slots=True)
class Place:
    """What a link leads to, as it was until a moment of this process."""

    location: Node
    version: QuestionnaireVersion
    definition: Definition
    until: float


def form_of(*, link: SurveyLink) -> Form:
    """Return the form; steps into the fence of the link's tenant where it has to look."""
    key, now = (link.version_id, link.location_id), time.monotonic()
    place = PLACES.get(key)
    if place is None or place.until < now:
        with within(link.tenant_id):
            place = _look(link, now)
        PLACES.put(key, place)
    return Form(link, link.tenant, place.location, place.version, place.definition)


def _look(link: SurveyLink, now: float) -> Place:
    known = QuestionnaireVersion.objects.select_related("questionnaire")
    version = known.get(tenant=link.tenant_id, pk=link.version_id)
    return Place(
        location=Node.objects.get(tenant=link.tenant_id, pk=link.location_id),
        version=version,
        definition=definition_of(version=version),
        until=now + SECONDS,
    )


def definition_of(*, version: QuestionnaireVersion) -> Definition:
    """Return what a version asks, made from its items where a file brought it."""
    return DEFINITIONS.get_or_make(version.pk, partial(_read, version))


def _read(version: QuestionnaireVersion) -> Definition:
    return decode(version.definition) if version.definition else derive(_items(version))


def _items(version: QuestionnaireVersion) -> list[Item]:
    found: dict[int, Item] = {
        item.slot: item
        for item in Item.objects.filter(
            tenant=version.tenant_id,
            questionnaire=version.questionnaire_id,
            slot__in=version.slots,
        )
    }
    return [found[slot] for slot in version.slots]
