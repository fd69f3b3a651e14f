"""Finding the survey behind an address."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from heedful.base.org.models import Node
from heedful.base.tenancy.models import Tenant
from heedful.listen.surveys.closing import takes_answers
from heedful.listen.surveys.definition import Definition, decode
from heedful.listen.surveys.derived import derive
from heedful.listen.surveys.models import Item, QuestionnaireVersion, SurveyLink
from heedful.listen.surveys.recent import Recent
from heedful.listen.surveys.rules import token_hash

State = Literal["open", "closed", "expired", "used"]
# Definitions never change once published, so each process reads them once.
DEFINITIONS: Recent[Definition] = Recent(256)


def link_of(*, token: str) -> SurveyLink | None:
    """Return where an address leads, open or not; None when it is unknown. Needs no fence."""
    links = SurveyLink.objects.filter(token_hash=token_hash(token))
    return links.select_related("tenant").first()


def state_of(*, link: SurveyLink, now: datetime) -> State:
    """Say whether answers are still taken at an address."""
    if link.closed_at is not None:
        return "closed"
    if link.once and link.used_at is not None:
        return "used"
    return "expired" if link.expires_at is not None and link.expires_at <= now else "open"


def state_of_series(*, form: "Form", now: datetime) -> State:
    """Say whether answers are still taken at any address; call it inside the tenant's fence."""
    series = form.version.questionnaire
    if series.closed_at is not None:
        return "closed"
    return "open" if takes_answers(series=series, now=now) else "expired"


@dataclass(frozen=True, slots=True)
class Form:
    """Everything that a survey page shows and its submission needs."""

    link: SurveyLink
    tenant: Tenant
    location: Node
    version: QuestionnaireVersion
    definition: Definition


def form_of(*, link: SurveyLink) -> Form:
    """Return the form; call it inside the fence of the link's tenant."""
    found = SurveyLink.objects.select_related("version__questionnaire", "location").filter(
        pk=link.pk
    )
    if DEFINITIONS.get(link.version_id) is not None:
        found = found.defer("version__definition")
    whole = found.get()
    return Form(
        link=whole,
        tenant=link.tenant,
        location=whole.location,
        version=whole.version,
        definition=definition_of(version=whole.version),
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
