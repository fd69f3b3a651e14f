"""An answer in sentences: what it is about, and how it was counted."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from heedful.understand.asking.planner import NOT_NEEDED
from heedful.understand.asking.rules import Compare, Question
from heedful.understand.asking.telling import Told
from heedful.understand.metrics.rules import Window
from heedful.web.explore.page import Shown
from heedful.web.explore.words import name_of, path_of, value_of
from heedful.web.numbers import clock, day, number


def title_of(shown: Shown) -> str:
    """What the answer shows, in a few words."""
    told = {
        "measure": _(shown.measure.label),
        "item": shown.told.item,
        "place": shown.told.place,
        "cuts": ", ".join(name.lower() for name in shown.cuts),
    }
    of = _("%(measure)s of “%(item)s”") if shown.told.bounds else "%(measure)s"
    where = _("%(place)s by %(cuts)s") if shown.cuts else "%(place)s"
    return f"{of}, {where}" % told


def days_of(window: Window) -> str:
    told = {"first": day(window.first), "last": day(window.last)}
    return _("%(first)s to %(last)s") % told


def beside_of(question: Question) -> str:
    """What it is compared with."""
    beside = question.compare.window(question.window)
    if question.compare is Compare.NOTHING or beside is None:
        return ""
    return days_of(beside)


def filters_of(question: Question) -> list[str]:
    """Each filter as “Weekday: Monday, Sunday”."""
    return [
        _("%(name)s: %(values)s")
        % {
            "name": name_of(one.dimension),
            "values": ", ".join(value_of(one.dimension, value) for value in one.values),
        }
        for one in question.where
    ]


def counted_words(told: Told) -> list[str]:
    """How an answer was counted, one sentence after the other."""
    return list(_counted(told))


def _counted(told: Told) -> Iterator[str]:
    yield _("Counted from %(path)s.") % {"path": path_of(told.path)}
    for one in told.looked:
        if one.path == told.path:
            yield _("It reads about %(n)s stored rows.") % {"n": number(one.reads)}
    for one in told.looked:
        if one.path == told.path:
            continue
        path = path_of(one.path)
        if one.refuses == NOT_NEEDED:
            continue
        if one.refuses:
            yield _("Not from %(path)s: it cannot tell this.") % {"path": path}
        else:
            yield _("Not from %(path)s: it would read about %(n)s stored rows.") % {
                "path": path,
                "n": number(one.reads),
            }
    if told.fresh is None:
        yield _("It holds everything that has come in by now.")
    else:
        yield _("It holds what had come in by %(moment)s.") % {"moment": clock(told.fresh)}
