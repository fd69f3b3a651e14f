"""The door for questions: what a person may see, in the shape that every page and program shows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from django.conf import settings

from heedful.base.org.models import Member, Node, NodeKind
from heedful.base.org.queries import children, dayparts_of, locations_under, nodes_visible_to
from heedful.listen.surveys.models import Item, Questionnaire
from heedful.understand.asking.answers import Answer, Places, finish
from heedful.understand.asking.figures import Figures, Known
from heedful.understand.asking.groups import groups_of
from heedful.understand.asking.longest import at_most
from heedful.understand.asking.overview import Scores, location_scores
from heedful.understand.asking.places import in_order
from heedful.understand.asking.planner import Plan, plan, serve
from heedful.understand.asking.rules import NotAQuestion, Question
from heedful.understand.metrics.counts import Count, Path
from heedful.understand.metrics.dimensions import PLACES, Dimension
from heedful.understand.metrics.keys import KeyColumns
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.queries import main_questionnaire, subject
from heedful.understand.metrics.rules import ENOUGH_ANSWERS, fits
from heedful.understand.metrics.subject import NoOutcome, Subject
from heedful.understand.wording import gettext_noop


def ask(*, member: Member, question: Question, paths: Sequence[Path] | None = None) -> Answer:
    """Answer a question within what a person may see. Raises NotAQuestion, TooLong, NoPath."""
    with at_most(timedelta(seconds=settings.ENVIRONMENT.longest_question)):
        return _answered(member, question, paths)


def _answered(member: Member, question: Question, paths: Sequence[Path] | None) -> Answer:
    about = subject_of(member=member, question=question)
    places = _places(question, place_of(member=member, question=question))
    if question.is_pooled and paths is None:
        return _pooled(question, about, places)
    count = _count(question, about, places)
    served = serve(count, paths)
    groups = groups_of(count, served.counted, parts=_parts(count))
    figures = finish(about, served.counted, groups)
    shown = groups.shown(question.by)
    return Answer(question, about, places, shown, figures, served.plan, served.fresh)


def planned(*, member: Member, question: Question) -> Plan:
    """Say where a question would be counted, without counting. Raises NotAQuestion, NoPath."""
    about = subject_of(member=member, question=question)
    places = _places(question, place_of(member=member, question=question))
    return plan(_count(question, about, places))


def _count(question: Question, about: Subject, places: Places) -> Count:
    question.check_size(len(places.ids))
    return Count(
        about,
        question.of.needs,
        question.spans,
        places.ids,
        are_locations=places.are_locations,
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


def _places(question: Question, place: Node) -> Places:
    """The places whose sums are counted, in the order they are shown."""
    last = question.window.last
    if Dimension.LOCATION in question.by:
        below = locations_under(node=place, on=last).order_by("name", "pk")
        return Places(place.name, *in_order(below), are_locations=True)
    if Dimension.GROUP not in question.by:
        return Places(place.name, (place.pk,), (place.name,), place.is_location)
    groups = list(children(node=place, on=last).values_list("pk", "name", "kind"))
    ids, names, kinds = zip(*groups, strict=True) if groups else ((), (), ())
    leaves = [key for key, kind in zip(ids, kinds, strict=True) if kind == NodeKind.LOCATION]
    return Places(place.name, ids, names, are_locations=False, leaves=leaves)


def _parts(count: Count) -> list[str]:
    """The names of the parts of the day in their order, where these are cut by."""
    if Dimension.DAYPART not in count.by:
        return []
    return [part.name for part in dayparts_of(tenant_id=count.subject.tenant_id)]


def _pooled(question: Question, about: Subject, places: Places) -> Answer:
    """Locations as every page shows them: each pulled toward its group by how little is known."""
    beside = question.compare.window(question.window)
    scores = location_scores(
        subject=about,
        window=question.window,
        locations=places.ids,
        beside=beside,
        where=question.where,
    )
    figures = _of_scores(scores)
    if beside is None:
        figures = replace(figures, change=None, is_change=None)
    served = scores.served
    keys = KeyColumns((places.ids,), (np.arange(len(places.ids)),))
    return Answer(question, about, places, keys, figures, served.plan, served.fresh)


def _of_scores(scores: Scores) -> Figures:
    shown = scores.shown
    return Figures(
        value=shown.value,
        ends=Known(shown.low, shown.high),
        n=shown.n,
        answers=shown.answers,
        enough=np.asarray(shown.answers >= ENOUGH_ANSWERS),
        change=shown.change,
        is_change=shown.is_change,
        standing=shown.standing,
    )
