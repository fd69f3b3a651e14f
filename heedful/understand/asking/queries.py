"""The door for questions: what a person may see, in the shape that every page and program shows."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

import numpy as np

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import children, dayparts_of, locations_under, nodes_visible_to
from heedful.listen.surveys.models import Item, Questionnaire
from heedful.understand.asking.answers import Answer, Figures, Key, finish
from heedful.understand.asking.overview import Scores, location_scores
from heedful.understand.asking.planner import Plan, plan, serve
from heedful.understand.asking.rules import NotAQuestion, Question
from heedful.understand.metrics.counts import Count, Path, keys_heard
from heedful.understand.metrics.dimensions import PLACES, Dimension
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.queries import main_questionnaire, subject
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, fits
from heedful.understand.metrics.subject import NoOutcome, Subject
from heedful.understand.wording import gettext_noop


def ask(*, member: Member, question: Question, paths: Sequence[Path] | None = None) -> Answer:
    """Answer a question within what a person may see. Raises NotAQuestion, NoPath."""
    about = subject_of(member=member, question=question)
    place = place_of(member=member, question=question)
    if question.is_pooled and paths is None:
        return _pooled(question, about, place)
    count = _count(question, about, place)
    served = serve(count, paths)
    keys = _keys(question, count, {key[1:] for key in keys_heard(served.counted)})
    figures = finish(about, served.counted, keys)
    shown = _shown(question, keys)
    return Answer(question, about, shown, figures, served.plan, served.fresh)


def planned(*, member: Member, question: Question) -> Plan:
    """Say where a question would be counted, without counting. Raises NotAQuestion, NoPath."""
    about = subject_of(member=member, question=question)
    return plan(_count(question, about, place_of(member=member, question=question)))


def _count(question: Question, about: Subject, place: Node) -> Count:
    nodes, are_locations = _nodes(question, place)
    question.check_size(len(nodes))
    return Count(
        about,
        question.of.needs,
        question.spans,
        nodes,
        are_locations=are_locations,
        by=tuple(one for one in question.by if one not in PLACES),
        where=question.where,
    )


def subject_of(*, member: Member, question: Question) -> Subject:
    """The item and questionnaire that a question is about. Raises NotAQuestion."""
    tenant = member.tenant_id
    chosen = main_questionnaire(tenant_id=tenant)
    if question.questionnaire is not None:
        chosen = Questionnaire.objects.filter(tenant=tenant, pk=question.questionnaire).first()
    if chosen is None:
        raise NotAQuestion(gettext_noop("There is no such questionnaire here."))
    try:
        about = subject(
            tenant_id=tenant,
            questionnaire_id=chosen.pk,
            item=question.item,
            metric=question.of.metric,
        )
    except KeyError:
        raise NotAQuestion(
            gettext_noop("The questionnaire has no item “%(name)s”."), name=str(question.item)
        ) from None
    except (NoOutcome, Item.DoesNotExist):
        raise NotAQuestion(gettext_noop("The questionnaire asks for no outcome.")) from None
    if not fits(about.metric, about.item):
        raise NotAQuestion(
            gettext_noop("A recommend score needs the question whether one would recommend.")
        )
    if question.of.needs is Need.PAIRS and about.slot == about.series.outcome:
        raise NotAQuestion(gettext_noop("Name an item other than the outcome to set beside it."))
    return about


def place_of(*, member: Member, question: Question) -> Node:
    """The place asked about, as far as the person may see it. Raises NotAQuestion."""
    visible = nodes_visible_to(member=member, on=question.window.last)
    place = visible.filter(pk=question.under or member.scope_id).first()
    if place is None:
        raise NotAQuestion(gettext_noop("There is no such place here on the last of these days."))
    return place


def _nodes(question: Question, place: Node) -> tuple[tuple[uuid.UUID, ...], bool]:
    """The places whose sums are counted, and whether these are locations."""
    last = question.window.last
    if Dimension.LOCATION in question.by:
        below = locations_under(node=place, on=last).order_by("name", "pk")
        return tuple(below.values_list("pk", flat=True)), True
    if Dimension.GROUP in question.by:
        return tuple(children(node=place, on=last).values_list("pk", flat=True)), False
    return (place.pk,), place.is_location


def _keys(question: Question, count: Count, found: set[Key]) -> list[Key]:
    """Groups in the order they are shown: places as given, then times and words in their order."""
    if not count.by:
        return [(node,) for node in count.nodes]
    order = {node: i for i, node in enumerate(count.nodes)}
    if Dimension.DAYPART not in question.by:
        # There may be a quarter of a million of them.
        return sorted(found, key=lambda key: (order[key[0]], *key[1:]))
    known = dayparts_of(tenant_id=count.subject.tenant_id)
    parts = {part.name: i for i, part in enumerate(known)}

    def in_order(key: Key) -> Key:
        told = zip(count.by, key[1:], strict=True)
        return order[key[0]], *(parts[v] if cut is Dimension.DAYPART else v for cut, v in told)

    return sorted(found, key=in_order)


def _shown(question: Question, keys: Sequence[Key]) -> tuple[Key, ...]:
    """The values of `question.by`, in its order; in a key the place comes first."""
    others = [one for one in question.by if one not in PLACES]
    at = [0 if one in PLACES else 1 + others.index(one) for one in question.by]
    if len(at) < 2:
        return tuple(tuple(key[i] for i in at) for key in keys)
    return tuple(map(itemgetter(*at), keys))


def _pooled(question: Question, about: Subject, place: Node) -> Answer:
    """Locations as every page shows them: each pulled toward its group by how little is known."""
    nodes, _ = _nodes(question, place)
    beside = question.compare.window(question.window)
    scores = location_scores(
        subject=about,
        window=question.window,
        locations=nodes,
        beside=beside,
        where=question.where,
    )
    figures = _of_scores(scores)
    if beside is None:
        figures = replace(figures, change=None, is_change=None)
    served = scores.served
    keys = tuple((node,) for node in nodes)
    return Answer(question, about, keys, figures, served.plan, served.fresh)


def _of_scores(scores: Scores) -> Figures:
    shown = scores.shown
    return Figures(
        value=shown.value,
        low=shown.low,
        high=shown.high,
        n=shown.n,
        answers=shown.answers,
        enough=np.asarray(shown.answers >= ENOUGH_ANSWERS),
        change=shown.change,
        is_change=shown.is_change,
        standing=shown.standing,
    )
