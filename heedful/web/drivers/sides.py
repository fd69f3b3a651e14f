"""Whether low or high answers count for more: what the page of drivers shows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.understand.asymmetry.queries import latest
from heedful.understand.asymmetry.rules import ItemAsymmetry, Weight
from heedful.understand.metrics.series import RatedItem
from heedful.web.about import About

WORDS: Mapping[Weight, str | Promise] = {
    Weight.MUST_HAVE: _("Must be right"),
    Weight.MORE_IS_BETTER: _("More is better"),
    Weight.DELIGHT: _("Delights"),
    Weight.NOT_SHOWN: _("Not enough evidence yet"),
}


@dataclass(frozen=True, slots=True)
class SideRow:
    """One rating, below and above its usual answer."""

    item: RatedItem
    found: ItemAsymmetry

    @property
    def weight(self) -> str | Promise:
        return WORDS[self.found.weight]

    @property
    def is_shown(self) -> bool:
        return self.found.weight is not Weight.NOT_SHOWN


@dataclass(frozen=True, slots=True)
class Sides:
    rows: Sequence[SideRow]
    n: int
    locations: int
    first_day: date
    last_day: date


def sides_of(about: About) -> Sides | None:
    """What was found over all places together; None while nobody has looked. One query."""
    subject = about.subject
    found = latest(tenant_id=subject.tenant_id, questionnaire_id=subject.questionnaire_id)
    if found is None:
        return None
    items = {item.code: item for item in subject.series.items}
    rows = [SideRow(items[one.item], one) for one in found.study.items if one.item in items]
    return Sides(rows, found.study.n, found.study.locations, found.first_day, found.last_day)
