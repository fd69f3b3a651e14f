"""What is asked of who lets a program in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from heedful.base.org.fields import PlaceField
from heedful.base.org.models import Member
from heedful.base.tokens.rules import DAYS, DEFAULT_DAYS, Scope, scopes_open_to

SCOPES = {
    Scope.METRICS: _("Numbers: everything that can be counted, and what there is to ask"),
    Scope.PRIORITIES: _("Findings: drivers, and what each location should do first"),
    Scope.COMMENTS: _("Comments: customers' own words"),
    Scope.VISITS: _("Tell visits: who was where and when, so that customers can be asked"),
    Scope.RESPONSES: _("Bring answers: responses to surveys that another program collected"),
}
LASTS = ngettext_lazy("%(days)d day", "%(days)d days", "days")


class TokenForm(forms.Form):
    """A new way in for a program; it never reaches further than the person's own."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Which program it is for, so that you know later what you can end."),
    )
    scopes = forms.TypedMultipleChoiceField(
        label=_("What it may do"), coerce=Scope, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("How long it works"),
        coerce=int,
        choices=[(days, LASTS % {"days": days}) for days in DAYS],
        initial=DEFAULT_DAYS,
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_to = scopes_open_to(member.role)
        self.fields["scopes"].choices = [(one.value, SCOPES[one]) for one in open_to]  # type: ignore[attr-defined]  # a choice field
        self.fields["place"] = PlaceField(
            member=member,
            label=_("Where"),
            help_text=_(
                "The code or name of a location or group; everything below it is included."
            ),
            initial=member.scope.code,
        )
        self.order_fields(["name", "scopes", "place", "days"])
