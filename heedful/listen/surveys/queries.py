"""Finding the form behind an address."""

from dataclasses import dataclass

from heedful.base.org.models import Node
from heedful.base.tenancy.models import Tenant
from heedful.listen.surveys.answers import Question
from heedful.listen.surveys.models import (
    Item,
    ItemKind,
    ItemRole,
    QuestionnaireVersion,
    SurveyLink,
)
from heedful.listen.surveys.rules import token_hash


def open_link(*, token: str) -> SurveyLink | None:
    """Return where an address leads; None when it is unknown or closed. Needs no fence."""
    links = SurveyLink.objects.filter(token_hash=token_hash(token), closed_at=None)
    return links.select_related("tenant").first()


@dataclass(frozen=True, slots=True)
class Form:
    """Everything that a survey page shows and its submission needs."""

    tenant: Tenant
    location: Node
    version: QuestionnaireVersion
    channel: str
    questions: tuple[Question, ...]


def form_of(*, link: SurveyLink) -> Form:
    """Return the form; call it inside the fence of the link's tenant."""
    version = QuestionnaireVersion.objects.get(pk=link.version_id)
    items = {
        item.slot: item
        for item in Item.objects.filter(
            tenant=link.tenant_id, questionnaire=version.questionnaire_id, slot__in=version.slots
        )
    }
    return Form(
        tenant=link.tenant,
        location=Node.objects.get(pk=link.location_id),
        version=version,
        channel=link.channel,
        questions=tuple(_question(items[slot]) for slot in version.slots),
    )


def _question(item: Item) -> Question:
    return Question(
        name=f"s{item.slot}",
        code=item.code,
        label=item.label,
        low=item.low,
        high=item.high,
        is_outcome=item.role == ItemRole.OUTCOME,
        is_recommend=item.kind == ItemKind.RECOMMEND,
        required=item.primary,
    )
