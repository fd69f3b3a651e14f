"""What there is to ask about: questionnaires, their items, their newest days, the places."""

import uuid
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery, Sum

from heedful.base.org.models import Node, NodeKind
from heedful.listen.surveys.models import Item, Questionnaire
from heedful.understand.metrics.models import DayCell
from heedful.understand.metrics.rules import Metric
from heedful.understand.metrics.series import RatedItem, Series
from heedful.understand.metrics.subject import Subject


def series_of(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> Series:
    """The items of a questionnaire by slot. Raises Item.DoesNotExist when it has none."""
    items = list(Item.objects.filter(tenant=tenant_id, questionnaire=questionnaire_id))
    if not items:
        raise Item.DoesNotExist(f"questionnaire {questionnaire_id} has no items")
    if [item.slot for item in items] != list(range(len(items))):
        raise ValueError(f"the slots of questionnaire {questionnaire_id} have gaps")
    return Series(tuple(_rated(item) for item in items))


def subject(
    *,
    tenant_id: uuid.UUID,
    questionnaire_id: uuid.UUID,
    item: str | None = None,
    metric: Metric | None = None,
) -> Subject:
    """What a page is about: the primary outcome by its headline metric, or what is named.

    Raises Item.DoesNotExist, NoOutcome, KeyError.
    """
    return Subject.of(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        series=series_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id),
        item=item,
        metric=metric,
    )


def _rated(item: Item) -> RatedItem:
    return RatedItem(
        code=item.code,
        label=item.label,
        role=item.role,
        low=item.low,
        high=item.high,
        kind=item.kind,
        primary=item.primary,
    )


YEAR = timedelta(days=365)


def main_questionnaire(*, tenant_id: uuid.UUID) -> Questionnaire | None:
    """The questionnaire that pages speak of: with most feedback in the newest year of any.

    The newest day alone would let one answer to a small survey hide a chain's main one.
    """
    candidates = Questionnaire.objects.filter(tenant=tenant_id, items__primary=True)
    found = list(candidates.order_by("created_at"))
    if len(found) <= 1:
        return found[0] if found else None
    newest = max(newest_days(tenant_id=tenant_id).values(), default=date.max)
    cells = DayCell.objects.filter(tenant_id=tenant_id, day__gt=newest - YEAR)
    counts = dict(cells.values_list("questionnaire_id").annotate(Sum("rows")))
    return max(found, key=lambda one: counts.get(one.pk, 0))


def newest_days(*, tenant_id: uuid.UUID) -> dict[uuid.UUID, date]:
    """The newest day with feedback of each questionnaire. One query, whatever there is to read."""
    cells = DayCell.objects.filter(tenant_id=tenant_id, questionnaire_id=OuterRef("pk"))
    newest = Subquery(cells.order_by("-day").values("day")[:1])
    known = Questionnaire.objects.filter(tenant=tenant_id).annotate(newest=newest)
    return dict(known.exclude(newest=None).values_list("pk", "newest"))


def known_locations(*, tenant_id: uuid.UUID) -> list[uuid.UUID]:
    """Every location that is or was, wherever it hangs by now."""
    locations = Node.objects.filter(tenant=tenant_id, kind=NodeKind.LOCATION)
    return list(locations.order_by("pk").values_list("pk", flat=True))
