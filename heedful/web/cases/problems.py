"""What cannot be done to a case, as a sentence and a status."""

from http import HTTPStatus

from django.utils.translation import gettext as _

from heedful.act.cases.changing import CannotUndo, ChangedMeanwhile, NotNow
from heedful.act.cases.domain import NoReason, NotTheirs
from heedful.act.cases.merging import NotTogether
from heedful.act.cases.offering import NoBudget, NotYours
from heedful.act.cases.talking import CannotReach, NotSayable
from heedful.web.cases.words import REFUSALS
from heedful.web.numbers import number


class Wrong(Exception):
    """What was typed cannot be done; the sentence says why."""


KNOWN = (
    CannotReach,
    CannotUndo,
    ChangedMeanwhile,
    NoBudget,
    NoReason,
    NotNow,
    NotSayable,
    NotTheirs,
    NotTogether,
    NotYours,
    Wrong,
)


def problem_of(error: Exception) -> tuple[str, int]:
    """The sentence for one of KNOWN, and the status of the page that shows it."""
    if isinstance(error, ChangedMeanwhile):
        text = _("Somebody changed this case meanwhile. Your text is still here; look first.")
        return text, HTTPStatus.CONFLICT
    return _sentence(error), HTTPStatus.UNPROCESSABLE_ENTITY


def _sentence(error: Exception) -> str:
    match error:
        case NotSayable(found=found):
            words = ", ".join(f"“{one.words}”" for one in found)
            text = _("Nobody may be asked for silence or about a review: %(words)s.")
            return text % {"words": words}
        case CannotReach(reason=reason):
            return _("Not sent: %(why)s.") % {"why": REFUSALS.get(reason, reason)}
        case NoBudget(left=left):
            text = _("This is more than what is left of this month's budget: %(left)s.")
            return text % {"left": number(left / 100, 2)}
        case Wrong():
            return str(error)
    return _("This cannot be done now.")
