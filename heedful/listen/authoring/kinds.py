"""What people read about kinds, roles and tests of questions."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.listen.authoring.conditioning import How
from heedful.listen.surveys.definition import Kind, Role

Words = str | Promise

KINDS: Mapping[Kind, Words] = {
    "recommend": _("Likely to recommend, 0 to 10"),
    "scale": _("Scale of numbers"),
    "stars": _("Stars"),
    "smileys": _("Smileys"),
    "choice": _("One of several"),
    "choices": _("Some of several"),
    "ranking": _("Put in order"),
    "matrix": _("Several things on one scale"),
    "text": _("Own words"),
    "number": _("A number"),
    "date": _("A day"),
    "consent": _("Yes to something"),
    "contact": _("How to reach the customer"),
    "file": _("A photo or file"),
}
ROLES: Mapping[Role, Words] = {
    "outcome": _("Outcome: what you want to be good"),
    "driver": _("Driver: what may go with the outcome"),
    "marker": _("Early-warning marker: may fall before the outcome does"),
    "open": _("Open: read with the customers' words"),
    "": _("None: kept with the answer, not counted"),
}
SHORT_ROLES: Mapping[Role, Words] = {
    "outcome": _("outcome"),
    "driver": _("driver"),
    "marker": _("marker"),
    "open": _("open"),
    "": "",
}
HOWS: Mapping[How, Words] = {
    "is": _("is"),
    "is_not": _("is not"),
    "at_least": _("is at least"),
    "at_most": _("is at most"),
    "includes": _("includes"),
    "answered": _("was answered"),
    "not_answered": _("was not answered"),
}
