"""A brief for people, in a terminal."""

import math
from collections.abc import Mapping
from textwrap import fill, indent

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from heedful.flows.brief.as_json import method
from heedful.flows.brief.findings import Brief, Place
from heedful.understand.drivers.rules import DriverShare, LocationPriority, Reason, Study
from heedful.understand.drivers.sentences import REASONS, percent, rounded, why_not
from heedful.understand.metrics.rules import Metric

BAR = 8
SHORT_REASONS: Mapping[Reason, str] = {
    Reason.NO_CLEAR_FIRST: "no first step stands out yet",
    Reason.NOTHING_TO_GAIN: "as good as the best quarter",
    Reason.NO_COMPARISON: "no other place to compare with",
}


def tell(brief: Brief, console: Console) -> None:
    """Print all of it: what was read, the outcome, its drivers, every place, the method."""
    labels = {item.code: shown(item.label) for item in brief.series.items}
    console.print(f"[bold]{escape(shown(brief.title))}[/bold]")
    console.print(_what_was_read(brief))
    for row in brief.rejects[:5]:
        column = f", column “{row.reject.column}”" if row.reject.column else ""
        told = f"{row.file}, line {row.reject.line}{column}: {row.reject.reason}"
        console.print(f"  not read: {shown(told)}", markup=False)
    _outcome(brief, console)
    if brief.findings and brief.findings.study.drivers:
        _drivers(brief.findings.study, labels, console)
    else:
        console.print(REASONS[Reason.NO_DRIVERS])
    console.print()
    console.print("[bold]Places, by name[/bold]")
    for place in brief.places():
        _place(place, brief.metric, labels, console)
    console.print()
    console.print("[bold]How this was computed[/bold]")
    console.print(fill(shown(method(brief)), console.width), markup=False)


def _what_was_read(brief: Brief) -> str:
    again = f" {brief.repeated:,} came again and count once." if brief.repeated else ""
    return (
        f"{brief.n:,} rows read, {brief.rejected:,} rejected, {brief.first} to {brief.last}.{again}"
    )


def _outcome(brief: Brief, console: Console) -> None:
    console.print()
    console.print(f"[bold]{escape(shown(brief.item.label))}: {brief.metric.label.lower()}[/bold]")
    value, low, high = (
        float(end[0]) for end in (brief.whole.value, brief.whole.low, brief.whole.high)
    )
    sure = "" if math.isnan(low) else f", likely between {_n(low, brief)} and {_n(high, brief)}"
    console.print(f"{_n(value, brief)}{sure}, from {brief.answers:,} answers.")


def _drivers(study: Study, labels: Mapping[str, str], console: Console) -> None:
    console.print()
    console.print(
        f"[bold]What goes with it[/bold]  The ratings explain {percent(study.r_squared)}% of the"
        " differences between guests of one place."
    )
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Rating", min_width=21)
    table.add_column("Share", justify="right")
    table.add_column("90% interval", no_wrap=True)
    table.add_column("Average now", justify="right", max_width=7)
    table.add_column("Best quarter, 90%", no_wrap=True)
    table.add_column("Room, 90%", no_wrap=True)
    longest = max(driver.high for driver in study.drivers)
    for driver in study.drivers:
        table.add_row(
            escape(labels[driver.item]),
            f"{100 * driver.share:.0f}%",
            f"{_bar(driver, longest)} {100 * driver.low:.0f} to {100 * driver.high:.0f}%",
            f"{driver.score:.2f}",
            _within(driver.target, driver.target_low, driver.target_high),
            _within(driver.room, driver.room_low, driver.room_high),
        )
    console.print(table)
    answers = [driver.n for driver in study.drivers]
    console.print(
        f"Averages and room: from {min(answers):,} to {max(answers):,} answers a rating; the best"
        f" quarter is that of {study.locations:,} places."
    )
    close = [labels[driver.item] for driver in study.drivers if driver.collinear]
    if close:
        console.print(f"Hard to tell from the others: {', '.join(close)}.", markup=False)
    for item, reason in study.left_out:
        console.print(f"Left out: {labels[item]} ({reason}).", markup=False)


def _within(value: float | None, low: float | None, high: float | None) -> str:
    """A value with its interval; nothing where either is not known."""
    if value is None or low is None or high is None:
        return ""
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def _bar(driver: DriverShare, longest: float) -> str:
    """A bar that is full up to the lower end of the interval and light up to the upper one."""
    full, light = (round(BAR * end / longest) for end in (driver.low, driver.high))
    return ("█" * full + "░" * (light - full)).ljust(BAR)


def _place(place: Place, metric: Metric, labels: Mapping[str, str], console: Console) -> None:
    digits = 1 if metric.name != "mean" else 2
    name = escape(shown(" / ".join(place.path)))
    if place.enough:
        numbers = (
            f"{place.estimate:.{digits}f}, likely {place.low:.{digits}f} to {place.high:.{digits}f}"
        )
    else:
        numbers = "not enough evidence yet"
    console.print(f"[bold]{name}[/bold]  {numbers}, n = {place.n:,}")
    if place.priority.reason is Reason.NO_DRIVERS:
        return
    text = fill(_step(place.priority, labels), console.width - 2)
    console.print(indent(text, "  "), markup=False)


def _step(priority: LocationPriority, labels: Mapping[str, str]) -> str:
    also = ", ".join(f"{labels[one.item]} {percent(one.probability)}%" for one in priority.also)
    if priority.first is None:
        likely = also and priority.reason is not Reason.NOTHING_TO_GAIN
        return _not_named(priority) + (f" Likely: {also}." if likely else "")
    first = priority.first
    return (
        f"First: {labels[first.item]}, gain about {rounded(first.gain):g} points"
        f" ({rounded(first.low):g} to {rounded(first.high):g}),"
        f" {percent(first.probability)}% sure. Then: {also or 'nothing else'}."
    )


def _not_named(priority: LocationPriority) -> str:
    said = why_not(priority)
    if priority.reason and priority.reason in SHORT_REASONS:
        return f"{SHORT_REASONS[priority.reason].capitalize()}."
    return said.plain() if said else ""


def shown(text: str) -> str:
    """Text of a file as a terminal may have it: what could move its cursor is made visible."""
    return "".join(char if char.isprintable() else "�" for char in text)


def _n(value: float, brief: Brief) -> str:
    return f"{value:.2f}" if brief.metric.name == "mean" else f"{value:.1f}"
