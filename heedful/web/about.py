"""What a page is about: a place that the reader may see, and the number that stands for it."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils import timezone

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import nodes_visible_to, path_to
from heedful.understand.metrics.queries import main_questionnaire, newest_days, subject
from heedful.understand.metrics.rules import Metric
from heedful.understand.metrics.subject import NoOutcome, Subject


@dataclass(frozen=True, slots=True)
class About:
    """The questionnaire's headline number, and up to when there is feedback."""

    subject: Subject
    newest: date
    questionnaire: str

    @property
    def decimals(self) -> int:
        """A score from −100 to 100 needs none; a mean on a scale of five two."""
        low, high = self.subject.bounds
        return 0 if high - low > 20 else 1 if high - low > 6 else 2


def what_it_is_about(
    *, member: Member, item: str | None = None, metric: Metric | None = None
) -> About | None:
    """Return the number that pages speak of; None while there is no feedback with an outcome.

    That is the primary outcome by its headline metric unless others are named. Raises Http404
    for an item that does not exist.
    """
    questionnaire = main_questionnaire(tenant_id=member.tenant_id)
    if questionnaire is None:
        return None
    newest = newest_days(tenant_id=member.tenant_id).get(questionnaire.pk)
    if newest is None:
        return None
    try:
        found = subject(
            tenant_id=member.tenant_id, questionnaire_id=questionnaire.pk, item=item, metric=metric
        )
    except NoOutcome:
        return None
    except KeyError as unknown:
        raise Http404 from unknown
    return About(found, newest, questionnaire.name)


def visible_node(*, member: Member, key: str | uuid.UUID | None) -> Node:
    """Return the node, or the person's whole part when none is named. Raises Http404."""
    if not key:
        return member.scope
    try:
        wanted = uuid.UUID(str(key))
    except ValueError as unknown:
        raise Http404 from unknown
    node = nodes_visible_to(member=member).filter(pk=wanted).first()
    if node is None:
        raise Http404
    return node


def trail(*, member: Member, node: Node) -> list[Node]:
    """From the top of the person's part down to `node`; what lies above is not theirs to see."""
    path = path_to(node=node, on=timezone.localdate())
    keys = [step.pk for step in path]
    return path[keys.index(member.scope_id) :] if member.scope_id in keys else [node]
