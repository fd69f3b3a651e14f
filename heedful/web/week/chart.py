"""The heat map of a week: weekdays by parts of the day, with what clearly stands out marked."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.understand.week.rules import Cell
from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import WIDE, Figure, Words, figure
from heedful.web.charts.library import alt, inline
from heedful.web.charts.theme import Palette
from heedful.web.numbers import number
from heedful.web.week.page import Weeks

AXIS = 46
ROW = 44
# How strongly cells are filled: what is marked, and at most what may be chance.
STRONG, FAINT = 0.45, 0.12
WEAK_MARK, STRONG_MARK = "▼", "▲"
MOST_LINES = 3


def figure_of(page: Weeks) -> Figure | None:
    """The heat map as the page shows it; None without answers."""
    if not page.rows and not page.marked:
        return None
    if page.rows:
        said = _("Average of each part of the week. The table has the same numbers.")
        reading = _(
            "Marked are only parts that clearly differ from the rest of this location's week:"
            " weak ▼, strong ▲. The faint ones may be chance. Of all marks no more than one in ten"
            " is expected to be a false alarm."
        )
    else:
        said = _("Weak and strong locations by part of the week. The table has the same numbers.")
        reading = _(
            "Numbers are locations that are weak ▼ or strong ▲ then, each compared with its own"
            " week. Of all marks no more than one in ten is expected to be a false alarm."
        )
    return figure(
        drawing(page),
        Words(title_of(page), said, reading),
        address=lambda kind: reverse("week-chart", args=[page.node.pk, kind]),
    )


def title_of(page: Weeks) -> str:
    """What the heat map shows, in a sentence."""
    if page.rows:
        if page.weakest:
            part = {"part": page.weakest.name}
            return _("%(part)s is the weakest part of the week here") % part
        return _("No part of the week is clearly weak here")
    marks = page.marks
    if not marks or not marks[0].weak:
        return _("No part of the week is weak for a location alone")
    told = {"part": marks[0].name, "n": number(len(marks[0].weak)), "all": number(page.heard)}
    return (
        ngettext(
            "%(part)s is weak at %(n)s location of %(all)s",
            "%(part)s is weak at %(n)s locations of %(all)s",
            len(marks[0].weak),
        )
        % told
    )


def drawing(page: Weeks) -> Callable[[int], Draw]:
    """The heat map for a width."""
    cells = list(_of_location(page) if page.rows else _of_group(page))
    days = [row.short for row in page.rows or page.marked]
    parts = [name for name, _starts in page.columns]

    def at_width(width: int) -> Draw:
        plot = width - AXIS
        small = 12 if width >= WIDE else 10

        def draw(palette: Palette) -> alt.TopLevelMixin:
            top = alt.Axis(
                orient="top", labelAngle=0, labelFontSize=small, labelLimit=plot / len(parts),
                labelPadding=6, domain=False, ticks=False,
            )  # fmt: skip
            left = alt.Axis(domain=False, ticks=False, labelPadding=6)
            base = alt.Chart(inline(cells)).encode(
                x=alt.X("part:N", sort=parts, title=None, scale=alt.Scale(domain=parts), axis=top),
                y=alt.Y("day:N", sort=days, title=None, scale=alt.Scale(domain=days), axis=left),
            )
            return alt.layer(*_layers(base, palette)).properties(width=plot, height=ROW * len(days))

        return draw

    return at_width


def _of_location(page: Weeks) -> Iterator[dict[str, Any]]:
    level = page.here.level if page.here else None
    parts = [(row.short, part) for row in page.rows for part in row.parts]
    away = [_away(part.cell, level) for _day, part in parts]
    widest = max(map(abs, away), default=0.0) or 1.0
    for (day, part), off in zip(parts, away, strict=True):
        cell = part.cell
        marked = cell is not None and cell.is_marked
        lines = [number(cell.value, page.decimals)] if cell and cell.value is not None else []
        lines += [WEAK_MARK if cell.is_weak else STRONG_MARK] if cell and marked else []
        yield _cell(
            day,
            part.column,
            lines,
            is_bad=cell.is_weak if cell and marked else off < 0,
            fill=STRONG if marked else FAINT * abs(off) / widest,
            is_marked=marked,
        )


def _away(cell: Cell | None, level: float | None) -> float:
    return 0.0 if cell is None or cell.value is None or level is None else cell.value - level


def _of_group(page: Weeks) -> Iterator[dict[str, Any]]:
    most = max([max(len(part.weak), len(part.strong)) for part in page.marks], default=1)
    for row in page.marked:
        for part in row.parts:
            weak, strong, pattern = len(part.weak), len(part.strong), part.pattern
            is_bad = pattern.distance < 0 if pattern else weak >= strong
            lines = [f"{WEAK_MARK if is_bad else STRONG_MARK} {_('all')}"] if pattern else []
            lines += [f"{WEAK_MARK} {number(weak)}"] if weak else []
            lines += [f"{STRONG_MARK} {number(strong)}"] if strong else []
            fill = STRONG if pattern else STRONG * max(weak, strong) / most
            yield _cell(
                row.short, part.column, lines, is_bad=is_bad, fill=fill, is_marked=bool(lines)
            )


def _cell(
    day: str, part: str, lines: list[str], *, is_bad: bool, fill: float, is_marked: bool
) -> dict[str, Any]:
    return {
        "day": day,
        "part": part,
        "text": "\n".join(lines),
        "lines": len(lines),
        "bad": is_bad,
        "fill": fill,
        "marked": is_marked,
    }


def _layers(base: "alt.Chart", palette: Palette) -> "list[alt.Chart]":
    color = alt.condition("datum.bad", alt.value(palette.bad), alt.value(palette.good))
    text: dict[str, Any] = {"baseline": "middle", "fontSize": 12, "lineBreak": "\n"}
    # Lines go down from where the first stands, so that several begin higher.
    marked = [
        base.transform_filter(f"datum.marked && datum.lines === {n}")
        .mark_text(**text, color=palette.ink, fontWeight="bold", dy=-7.5 * (n - 1))
        .encode(text="text:N")
        for n in range(1, MOST_LINES + 1)
    ]
    return [
        base.mark_rect(fillOpacity=0, stroke=palette.line),
        base.mark_rect().encode(color=color, opacity=alt.Opacity("fill:Q", scale=None)),
        base.transform_filter("!datum.marked")
        .mark_text(**text, color=palette.ink_soft)
        .encode(text="text:N"),
        *marked,
    ]
