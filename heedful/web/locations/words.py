"""How the page speaks of each kind of place."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.web.locations.rules import Verdict


@dataclass(frozen=True, slots=True)
class Words:
    title: str | Promise
    meaning: str | Promise
    tag: str | Promise
    tone: str  # the class of the tag


WORDS = {
    Verdict.FELL: Words(
        _("Got worse"),
        _("A real change down against the period before, not chance."),
        _("real change down"),
        "bad",
    ),
    Verdict.BELOW: Words(
        _("Clearly below similar places"),
        _("Lower than the rest of its group by more than chance."),
        _("clearly below"),
        "caution",
    ),
    Verdict.TOO_FEW: Words(
        _("Not enough evidence yet"),
        _("Too few answers in this period to speak of; keep listening there."),
        _("not enough evidence"),
        "",
    ),
    Verdict.ROSE: Words(
        _("Got better"),
        _("A real change up against the period before, not chance."),
        _("real change up"),
        "good",
    ),
    Verdict.STEADY: Words(
        _("Steady"),
        _("What moved here is no more than chance would move."),
        _("steady"),
        "",
    ),
    Verdict.NEW: Words(
        _("Nothing to compare with yet"),
        _("Too few answers in the period before to say whether anything moved."),
        _("nothing to compare with"),
        "",
    ),
}
