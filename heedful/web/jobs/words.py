"""How the page speaks of each kind of work."""

from datetime import timedelta

from babel.dates import format_timedelta
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heedful.base.connectors.incoming.domain import RECEIVED as MESSAGE_RECEIVED
from heedful.flows import channels, dispatch, jobs, priorities, saved, weighting
from heedful.listen.exchange import tasks as answer_files
from heedful.listen.feedback.domain import CHANGED, RECEIVED
from heedful.listen.imports import tasks
from heedful.web.numbers import locale

KINDS: dict[str, str | Promise] = {
    tasks.RUN: gettext_lazy("Reading a file of feedback"),
    tasks.UNDO: gettext_lazy("Taking out what a file added"),
    answer_files.WRITE: gettext_lazy("Writing answers into a file"),
    priorities.REFRESH: gettext_lazy("Finding priorities"),
    weighting.WEIGH: gettext_lazy("Weighting answers"),
    saved.ANSWER: gettext_lazy("Answering a kept question"),
    saved.COUNT: gettext_lazy("Counting for somebody who waits"),
    CHANGED: gettext_lazy("Counting feedback"),
    RECEIVED: gettext_lazy("Looking at new feedback for alerts"),
    MESSAGE_RECEIVED: gettext_lazy("Looking who waits for a message"),
    channels.POLL: gettext_lazy("Looking into a mailbox"),
    channels.FETCH: gettext_lazy("Fetching a spoken answer"),
}
# The processes that nobody looks at, and what stands still without each.
PROCESSES: dict[str, tuple[str | Promise, str | Promise]] = {
    dispatch.NAME: (
        pgettext_lazy("process", "Dispatcher"),
        gettext_lazy("counts what comes in"),
    ),
    jobs.NAME: (
        pgettext_lazy("process", "Worker"),
        gettext_lazy("reads files and finds priorities"),
    ),
}


def kind_of_work(name: str) -> str:
    """What a task or a topic does."""
    return str(KINDS.get(name) or _("Other work (%(name)s)") % {"name": name})


def lasting(passed: timedelta) -> str:
    """Write how long something lasts: "3 seconds"."""
    return format_timedelta(max(passed, timedelta()), threshold=1.2, locale=locale())


def ago(passed: timedelta) -> str:
    """Write how long ago something was, to the second: "3 seconds ago"."""
    return _directed(-max(passed, timedelta(seconds=1)))


def coming(left: timedelta) -> str:
    """Write when something will be: "in 3 seconds"."""
    return _directed(max(left, timedelta(seconds=1)))


def _directed(delta: timedelta) -> str:
    return format_timedelta(delta, add_direction=True, threshold=1.2, locale=locale())
