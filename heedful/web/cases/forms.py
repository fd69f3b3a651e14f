"""What is asked when something is done to a case."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heedful.act.cases.models.case import Outcome
from heedful.act.cases.models.talk import Answer, Way

LONGEST = 5000


class SeenForm(forms.Form):
    """Which revision of the case the person looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)


class WriteForm(SeenForm):
    way = forms.ChoiceField(choices=[(Way.EMAIL, Way.EMAIL), (Way.SMS, Way.SMS)])
    text = forms.CharField(max_length=LONGEST)


class CallForm(SeenForm):
    way = forms.ChoiceField(choices=[(Way.PHONE, Way.PHONE), (Way.PERSON, Way.PERSON)])
    reached = forms.BooleanField(required=False)
    text = forms.CharField(max_length=LONGEST)


class NoteForm(forms.Form):
    text = forms.CharField(max_length=LONGEST)


class MomentForm(SeenForm):
    """A day and a time by the location's own clock."""

    day = forms.DateField()
    time = forms.TimeField(required=False)

    def moment(self, zone: ZoneInfo) -> datetime:
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        at_once = datetime.combine(day, time or datetime.min.time(), zone)
        return at_once if time else at_once + timedelta(hours=18)


class PromiseForm(MomentForm):
    text = forms.CharField(max_length=500)


class ReasonForm(SeenForm):
    reason = forms.CharField(max_length=200)


class AssignForm(SeenForm):
    to = forms.UUIDField()


class CloseForm(SeenForm):
    outcome = forms.ChoiceField(
        choices=[one for one in Outcome.choices if one[0] != Outcome.MERGED], required=False
    )
    cause = forms.UUIDField()
    action = forms.UUIDField()


class OfferForm(SeenForm):
    what = forms.CharField(max_length=200)
    cost = forms.DecimalField(min_value=Decimal("0.01"), max_value=10**6, decimal_places=2)


class MergeForm(forms.Form):
    into = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class KeyForm(forms.Form):
    """Which promise, offer or event is meant."""

    key = forms.UUIDField()
    yes = forms.BooleanField(required=False)


class NewForm(forms.Form):
    """A complaint that did not come by a survey."""

    place = forms.ChoiceField(label=_("Location"))
    words = forms.CharField(
        label=_("What happened"), max_length=LONGEST, widget=forms.Textarea(attrs={"dir": "auto"})
    )
    customer_name = forms.CharField(label=_("Name of the customer"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(
        label=_("Telephone number"),
        max_length=40,
        required=False,
        help_text=_("With the code of the country, like +44 20 7946 0000."),
    )


class AnswerForm(forms.Form):
    """What a customer answers behind a one-time link."""

    said = forms.TypedChoiceField(choices=Answer.choices, coerce=Answer)
    words = forms.CharField(max_length=2000, required=False)


def problem(form: forms.Form) -> str:
    """The first thing that is wrong, as a sentence."""
    return next((str(errors[0]) for errors in form.errors.values()), _now("Something is missing."))
