"""What is asked when cases are set up."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heedful.base.org.currencies import currency_choices
from heedful.base.org.models import Role

WHO_OFFER = (Role.LOCATION_MANAGER, Role.AREA_MANAGER, Role.CARE_AGENT, Role.OWNER)
MOST = 10**7
YEAR_OF_MINUTES = 366 * 24 * 60


class TimesForm(forms.Form):
    """Times that are promised, and what a visit is worth."""

    contact_minutes = forms.IntegerField(
        label=_("Minutes to first contact"),
        min_value=1,
        max_value=YEAR_OF_MINUTES,
        help_text=_("While the location is open."),
    )
    worst_contact_minutes = forms.IntegerField(
        label=_("Minutes to first contact after the worst answers"),
        required=False,
        min_value=1,
        max_value=YEAR_OF_MINUTES,
        help_text=_("The lowest fifth of a scale: 0 to 2 of 10, 1 of 5."),
    )
    resolve_minutes = forms.IntegerField(
        label=_("Minutes to put it right"), min_value=1, max_value=YEAR_OF_MINUTES
    )
    around_the_clock = forms.BooleanField(label=_("Calls are answered at any hour"), required=False)
    closed_on_holidays = forms.BooleanField(
        label=_("The clock stands on public holidays"), required=False
    )
    currency = forms.ChoiceField(label=_("Currency"))
    visit_worth = forms.FloatField(
        label=_("What one visit leaves after costs"), min_value=0.01, max_value=MOST
    )
    visits_a_year = forms.FloatField(
        label=_("Visits a year of a usual customer"), min_value=0.01, max_value=10_000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("currency", "")
        choices = currency_choices(empty=gettext("Not set"), kept=kept)
        self.fields["currency"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class ChoiceForm(forms.Form):
    label = forms.CharField(label=_("Add"), max_length=80)


class TemplateForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    text = forms.CharField(
        label=_("Words"),
        max_length=5000,
        widget=forms.Textarea(attrs={"dir": "auto"}),
        help_text=_(
            "{{customer}}, {{place}}, {{number}} and {{me}} are filled in. It may not ask for"
            " silence or about a review."
        ),
    )


class BudgetForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=[(one.value, one.label) for one in WHO_OFFER])
    a_month = forms.DecimalField(
        label=_("A month"), min_value=Decimal(0), max_value=MOST, decimal_places=2
    )
    without_asking = forms.DecimalField(
        label=_("For one offer without asking"),
        min_value=Decimal(0),
        max_value=MOST,
        decimal_places=2,
    )


class ClosingForm(forms.Form):
    node = forms.ChoiceField(label=_("Place, or all below a group"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(label=_("What for"), max_length=80, required=False)
