"""How answers are weighted: what each way would do, which one stands, and who chose it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from heedful.base.accounts.models import User
from heedful.base.org.models import Member, Node
from heedful.base.org.rules import Permission, may
from heedful.understand.studies.queries import whole_of
from heedful.understand.weights.domain import has_the_whole
from heedful.understand.weights.queries import newest_choice, newest_weighting
from heedful.understand.weights.ways import Choice, Effect, Way, Weighting
from heedful.web.about import About
from heedful.web.figures import Scale
from heedful.web.who import words


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way of weighting, as the page tells it."""

    effect: Effect
    name: str
    why: str
    do: str
    doubts: Sequence[str]
    in_use: bool


@dataclass(frozen=True, slots=True)
class WeightingPart:
    """What stands is for everybody; what each way would do is for whoever has the whole."""

    way: Way
    name: str
    by: str
    at: datetime | None
    may_choose: bool = False
    waits: bool = False  # the choice is newer than what rows count by
    refused: bool = False  # no weights can do what was chosen
    rows: Sequence[WayRow] = ()
    scale: Scale | None = None
    weighting: Weighting | None = None
    first: date | None = None
    last: date | None = None  # of the visits

    @property
    def goes_on(self) -> bool:
        """Whether answers after the last day of the visits are weighted as well."""
        whole = self.weighting
        return whole is not None and self.last is not None and whole.last > self.last


def weighting_part(*, member: Member, node: Node, about: About, has_visits: bool) -> WeightingPart:
    """Put the part together; what each way would do stands on the page of the whole only."""
    key = about.subject.questionnaire_id
    choice = newest_choice(tenant_id=member.tenant_id, questionnaire_id=key)
    chosen = whole_of(choice, Choice) if choice else Choice(Way.NONE, "")
    at = choice.computed_at if choice else None
    stands = WeightingPart(chosen.way, words.name_of(chosen.way), _name(chosen.by), at)
    if node.pk != member.scope_id or not has_the_whole(member=member):
        return stands
    run = newest_weighting(tenant_id=member.tenant_id, questionnaire_id=key)
    weighting = whole_of(run, Weighting) if run else None
    if run is None or weighting is None or not (has_visits or weighting.drawn):
        return stands
    waits = at is not None and run.computed_at < at
    return WeightingPart(
        way=stands.way,
        name=stands.name,
        by=stands.by,
        at=at,
        may_choose=may(role=member.role, permission=Permission.WEIGH_ANSWERS),
        waits=waits,
        refused=not waits and weighting.in_use != chosen.way,
        rows=[_row(one, weighting) for one in weighting.effects],
        scale=_scale(weighting.effects),
        weighting=weighting,
        first=run.first_day,
        last=run.last_day,
    )


def _row(effect: Effect, weighting: Weighting) -> WayRow:
    return WayRow(
        effect,
        words.name_of(effect.way),
        words.why_of(effect.way),
        words.do_of(effect.way),
        words.doubts_of(effect),
        effect.way == weighting.in_use,
    )


def _scale(effects: Sequence[Effect]) -> Scale | None:
    ends = [end for one in effects for end in (one.low, one.high) if end is not None]
    if not ends:
        return None
    margin = 0.05 * (max(ends) - min(ends)) or 1.0
    return Scale(min(ends) - margin, max(ends) + margin)


def _name(key: str) -> str:
    """The name of whoever chose; nothing for a person who is not known any more."""
    found = User.objects.filter(pk=uuid.UUID(key)).first() if key else None
    return (found.name or found.email) if found else ""
