"""What there is to ask about."""

import uuid

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from heedful.base.org.models import Member, Node, Placement
from heedful.base.org.queries import nodes_visible_to
from heedful.base.tokens.queries import Caller
from heedful.listen.feedback.models import Channel
from heedful.listen.surveys.models import Item, Questionnaire
from heedful.understand.metrics.dimensions import FILTERED, LABELS, Dimension
from heedful.understand.metrics.measures import MEASURES
from heedful.understand.metrics.queries import main_questionnaire, newest_days
from heedful.understand.metrics.series import RatedItem
from heedful.web.api import shapes
from heedful.web.api.paging import after_name
from heedful.web.api.problems import Problem

FIXED = {
    Dimension.WEEKDAY: [str(day) for day in range(7)],
    Dimension.CHANNEL: list(Channel.values),
}


def measures() -> shapes.Measures:
    """Everything that can be asked for."""
    found = [
        shapes.MeasureShape(
            name=one.name,
            label=gettext(one.label),
            unit=gettext(one.unit),
            plain=gettext(one.plain),
            formula=gettext(one.formula),
            interval=gettext(one.interval),
            dimensions=sorted(one.dimensions),
        )
        for one in MEASURES.values()
    ]
    return shapes.Measures(measures=found, version=settings.VERSION)


def dimensions() -> shapes.Dimensions:
    """What answers can be cut by and filtered by."""
    found = [
        shapes.DimensionShape(
            name=one,
            label=gettext(LABELS[one]),
            cuts=True,
            filters=one in FILTERED,
            values=FIXED.get(one),
        )
        for one in Dimension
    ]
    return shapes.Dimensions(dimensions=found, version=settings.VERSION)


def questionnaires(caller: Caller) -> shapes.Questionnaires:
    """The questionnaires of the organisation with their items. Five queries."""
    tenant = caller.member.tenant_id
    main = main_questionnaire(tenant_id=tenant)
    newest = newest_days(tenant_id=tenant)
    items: dict[uuid.UUID, list[shapes.Item]] = {}
    for item in Item.objects.filter(tenant=tenant).order_by("slot"):
        items.setdefault(item.questionnaire_id, []).append(item_shape(item))
    found = [
        shapes.QuestionnaireShape(
            id=one.pk,
            name=one.name,
            main=main is not None and one.pk == main.pk,
            newest_day=newest.get(one.pk),
            items=items.get(one.pk, []),
        )
        for one in Questionnaire.objects.filter(tenant=tenant).order_by("created_at")
    ]
    return shapes.Questionnaires(questionnaires=found, version=settings.VERSION)


def item_shape(item: RatedItem | Item) -> shapes.Item:
    return shapes.Item(
        code=item.code,
        label=item.label,
        role=item.role,
        low=item.low,
        high=item.high,
        primary=item.primary,
    )


def locations(caller: Caller, *, limit: int, after: str | None) -> shapes.Places:
    """Groups and locations in the token's reach by name, each with what it hangs below."""
    member, today = caller.member, timezone.localdate()
    nodes, further = after_name(
        nodes_visible_to(member=member), name="name", key="pk", after=after, limit=limit
    )
    hung = Placement.objects.filter(
        tenant=member.tenant_id, node__in=nodes, valid_from__lte=today, valid_to__gt=today
    )
    parents = dict(hung.values_list("node_id", "parent_id"))
    found = [
        shapes.PlaceShape(
            id=node.pk,
            code=node.code,
            name=node.name,
            kind="location" if node.is_location else "group",
            parent=None if node.pk == member.scope_id else parents.get(node.pk),
            time_zone=node.time_zone,
        )
        for node in nodes
    ]
    return shapes.Places(locations=found, next=further, version=settings.VERSION)


def place(member: Member, key: uuid.UUID | None) -> Node:
    """The place asked about, the token's own when none is named. Raises Problem."""
    if key is None:
        return member.scope
    found = nodes_visible_to(member=member).filter(pk=key).first()
    if found is None:
        raise Problem("nothing-here")
    return found
