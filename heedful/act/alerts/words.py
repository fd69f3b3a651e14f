"""How alerts speak: why they were raised, and what a phone shows."""

from collections.abc import Sequence

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.act.alerts.models import Alert, AlertVoice
from heedful.act.alerts.rules import Reason
from heedful.listen.feedback.masking import masked

# A phone shows about this much of a customer's words.
SHOWN = 280


def title_of(alert: Alert, place: str) -> str:
    """What a phone shows first."""
    if alert.score is None:
        return _("Somebody must look: %(place)s") % {"place": place}
    told = {"value": alert.score, "high": alert.score_high, "place": place}
    return _("%(value)s of %(high)s at %(place)s") % told


def text_of(voices: Sequence[AlertVoice], comment: str) -> str:
    """Why, and the beginning of the customer's words without addresses and numbers."""
    lines = [f"{voice.rule.name}: {'; '.join(sentences(voice))}" for voice in voices]
    words = masked(comment)[:SHOWN]
    return "\n".join([*lines, f"“{words}”"] if words else lines)


def sentences(voice: AlertVoice) -> list[str]:
    """The reasons of one voice, each a short sentence."""
    return [sentence(one) for one in msgspec.convert(voice.reasons, list[Reason])]


def sentence(reason: Reason) -> str:  # noqa: PLR0911 - one a kind
    told = {
        "label": reason.label,
        "value": f"{reason.value:g}",
        "high": reason.high,
        "words": ", ".join(f"“{word}”" for word in reason.words),
        "times": reason.times,
        "days": reason.days,
        # No model is certain.
        "percent": f"{min(100 * reason.value, 99):.0f}",
    }
    match reason.kind:
        case "score":
            return _("%(label)s: %(value)s of %(high)s") % told
        case "words" if reason.label:
            return _("%(label)s: %(words)s") % told
        case "words":
            return _("words: %(words)s") % told
        case "worth":
            return _("customer who spent %(value)s in a year") % told
        case "again":
            return (
                ngettext(
                    "unhappy %(times)s time in %(days)s days",
                    "unhappy %(times)s times in %(days)s days",
                    reason.times,
                )
                % told
            )
        case "risk":
            return _("likely unhappy: %(percent)s in 100 such customers are") % told
        case "weighs":
            return _("goes with unhappy customers: %(label)s") % told
        case "silence":
            return (
                ngettext(
                    "nothing heard for %(days)s day; about %(value)s answers were expected",
                    "nothing heard for %(days)s days; about %(value)s answers were expected",
                    reason.days,
                )
                % told
            )
    return reason.kind
