"""Keeping series of questions, and the addresses at which customers answer them."""

import itertools
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.base.org.models import Node
from heedful.base.tenancy.models import Tenant
from heedful.listen.surveys.models import Item, Questionnaire, QuestionnaireVersion, SurveyLink
from heedful.listen.surveys.rules import ItemSpec, numbered, primary_code, token_hash


class ScaleChanged(Exception):
    """An item has another scale than the series it would join; the sentence says what to do."""


@transaction.atomic
def ensure_version(
    *, tenant: Tenant, questionnaire: str, version: str, items: Sequence[ItemSpec]
) -> QuestionnaireVersion:
    """Find or make the series, its items and the version that asked exactly these, in this order.

    Items are known by their code and keep their slot for ever; a new one gets the next slot. When
    the version's name already stands for other items, "2018 (2)" is made. Safe to repeat and to
    run at the same time. Call it inside the tenant's fence. Raises ScaleChanged.
    """
    series, _made = Questionnaire.objects.get_or_create(tenant=tenant, name=questionnaire)
    # Slots are given one after the other, so whoever comes second waits here.
    Questionnaire.objects.select_for_update().get(pk=series.pk)
    slots = _slots(series, items)
    for attempt in itertools.count(1):
        found, made = QuestionnaireVersion.objects.get_or_create(
            tenant=tenant,
            questionnaire=series,
            name=numbered(version, attempt),
            defaults={"slots": slots},
        )
        if made or found.slots == slots:
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


def make_link(*, version: QuestionnaireVersion, location: Node, channel: str = "web") -> str:
    """Open an address for one location's customers and return its secret; only a hash is kept."""
    token = secrets.token_urlsafe(24)
    SurveyLink.objects.create(
        token_hash=token_hash(token),
        tenant_id=version.tenant_id,
        version=version,
        location=location,
        channel=channel,
    )
    return token


def close_link(*, token: str, now: datetime) -> bool:
    """Let nobody answer at this address any more; say whether it was open. Safe to repeat."""
    open_ones = SurveyLink.objects.filter(token_hash=token_hash(token), closed_at=None)
    return bool(open_ones.update(closed_at=now))
