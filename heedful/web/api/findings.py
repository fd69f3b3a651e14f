"""What goes with the outcome, and what each location should do first."""

import math
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from heedful.base.org.models import Node
from heedful.base.org.queries import locations_under
from heedful.base.tokens.queries import Caller
from heedful.understand.drivers.models import Priority
from heedful.understand.drivers.queries import (
    current_study_window,
    priorities_visible_to,
    studies_for,
    told,
)
from heedful.understand.drivers.rules import Choice, DriverShare, Study, whole_months
from heedful.understand.drivers.sentences import how_sure, what_it_brings, why_not
from heedful.understand.metrics.rules import METRICS, Metric, Window
from heedful.understand.translation import say
from heedful.understand.wording import Said, gettext_noop
from heedful.web.about import About, what_it_is_about
from heedful.web.api import shapes
from heedful.web.api.cards import DRIVERS, PRIORITY, link
from heedful.web.api.lists import place
from heedful.web.api.paging import after_name
from heedful.web.api.problems import Problem
from heedful.web.one_thing import labels_of, newest_run
from heedful.web.period import LONGEST


def priorities(
    caller: Caller, *, under: uuid.UUID | None, limit: int, after: str | None
) -> shapes.Priorities:
    """What each location should do first, by the location's name."""
    node = place(caller.member, under)
    about = what_it_is_about(member=caller.member)
    run = newest_run(about=about) if about else None
    page = f"{reverse('method-priority')}?node={node.pk}"
    if about is None or run is None:
        nothing = dict.fromkeys(
            ("questionnaire", "outcome", "metric", "first_day", "last_day", "computed_at", "next")
        )
        return shapes.Priorities(
            **nothing, priorities=[], method=link(PRIORITY, page=page), version=settings.VERSION
        )
    here = locations_under(node=node, on=timezone.localdate()).values("pk")
    rows = priorities_visible_to(member=caller.member, run=run).filter(location__in=here)
    found, further = after_name(
        rows.select_related("location"), name="location__name", key="pk", after=after, limit=limit
    )
    metric, labels = METRICS[run.study["metric"]], labels_of(about)
    return shapes.Priorities(
        questionnaire=about.questionnaire,
        outcome=run.study["outcome"],
        metric=metric.name,
        first_day=run.first_day,
        last_day=run.last_day,
        computed_at=run.computed_at,
        priorities=[_priority(row, metric, labels) for row in found],
        next=further,
        method=link(PRIORITY, page=page),
        version=settings.VERSION,
    )


def _priority(row: Priority, metric: Metric, labels: Mapping[str, str]) -> shapes.PriorityShape:
    found = told(row)
    reason = why_not(found)
    if found.first is None:
        says = say(reason) if reason else ""
    else:
        says = f"{labels[found.first.item]}. {say(what_it_brings(found.first, metric))}"
        says += f" {say(how_sure(found))}"
    return shapes.PriorityShape(
        location=row.location.name,
        location_id=row.location_id,
        n=found.n,
        first=_choice(found.first, labels) if found.first else None,
        also=[_choice(one, labels) for one in found.also],
        says=says,
    )


def _choice(choice: Choice, labels: Mapping[str, str]) -> shapes.ChoiceShape:
    return shapes.ChoiceShape(
        item=choice.item,
        label=labels[choice.item],
        gain=choice.gain,
        low=choice.low,
        high=choice.high,
        probability=choice.probability,
    )


def drivers(caller: Caller, *, under: uuid.UUID | None, window: Window | None) -> shapes.Drivers:
    """What goes with the outcome below one place, in whole months."""
    node = place(caller.member, under)
    about = what_it_is_about(member=caller.member)
    chosen = _window(about, window) if about else None
    study = None
    if about is not None and chosen is not None:
        study = next(iter(studies_for(subject=about.subject, window=chosen, node=node.pk)), None)
    page = f"{reverse('method-share')}?node={node.pk}"
    if chosen is not None:
        page += f"&from={chosen.first}&to={chosen.last}"
    return _drivers(node, chosen, study, labels_of(about) if about else {}, page)


def _window(about: About, asked: Window | None) -> Window | None:
    if asked is None:
        return current_study_window(subject=about.subject)
    if asked.first > asked.last or asked.days > LONGEST:
        raise Problem("not-a-question", Said(gettext_noop("Give ten years at most.")))
    return whole_months(asked.last, days=asked.days)


def _drivers(
    node: Node, window: Window | None, study: Study | None, labels: Mapping[str, str], page: str
) -> shapes.Drivers:
    return shapes.Drivers(
        place=node.name,
        place_id=node.pk,
        first_day=window.first if window else None,
        last_day=window.last if window else None,
        outcome=study.outcome if study else None,
        n=study.n if study else 0,
        locations=study.locations if study else 0,
        explained=_known(study.r_squared) if study else None,
        explained_low=_known(study.r_low) if study else None,
        explained_high=_known(study.r_high) if study else None,
        drivers=[_driver(one, labels) for one in study.drivers] if study else [],
        left_out={item: gettext(why) for item, why in study.left_out} if study else {},
        method=link(DRIVERS, page=page),
        version=settings.VERSION,
    )


def _driver(share: DriverShare, labels: Mapping[str, str]) -> shapes.DriverShape:
    return shapes.DriverShape(
        item=share.item,
        label=labels[share.item],
        share=share.share,
        low=share.low,
        high=share.high,
        among_three=share.among_three,
        overlap=share.vif,
        n=share.n,
        score=share.score,
        score_low=share.score_low,
        score_high=share.score_high,
        room=share.room,
        room_low=share.room_low,
        room_high=share.room_high,
    )


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
