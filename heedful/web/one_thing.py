"""The one thing a location should do first, put into words, or why nothing can be named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from heedful.base.org.models import Node
from heedful.understand.drivers.models import DriverRun
from heedful.understand.drivers.queries import latest_run, priority_of, told
from heedful.understand.drivers.rules import Choice, LocationPriority
from heedful.understand.drivers.sentences import how_sure, what_it_brings, why_not
from heedful.understand.metrics.rules import METRICS
from heedful.understand.translation import say
from heedful.web.about import About


@dataclass(frozen=True, slots=True)
class Named:
    """A choice with the name of its question."""

    label: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class OneThing:
    """What a manager reads. `title` is empty where no first step can be named."""

    title: str
    brings: str
    sure: str
    why_not: str
    first: Choice | None
    # The second and third choice; all that is likely where none can be named first.
    also: Sequence[Named]
    n: int
    first_day: date
    last_day: date


def labels_of(about: About) -> Mapping[str, str]:
    """The questions' names by their codes."""
    return {item.code: item.label for item in about.subject.series.items}


def newest_run(*, about: About) -> DriverRun | None:
    """The newest study of what the pages are about."""
    subject = about.subject
    return latest_run(tenant_id=subject.tenant_id, questionnaire_id=subject.questionnaire_id)


def one_thing(*, location: Node, about: About) -> OneThing | None:
    """Return what to say; None while no study has been made. Two queries."""
    run = newest_run(about=about)
    stored = priority_of(location_id=location.pk, run=run) if run else None
    if run is None or stored is None:
        return None
    return _in_words(told(stored), run, labels_of(about))


def _in_words(priority: LocationPriority, run: DriverRun, labels: Mapping[str, str]) -> OneThing:
    first, reason = priority.first, why_not(priority)
    metric = METRICS[run.study["metric"]]
    return OneThing(
        title=labels[first.item] if first else "",
        brings=say(what_it_brings(first, metric)) if first else "",
        sure=say(how_sure(priority)) if first else "",
        why_not=say(reason) if reason else "",
        first=first,
        also=[Named(labels[one.item], one) for one in priority.also],
        n=priority.n,
        first_day=run.first_day,
        last_day=run.last_day,
    )
