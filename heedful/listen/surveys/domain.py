"""Keeping series of questions, what each version asked, and who joins a series."""

import itertools
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.base.tenancy.models import Tenant
from heedful.listen.surveys.definition import (
    Definition,
    Problem,
    as_plain,
    check,
    item_specs,
)
from heedful.listen.surveys.links import close_link, make_link, make_links
from heedful.listen.surveys.models import Item, Questionnaire, QuestionnaireVersion, SurveyLink
from heedful.listen.surveys.rules import ItemSpec, numbered, primary_code

__all__ = [
    "NotReady",
    "ScaleChanged",
    "close_link",
    "ensure_version",
    "make_link",
    "make_links",
    "publish_definition",
]


class ScaleChanged(Exception):
    """An item has another scale than the series it would join; the sentence says what to do."""


class NotReady(Exception):
    """A survey has problems, so it cannot be published; `problems` names them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{one.path}: {one.sentence}" for one in problems))
        self.problems = tuple(problems)


@transaction.atomic
def publish_definition(
    *,
    tenant: Tenant,
    definition: Definition,
    questionnaire: Questionnaire | None = None,
    questionnaire_name: str = "",
    version_name: str,
) -> QuestionnaireVersion:
    """Let a series ask this from now on: links that are not pinned lead to it.

    The series is a known one or is found by its name, and made where there is none. What was
    published before stays as it was; the same again changes nothing. Call it inside the tenant's
    fence. Raises NotReady, ScaleChanged.
    """
    problems = check(definition)
    if problems:
        raise NotReady(problems)
    version = ensure_version(
        tenant=tenant,
        questionnaire=questionnaire.name if questionnaire else questionnaire_name,
        version=version_name,
        items=item_specs(definition),
        definition=definition,
    )
    others = QuestionnaireVersion.objects.filter(
        tenant=tenant, questionnaire=version.questionnaire_id
    )
    SurveyLink.objects.filter(tenant=tenant, pinned=False, version__in=others).update(
        version=version
    )
    return version


@transaction.atomic
def ensure_version(
    *,
    tenant: Tenant,
    questionnaire: str,
    version: str,
    items: Sequence[ItemSpec],
    definition: Definition | None = None,
) -> QuestionnaireVersion:
    """Find or make the series, its items and the version that asked exactly these, in this order.

    Items are known by their code and keep their slot for ever; a new one gets the next slot. When
    the version's name already stands for other items or other words, "2018 (2)" is made. Safe to
    repeat and to run at the same time. Call it inside the tenant's fence. Raises ScaleChanged.
    """
    plain = as_plain(definition) if definition else None
    series, _made = Questionnaire.objects.get_or_create(tenant=tenant, name=questionnaire)
    # Slots are given one after the other, so whoever comes second waits here.
    Questionnaire.objects.select_for_update().get(pk=series.pk)
    slots = _slots(series, items)
    for attempt in itertools.count(1):
        found, made = QuestionnaireVersion.objects.get_or_create(
            tenant=tenant,
            questionnaire=series,
            name=numbered(version, attempt),
            defaults={"slots": slots, "definition": plain},
        )
        if made or (found.slots == slots and plain in (None, found.definition)):
            return found
    raise AssertionError  # pragma: no cover  # the count above has no end


def _slots(series: Questionnaire, specs: Sequence[ItemSpec]) -> list[int]:
    known = {item.code: item for item in series.items.all()}
    no_primary = not any(item.primary for item in known.values())
    wanted = primary_code(specs) if no_primary else None
    next_slot = itertools.count(max((item.slot for item in known.values()), default=-1) + 1)
    for spec in specs:
        if spec.code in known:
            _same_scale(known[spec.code], spec)
        else:
            known[spec.code] = _add_item(series, spec, next(next_slot))
    if wanted and known[wanted].role == "outcome":
        Item.objects.filter(pk=known[wanted].pk).update(primary=True)
    return [known[spec.code].slot for spec in specs]


def _add_item(series: Questionnaire, spec: ItemSpec, slot: int) -> Item:
    return Item.objects.create(
        tenant_id=series.tenant_id,
        questionnaire=series,
        slot=slot,
        code=spec.code,
        label=spec.label,
        role=spec.role,
        kind=spec.kind,
        low=spec.low,
        high=spec.high,
    )


def _same_scale(item: Item, spec: ItemSpec) -> None:
    if (item.low, item.high, item.kind) != (spec.low, spec.high, spec.kind):
        raise ScaleChanged(
            _(
                "“%(code)s” is rated from %(low)s to %(high)s in this series, but here from"
                " %(new_low)s to %(new_high)s. Give the item another code, or the questionnaire"
                " another name."
            )
            % {
                "code": spec.code,
                "low": item.low,
                "high": item.high,
                "new_low": spec.low,
                "new_high": spec.high,
            }
        )
