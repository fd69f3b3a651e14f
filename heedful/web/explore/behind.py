"""The words behind an answer: comments of the place, days and answers asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import dayparts_of
from heedful.listen.feedback.models import Channel
from heedful.listen.feedback.words import Behind, Comment, words_visible_to
from heedful.listen.surveys.models import ItemKind
from heedful.understand.asking.lately import Asked
from heedful.understand.asking.queries import place_of, subject_of
from heedful.understand.asking.rules import NotAQuestion
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.series import RatedItem
from heedful.understand.risk.rules import unhappy_mark
from heedful.understand.translation import say
from heedful.web.about import what_it_is_about
from heedful.web.explore.asked import CannotAnswer, asked_of, params_of
from heedful.web.explore.telling import days_of, filters_of
from heedful.web.explore.words import value_of

PER_PAGE = 25
# Before the first part of the day begins, and after the last one has.
NEVER, EVER = -100_000, 100_000


@dataclass(frozen=True, slots=True)
class Spoken:
    comment: Comment
    channel: str
    language: str
    unhappy: bool  # by the answer to the item asked about


@dataclass(frozen=True, slots=True)
class Words:
    asked: Asked
    place: Node
    item: RatedItem
    days: str
    filters: Sequence[str]
    spoken: Sequence[Spoken]
    number: int
    more: bool


def words_page(*, member: Member, query: QueryDict) -> Words | None:
    """Put the page together; None while there is no feedback. Raises CannotAnswer."""
    about = what_it_is_about(member=member)
    if about is None:
        return None
    asked = asked_of(member=member, about=about, params=params_of(query))
    question = asked.question
    try:
        subject = subject_of(member=member, question=question)
        place = place_of(member=member, question=question)
    except NotAQuestion as error:
        raise CannotAnswer(say(error.said)) from error
    where = {one.dimension: one.values for one in question.where}
    asked_page = query.get("page", "")
    number = max(int(asked_page), 1) if asked_page.isdecimal() and len(asked_page) < 5 else 1
    behind = Behind(
        questionnaire_id=subject.questionnaire_id,
        slot=subject.slot,
        place_id=place.pk,
        is_location=place.is_location,
        first=question.window.first,
        last=question.window.last,
        weekdays=[int(day) for day in where.get(Dimension.WEEKDAY, ())],
        minutes=_minutes(member, where),
        channels=where.get(Dimension.CHANNEL, ()),
        languages=where.get(Dimension.LANGUAGE, ()),
        versions=where.get(Dimension.VERSION, ()),
    )
    first = (number - 1) * PER_PAGE
    found = words_visible_to(member=member, behind=behind, limit=PER_PAGE + 1, offset=first)
    return Words(
        asked=asked,
        place=place,
        item=subject.item,
        days=days_of(question.window),
        filters=filters_of(question),
        spoken=[_spoken(one, subject.item) for one in found[:PER_PAGE]],
        number=number,
        more=len(found) > PER_PAGE,
    )


def _spoken(comment: Comment, item: RatedItem) -> Spoken:
    known = comment.channel in Channel.values
    mark = unhappy_mark(low=item.low, high=item.high, recommend=item.kind == ItemKind.RECOMMEND)
    return Spoken(
        comment,
        channel=str(Channel(comment.channel).label) if known else comment.channel,
        language=value_of(Dimension.LANGUAGE, comment.language) if comment.language else "",
        unhappy=comment.score is not None and comment.score <= mark,
    )


def _minutes(member: Member, where: Mapping[Dimension, Sequence[str]]) -> list[tuple[int, int]]:
    """The minutes of the parts of the day asked for. Raises CannotAnswer."""
    names = where.get(Dimension.DAYPART, ())
    parts = dayparts_of(tenant_id=member.tenant_id) if names else ()
    starts = [NEVER, *(part.starts for part in parts[1:]), EVER]
    bounds = {part.name: (starts[i], starts[i + 1]) for i, part in enumerate(parts)}
    try:
        return [bounds[name] for name in names]
    except KeyError as unknown:
        text = _("There is no part of the day called “%(name)s”.")
        raise CannotAnswer(text % {"name": unknown.args[0]}) from unknown
