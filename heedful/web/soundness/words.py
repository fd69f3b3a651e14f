"""Reasons and decisions in plain words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heedful.understand.quality.rules import Calendar, PlaceQuality, Reason
from heedful.web.numbers import number, percent

NAMES: Mapping[str, object] = {
    Reason.TALKED_UP: gettext_lazy("Best of everything before a bonus date"),
    Reason.BURST: gettext_lazy("Many from one device at once"),
    Reason.RECEIPT: gettext_lazy("Receipt used before"),
    Reason.COPIED: gettext_lazy("Same answers shortly before"),
    Reason.CARELESS: gettext_lazy("One column ticked, or in a hurry"),
    Reason.MISMATCH: gettext_lazy("Words against the rating"),
}
WHY: Mapping[str, object] = {
    Reason.TALKED_UP: gettext_lazy(
        "This place gets clearly more of them then than on other days, and than other places."
    ),
    Reason.BURST: gettext_lazy("More within half an hour than the place gets by chance."),
    Reason.RECEIPT: gettext_lazy("Another answer with this receipt came earlier."),
    Reason.COPIED: gettext_lazy("At the same place within an hour; such answers are rare."),
    Reason.CARELESS: gettext_lazy("The same mark throughout, faster than people read."),
    Reason.MISMATCH: gettext_lazy("A sign beside others; it counts for nothing by itself."),
}


def name_of(reason: str) -> str:
    return str(NAMES.get(reason, reason))


def why_of(reason: str) -> str:
    return str(WHY.get(reason, ""))


def calendar_of(calendar: Calendar) -> str:
    if calendar == Calendar.MONTH:
        return _("the end of a month")
    return _("the end of a quarter")


def evidence_of(place: PlaceQuality, calendar: Calendar) -> str:
    """What was seen at a place, and nothing that was not."""
    told = []
    if place.n_near and place.best_near:
        told.append(
            _(
                "Best of everything: %(near)s of %(n_near)s answers shortly before %(when)s,"
                " %(far)s of %(n_far)s on other days."
            )
            % {
                "near": number(place.best_near),
                "n_near": number(place.n_near),
                "far": number(place.best_far),
                "n_far": number(place.n_far),
                "when": calendar_of(calendar),
            }
        )
    if place.forged:
        told.append(
            ngettext(
                "%(n)s answer came with many others from one device.",
                "%(n)s answers came many at once from one device.",
                place.forged,
            )
            % {"n": number(place.forged)}
        )
    return " ".join(told)


def counts_as(share: float) -> str:
    return _("counts %(share)s") % {"share": percent(share)}
