"""What the form of the Explore page offers, with what is chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.base.org.models import Member, Node, NodeKind
from heedful.base.org.queries import dayparts_of, nodes_visible_to
from heedful.listen.feedback.models import Channel
from heedful.listen.surveys.models import ItemRole, Questionnaire, QuestionnaireVersion
from heedful.understand.asking.lately import CHOICES, Asked
from heedful.understand.asking.rules import MOST_CUTS, Compare
from heedful.understand.metrics.dimensions import PLACES, TIMES, Dimension
from heedful.understand.metrics.measures import MEASURES
from heedful.understand.metrics.series import RatedItem
from heedful.web.explore.words import COMPARES, name_of
from heedful.web.week.words import weekday

# Longer lists of groups do not fit a page; the rows of an answer lead further down.
MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """Options under one heading."""

    label: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Only:
    """Values that answers may be narrowed to."""

    name: str
    label: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Form:
    measures: Sequence[Option]
    plain: str  # what the chosen measure means
    items: Sequence[Options]
    cuts: Sequence[Sequence[Options]]  # one list of options for each cut
    days: Sequence[Option]
    first: str
    last: str
    compares: Sequence[Option]
    places: Sequence[Option]
    only: Sequence[Only]
    languages: str
    questionnaires: Sequence[Option]

    @property
    def is_narrowed(self) -> bool:
        """Whether only some answers are asked for."""
        chosen = any(option.chosen for only in self.only for option in only.options)
        return chosen or bool(self.languages)


def form_of(*, member: Member, asked: Asked, items: Sequence[RatedItem]) -> Form:
    """Offer everything that may be asked for."""
    question = asked.question
    where = {one.dimension: set(one.values) for one in question.where}
    return Form(
        measures=[
            Option(name, _(one.label), name == question.measure) for name, one in MEASURES.items()
        ],
        plain=_(question.of.plain),
        items=list(_items(items, question.item)),
        cuts=[_cuts(question.by, place) for place in range(MOST_CUTS)],
        days=_days(asked),
        first="" if asked.days else question.window.first.isoformat(),
        last="" if asked.days else question.window.last.isoformat(),
        compares=[Option(one, str(COMPARES[one]), one == question.compare) for one in Compare],
        places=_places(member, asked),
        only=list(_only(member, where)),
        languages=", ".join(sorted(where.get(Dimension.LANGUAGE, ()))),
        questionnaires=_questionnaires(member, asked),
    )


def _items(items: Sequence[RatedItem], chosen: str | None) -> Iterable[Options]:
    for role in ItemRole:
        mine = [one for one in items if one.role == role]
        if mine:
            options = [Option(one.code, one.label, one.code == chosen) for one in mine]
            yield Options(str(role.label), options)


def _cuts(by: Sequence[Dimension], place: int) -> list[Options]:
    chosen = by[place] if place < len(by) else None
    kinds = (
        (_("Place"), [one for one in Dimension if one in PLACES]),
        (_("Time"), [one for one in Dimension if one in TIMES]),
        (_("How it came"), [one for one in Dimension if one not in PLACES | TIMES]),
    )
    return [
        Options(label, [Option(one, name_of(one), one == chosen) for one in some])
        for label, some in kinds
    ]


def _days(asked: Asked) -> list[Option]:
    counted = [
        Option(
            str(n),
            _("Last %(years)s years") % {"years": n // 365}
            if n > 366
            else ngettext("Last %(n)s day", "Last %(n)s days", n) % {"n": n},
            n == asked.days,
        )
        for n in CHOICES
    ]
    return [*counted, Option("", _("The days beside"), asked.days is None)]


def _places(member: Member, asked: Asked) -> list[Option]:
    """The person's own part, the groups in it, and the place that is asked about."""
    chosen = asked.question.under
    visible = nodes_visible_to(member=member, on=timezone.localdate())
    found: dict[object, Node] = {
        node.pk: node for node in visible.filter(kind=NodeKind.GROUP).order_by("name")[:MOST_PLACES]
    }
    if chosen is not None and chosen not in found:
        found |= {node.pk: node for node in visible.filter(pk=chosen)}
    found.pop(member.scope_id, None)
    return [
        Option("", member.scope.name, chosen in (None, member.scope_id)),
        *(Option(str(key), node.name, key == chosen) for key, node in found.items()),
    ]


def _only(member: Member, where: dict[Dimension, set[str]]) -> Iterable[Only]:
    parts = dayparts_of(tenant_id=member.tenant_id)
    versions = QuestionnaireVersion.objects.filter(tenant=member.tenant_id)
    names = sorted(set(versions.values_list("name", flat=True)))
    values: dict[Dimension, list[tuple[str, str]]] = {
        Dimension.WEEKDAY: [(str(day), weekday(day)) for day in range(7)],
        Dimension.DAYPART: [(part.name, _(part.name)) for part in parts],
        Dimension.CHANNEL: [(one.value, str(one.label)) for one in Channel],
        Dimension.VERSION: [(name, name) for name in names] if len(names) > 1 else [],
    }
    for dimension, some in values.items():
        chosen = where.get(dimension, set())
        options = [Option(value, label, value in chosen) for value, label in some]
        if options:
            yield Only(str(dimension), name_of(dimension), options)


def _questionnaires(member: Member, asked: Asked) -> list[Option]:
    """Offered where there are several."""
    found = Questionnaire.objects.filter(tenant=member.tenant_id, items__primary=True)
    rows = list(found.order_by("name").values_list("pk", "name"))
    chosen = asked.question.questionnaire
    first = Option("", _("The one with most answers"), chosen is None)
    options = [first, *(Option(str(key), name, key == chosen) for key, name in rows)]
    return options if len(rows) > 1 else []
