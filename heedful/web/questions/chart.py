"""The charts of questions: what each tells alone, and what shorter forms keep."""

from collections.abc import Callable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.understand.questions.rules import Shortest
from heedful.web.charts.bars import Bar, bars
from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import Figure, Words, figure
from heedful.web.charts.library import alt, inline
from heedful.web.charts.theme import Palette
from heedful.web.numbers import number, percent
from heedful.web.questions.page import Alone, Questions

ALONE, SHORTEST = "alone", "shortest"
AXIS = 62
HEIGHT = 200


def drawing(page: Questions, about: str) -> Callable[[int], Draw] | None:
    """One of the charts; None where there is too little for it. Raises KeyError."""
    return DRAWINGS[about](page)


def title_of(page: Questions, about: str) -> str:
    """What a chart shows, in a sentence; empty where there is too little for it."""
    alone, form = page.alone, page.study.shortest
    if about == ALONE and alone:
        told = {"low": percent(alone[-1].value), "high": percent(alone[0].value)}
        return _("Each rating tells %(low)s to %(high)s that no other tells") % told
    if about == SHORTEST and form:
        told = {
            "n": number(len(form.kept)),
            "all": number(len(form.kept) + len(form.gone)),
            "kept": percent(form.agreement),
        }
        return _("%(n)s of %(all)s ratings keep %(kept)s of the order") % told
    return ""


def figure_of(page: Questions, about: str) -> Figure | None:
    """A chart as the page shows it; None where there is too little for it."""
    chart = drawing(page, about)
    if chart is None:
        return None
    said, reading = {
        ALONE: (
            _("What each rating tells alone. The table has the same numbers."),
            _("Lines are 95% intervals. The faint ones could go."),
        ),
        SHORTEST: (
            _("How much of the order shorter forms keep. The table has the same numbers."),
            _("Filled: the shortest form and longer ones. The dashed line is what must be kept."),
        ),
    }[about]
    return figure(
        chart,
        Words(title_of(page, about), said, reading),
        address=lambda kind: (
            f"{reverse('questions-chart', args=[page.node.pk, about, kind])}?{page.period.query}"
        ),
    )


def _alone(page: Questions) -> Callable[[int], Draw] | None:
    if not page.alone:
        return None
    return bars([_bar(one) for one in page.alone], title=_("Told by no other rating"))


def _bar(one: Alone) -> Bar:
    return Bar(one.item.label, one.value, one.low, one.high, is_faint=one.could_go)


def _shortest(page: Questions) -> Callable[[int], Draw] | None:
    form = page.study.shortest
    if form is None or not form.steps:
        return None

    def at_width(width: int) -> Draw:
        return lambda palette: _steps(form, page.study.keep, palette, width - AXIS)

    return at_width


def _steps(form: Shortest, keep: float, palette: Palette, plot: int) -> "alt.TopLevelMixin":
    """Down from all ratings, one less at each step."""
    every = len(form.kept) + len(form.gone)
    rows = [{"left": every, "kept": 1.0, "taken": True}]
    rows += [
        {"left": every - i, "kept": step.agreement, "taken": step.is_taken}
        for i, step in enumerate(form.steps, 1)
    ]
    x = alt.X(
        "left:Q",
        title=_("Ratings that are left"),
        scale=alt.Scale(domain=[every, every - len(form.steps)], nice=False, padding=8),
        axis=alt.Axis(values=[row["left"] for row in rows], grid=False, format="d"),
    )
    least = min(keep, *(float(row["kept"]) for row in rows))
    y = alt.Y(
        "kept:Q",
        title=_("Order kept"),
        scale=alt.Scale(domain=[least - 0.02, 1.0], nice=False, zero=False, clamp=True),
        axis=alt.Axis(format=".0%", grid=False, tickCount=5),
    )
    base = alt.Chart(inline(rows)).encode(x=x, y=y)
    bar = alt.Chart(inline([{"kept": keep}]))
    fill = alt.condition("datum.taken", alt.value(palette.accent), alt.value(palette.ground))
    return alt.layer(
        bar.mark_rule(color=palette.ink_soft, strokeDash=[5, 4]).encode(y=y),
        base.mark_line(color=palette.accent, interpolate="step-after", strokeWidth=2, opacity=0.5),
        base.mark_point(size=70, opacity=1, stroke=palette.accent).encode(fill=fill),
    ).properties(width=plot, height=HEIGHT)


DRAWINGS: Mapping[str, Callable[[Questions], Callable[[int], Draw] | None]] = {
    ALONE: _alone,
    SHORTEST: _shortest,
}
