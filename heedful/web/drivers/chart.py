"""The chart of drivers: how much of the score goes with each rating, against where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import WIDE, Figure, Words, figure
from heedful.web.charts.labels import Box, place_labels
from heedful.web.charts.library import alt, inline
from heedful.web.charts.theme import Palette
from heedful.web.drivers.page import DriverRow, Drivers

# What the plot leaves to axes and their titles, in pixels.
AXIS = 62
# A file has no table beside it, so it is large enough for all names.
LARGE = 960
TALL, ROOMY, SMALL = 560, 340, 320
LONGEST = 26
# More names than this would stand far from their points.
NAMED = 9
Domain = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """One rating in the chart: where it stands and its share, both with intervals."""

    name: str
    first: bool  # the first step
    at: tuple[float, float, float]  # value, low, high
    share: tuple[float, float, float]


def figure_of(page: Drivers) -> Figure | None:
    """The chart as the page shows it; None without shares."""
    if not page.rows:
        return None
    numbers = _("Numbers are those of the table.")
    reading = [
        _(
            "Upper left: goes much with the score and stands low. Lines are intervals, 90% of"
            " shares and 95% of scores."
        )
    ]
    reading += [_("The diamond is the first step.")] if _first(page) else []
    many = len(page.rows) > NAMED
    words = Words(
        title=title_of(page),
        said=_("Share of each rating against its score now. The table has the same numbers."),
        reading=" ".join([*reading, numbers] if many else reading),
        narrow="" if many else numbers,
    )
    return figure(
        drawing(page),
        words,
        address=lambda kind: (
            f"{reverse('drivers-chart', args=[page.node.pk, kind])}?{page.card_query}"
        ),
    )


def title_of(page: Drivers) -> str:
    """What the chart shows, in a sentence."""
    first = _first(page)
    if first is None:
        told = {"label": page.rows[0].item.label, "outcome": page.looked_into}
        return _("“%(label)s” has the largest share in “%(outcome)s”") % told
    if page.node.is_location:
        return _("The first step here: “%(label)s”") % {"label": first.item.label}
    return _("The most frequent first step: “%(label)s”") % {"label": first.item.label}


def drawing(page: Drivers) -> Callable[[int], Draw]:
    """The chart for a width.

    On a narrow one, and for many ratings, numbers stand for names, in the order of the table.
    """
    spots = _spots(page)
    along = _padded([end for spot in spots for end in spot.at])
    up = (0.0, max(spot.share[2] for spot in spots) * 1.08)

    def at_width(width: int) -> Draw:
        roomy = width >= WIDE
        plot = width - AXIS
        height = TALL if width >= LARGE else ROOMY if roomy else SMALL
        named = width >= LARGE or (roomy and len(spots) <= NAMED)
        names = [_short(one.name) if named else str(i) for i, one in enumerate(spots, 1)]
        rows = _rows(spots, names, (along, up), (plot, height))

        def draw(palette: Palette) -> alt.TopLevelMixin:
            layers = _layers(inline(rows), palette, (along, up), _title_of_x(page))
            return alt.layer(*layers).properties(width=plot, height=height)

        return draw

    return at_width


def _spots(page: Drivers) -> list[Spot]:
    first, per = _first(page), _is_per_cent(page)
    return [
        Spot(
            name=row.item.label,
            first=row is first,
            at=_stands(row, per=per),
            share=(one.share, one.low, one.high),
        )
        for row in page.rows
        for one in [row.beside or row.share]
    ]


def _first(page: Drivers) -> DriverRow | None:
    """The location's first step, or that of most locations of a group; only of the outcome."""
    if page.of is not None:
        return None
    one = page.one.first if page.one else None
    codes = [one.item] if one else [step.code for step in page.first_steps[:1]]
    return next((row for row in page.rows if row.item.code in codes), None)


def _is_per_cent(page: Drivers) -> bool:
    """Ratings on scales of their own are compared by how far up their scale they stand."""
    return len({(row.item.low, row.item.high) for row in page.rows}) > 1


def _stands(row: DriverRow, *, per: bool) -> tuple[float, float, float]:
    low, width = (row.item.low, row.item.high - row.item.low) if per else (0, 1)
    ends = (row.share.score, row.share.score_low, row.share.score_high)
    value, start, end = ((one - low) / width for one in ends)
    return value, start, end


def _title_of_x(page: Drivers) -> str:
    return (
        _("Score now, from the lowest to the highest answer")
        if _is_per_cent(page)
        else _("Score now")
    )


def _padded(ends: Sequence[float]) -> Domain:
    low, high = min(ends), max(ends)
    margin = 0.06 * (high - low) or 0.5
    return low - margin, high + margin


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _rows(
    spots: Sequence[Spot],
    names: Sequence[str],
    domains: tuple[Domain, Domain],
    plot: tuple[int, int],
) -> list[dict[str, Any]]:
    """Rows of data, with the places of labels told in units of the axes."""
    (left, right), (bottom, top) = domains
    wide, high = plot[0] / (right - left), plot[1] / (top - bottom)

    def across(value: float) -> float:
        return (value - left) * wide

    def down(share: float) -> float:
        return (top - share) * high

    points = [(across(one.at[0]), down(one.share[0])) for one in spots]
    lines = []
    for one, (x, y) in zip(spots, points, strict=True):
        lines.append(Box(across(one.at[1]), y - 1, across(one.at[2]), y + 1))
        lines.append(Box(x - 1, down(one.share[2]), x + 1, down(one.share[1])))
    labels = place_labels(points, names, lines=lines, width=plot[0], height=plot[1])
    return [
        {
            "name": name,
            "first": one.first,
            "x": one.at[0], "x1": one.at[1], "x2": one.at[2],
            "y": one.share[0], "y1": one.share[1], "y2": one.share[2],
            "at_x": left + label.x / wide, "at_y": top - label.y / high, "away": label.away,
        }
        for one, name, label in zip(spots, names, labels, strict=True)
    ]  # fmt: skip


def _layers(
    data: "alt.NamedData | alt.InlineData",
    palette: Palette,
    domains: tuple[Domain, Domain],
    title: str,
) -> list[Any]:
    def x(name: str) -> alt.X:
        scale = alt.Scale(domain=list(domains[0]), nice=False, zero=False)
        axis = alt.Axis(grid=False, tickCount=5)
        return alt.X(f"{name}:Q", title=title, scale=scale, axis=axis)

    def y(name: str) -> alt.Y:
        scale = alt.Scale(domain=list(domains[1]), nice=False)
        axis = alt.Axis(format=".0%", grid=False, tickCount=5)
        return alt.Y(
            f"{name}:Q", title=_("Share of the explained difference"), scale=scale, axis=axis
        )

    base = alt.Chart(data)
    color = alt.condition("datum.first", alt.value(palette.accent), alt.value(palette.ink_soft))
    whisker = base.mark_rule(strokeWidth=2, opacity=0.3).encode(color=color)
    lead = base.transform_filter("datum.away").mark_rule(color=palette.line)
    text = base.mark_text(baseline="middle", fontSize=12).encode(
        x=x("at_x"), y=y("at_y"), text="name:N"
    )
    dot = base.encode(x=x("x"), y=y("y"), color=color)
    return [
        whisker.encode(x=x("x1"), x2="x2:Q", y=y("y")),
        whisker.encode(x=x("x"), y=y("y1"), y2="y2:Q"),
        lead.encode(x=x("x"), y=y("y"), x2="at_x:Q", y2="at_y:Q"),
        dot.transform_filter("!datum.first").mark_point(
            filled=True, opacity=1, shape="circle", size=60
        ),
        dot.transform_filter("datum.first").mark_point(
            filled=True, opacity=1, shape="diamond", size=190
        ),
        text.transform_filter("!datum.first").mark_text(color=palette.ink, fontSize=12),
        text.transform_filter("datum.first").mark_text(
            color=palette.accent, fontSize=12, fontWeight="bold"
        ),
    ]
