"""The chart of data soundness: how many of all answers count less, by reason."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.web.charts.bars import Bar, bars
from heedful.web.charts.drawing import Draw
from heedful.web.charts.figure import Figure, Words, figure
from heedful.web.numbers import percent
from heedful.web.soundness.page import SoundnessPage


def figure_of(page: SoundnessPage) -> Figure | None:
    """The chart as the page shows it; None where every answer counts in full."""
    if not page.reasons:
        return None
    words = Words(
        title=title_of(page),
        said=_("Share of all answers that count less, by reason. The list has the same numbers."),
        reading=_("Lines are 95% intervals. An answer may have several reasons."),
    )
    return figure(
        drawing(page), words, address=lambda kind: reverse("soundness-chart", args=[kind])
    )


def title_of(page: SoundnessPage) -> str:
    """What the chart shows, in a sentence."""
    first = page.reasons[0]
    told = {"reason": first.name, "share": percent(first.share.value, 1)}
    return _("The most frequent reason to count less: %(reason)s (%(share)s)") % told


def drawing(page: SoundnessPage) -> Callable[[int], Draw]:
    """The chart for a width."""
    rows = [Bar(one.name, one.share.value, one.share.low, one.share.high) for one in page.reasons]
    return bars(rows, title=_("Share of all answers"))
