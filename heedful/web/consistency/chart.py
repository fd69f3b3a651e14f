"""The chart of rank ranges: a bar from the best to the worst rank that is likely."""

from django.utils.translation import gettext as _

from heedful.web.charts.drawing import Draw
from heedful.web.charts.library import alt, inline
from heedful.web.charts.theme import Palette
from heedful.web.consistency.page import Consistency

WIDE, NARROW = 640, 290
ROW = 18


def drawing(page: Consistency, *, width: int = WIDE) -> Draw:
    """Places that the page shows, in its order."""
    rows = [
        # Names may be alike, so the order stands before each and is taken off its label.
        {"place": f"{i:03d}{row.node.name}", "from": one.rank_low, "to": one.rank_high}
        for i, row in enumerate(page.shown)
        for one in [row.found]
    ]
    limit = 200 if width == WIDE else 110

    def draw(palette: Palette) -> alt.TopLevelMixin:
        base = alt.Chart(inline(rows)).encode(
            y=alt.Y(
                "place:N",
                title=None,
                axis=alt.Axis(labelExpr="slice(datum.value, 3)", labelLimit=limit, grid=False),
            ),
            x=alt.X(
                "from:Q",
                title=_("Rank, 1 is the best"),
                scale=alt.Scale(domain=[1, page.whole.places], nice=False),
            ),
        )
        bars = base.mark_rule(color=palette.accent, strokeWidth=7, strokeCap="round", opacity=0.6)
        chart: alt.TopLevelMixin = bars.encode(x2="to:Q").properties(
            width=width,
            height=ROW * max(len(rows), 1) + 50,
            autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        )
        return chart

    return draw
