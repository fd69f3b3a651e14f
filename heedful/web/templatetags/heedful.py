"""Template tags that every page has."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.understand.drivers.rules import DriverShare
from heedful.web import glyph, numbers
from heedful.web.assets import asset_url

register = template.Library()

register.filter("number", numbers.number)
register.filter("signed", numbers.signed)
register.filter("percent", numbers.percent)
register.filter("sure", numbers.sure)
register.filter("day", numbers.day)
register.filter("open_time", numbers.open_time)


@register.filter
def clock(moment: datetime) -> str:
    """Write a moment with its zone: the location's where it was put into it, else the reader's."""
    return numbers.clock(timezone.localtime(moment) if moment.tzinfo is UTC else moment)


@register.filter
def language(code: str) -> str:
    return numbers.language(code)


@register.filter
def ago(moment: datetime) -> str:
    return numbers.ago(moment, timezone.now())


@register.filter
def hundredths(amount: int) -> str:
    """Write an amount of money that is kept in hundredths."""
    return numbers.number(amount / 100, 2)


@register.filter
def iso(moment: date) -> str:
    """Write a moment as machines read it, for `<time datetime=…>`."""
    return moment.isoformat()


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of one of our style sheets or scripts."""
    return asset_url(path)


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: Any) -> str:
    """Return this page's query with some of it changed; None takes a part out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("web/estimate.html")
def estimate(  # the parts of an estimate are given one by one in templates
    value: float | None,
    low: float | None,
    high: float | None,
    n: float | None,
    target: float | None = None,
    *,
    scale_low: float,
    scale_high: float,
    decimals: int = 0,
    words: bool = True,
) -> dict[str, Any]:
    """Draw an estimate with its interval, its n and its target; the words say the same.

    `words` shows them under the drawing; without, the caller shows them in columns of a table.
    """
    drawn = glyph.place(
        value=value, low=low, high=high, target=target, scale_low=scale_low, scale_high=scale_high
    )
    parts = {
        "value": numbers.number(value, decimals),
        "low": numbers.number(low, decimals),
        "high": numbers.number(high, decimals),
        "answers": answers(n),
        "target": numbers.number(target, decimals),
    }
    return {
        "glyph": drawn,
        "parts": parts,
        "words": words,
        "has_target": drawn is not None and drawn.target is not None,
    }


@register.filter
def of(values: Mapping[Any, Any], key: Any) -> Any:
    """Look a key up; nothing when it is not there."""
    return values.get(key)


@register.simple_tag
def share_glyph(share: DriverShare, widest: float) -> glyph.Glyph | None:
    """Place a share and its interval on a track that ends at `widest`."""
    return glyph.place(
        value=share.share,
        low=share.low,
        high=share.high,
        target=None,
        scale_low=0,
        scale_high=widest,
    )


@register.filter
def answers(n: float | None) -> str:
    """Write how many answers something stands on."""
    count = round(n or 0)
    return ngettext("%(n)s answer", "%(n)s answers", count) % {"n": numbers.number(count)}


@register.inclusion_tag("web/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Draw one field of a form: label, help, what is wrong, control."""
    widget = bound.field.widget
    return {
        "field": bound,
        "single_check": getattr(widget, "input_type", "") == "checkbox",
        "group": widget.use_fieldset,
        "optional": "" if bound.field.required else _("optional"),
    }
