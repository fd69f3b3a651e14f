"""What is asked of who invites customers."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heedful.base.org.fields import PlaceField
from heedful.base.org.models import Member
from heedful.listen.invitations.rules import Plan, Wording
from heedful.listen.surveys.models import Questionnaire
from heedful.web.invitations.words import CHANNELS

DELAYS = {
    15: _("15 minutes after the visit"),
    60: _("1 hour after the visit"),
    120: _("2 hours after the visit"),
    240: _("4 hours after the visit"),
    1440: _("1 day after the visit"),
    2880: _("2 days after the visit"),
}
PLACES = ("first", "second", "third")


class ProgrammeForm(forms.Form):
    """A new programme: what it asks, and where."""

    name = forms.CharField(label=_("Name"), max_length=100)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire"] = forms.ModelChoiceField(
            Questionnaire.objects.filter(tenant=member.tenant_id, versions__isnull=False)
            .distinct()
            .order_by("name"),
            label=_("Survey"),
            help_text=_("The newest version is asked."),
            empty_label=_("Choose a survey"),
        )
        self.fields["questionnaire"].label_from_instance = lambda one: one.name  # type: ignore[attr-defined]  # a model choice
        self.fields["place"] = PlaceField(
            member=member,
            label=_("Where"),
            help_text=_(
                "The code or name of a location or group; everything below it is included."
            ),
            initial=member.scope.code,
        )


def clock(label: Any, *, help_text: Any = "") -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, help_text=help_text, widget=widget)


class HoursForm(forms.Form):
    """A form with the hours between which customers are asked."""

    def clean_latest(self) -> time:
        latest: time = self.cleaned_data["latest"]
        earliest = self.cleaned_data.get("earliest")
        if earliest is not None and earliest >= latest:
            raise forms.ValidationError(_now("This must be later than the time before it."))
        return latest


class PlanForm(HoursForm):
    """Who is asked, when, and how often."""

    first = forms.ChoiceField(label=_("First channel"))
    second = forms.ChoiceField(label=_("Else"), required=False)
    third = forms.ChoiceField(label=_("Else, at last"), required=False)
    share = forms.IntegerField(
        label=_("Of 100 visits, ask about"), min_value=1, max_value=100, help_text=_("By chance.")
    )
    even_out = forms.BooleanField(
        label=_("Ask fewer where more people answer"),
        required=False,
        help_text=_(
            "So that the answers come in the shares of the visits to each part of the day."
        ),
    )
    answers_wanted = forms.IntegerField(
        label=_("Enough answers of a location in four weeks"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("No more people are asked than this needs. Empty: no limit."),
    )
    quota = forms.IntegerField(
        label=_("Most invitations of a location in seven days"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Beyond it nobody is asked. Empty: no limit."),
    )
    delay_minutes = forms.TypedChoiceField(label=_("When"), coerce=int, choices=DELAYS.items())
    earliest = clock(_("Not before"), help_text=_("Of the customer's own clock."))
    latest = clock(_("Not after"))
    max_days = forms.IntegerField(
        label=_("Days after which nobody is asked"), min_value=1, max_value=30
    )
    reminders = forms.IntegerField(label=_("Reminders"), min_value=0, max_value=3)
    reminder_days = forms.IntegerField(label=_("Days between reminders"), min_value=1, max_value=14)
    expires_days = forms.IntegerField(
        label=_("Days until the survey closes"), min_value=1, max_value=60
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, CHANNELS[name]) for name in ("email", "sms", "call")]
        for place in PLACES:
            none = [] if place == "first" else [("", _("Nothing"))]
            self.fields[place].choices = [*none, *choices]  # type: ignore[attr-defined]  # a choice

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = [cleaned[place] for place in PLACES if cleaned.get(place)]
        if len(set(chosen)) < len(chosen):
            self.add_error("second", _now("Name each channel once."))
        return cleaned

    def plan(self, wording: Mapping[str, Wording]) -> Plan:
        """What was decided; call it when the form is valid."""
        given = dict(self.cleaned_data)
        channels = tuple(name for place in PLACES if (name := given.pop(place)))
        share = given.pop("share") / 100
        return Plan(channels=channels, share=share, wording=wording, **given)


def shown_values(plan: Plan) -> dict[str, Any]:
    """A plan as the form shows it."""
    shown: dict[str, Any] = dict(zip(PLACES, plan.channels, strict=False))
    shown["share"] = round(100 * plan.share)
    for name in (
        "even_out",
        "answers_wanted",
        "quota",
        "delay_minutes",
        "earliest",
        "latest",
        "max_days",
        "reminders",
        "reminder_days",
        "expires_days",
    ):
        shown[name] = getattr(plan, name)
    return shown


class WordingForm(forms.Form):
    """What an invitation says in one language; what is empty is said in our words."""

    subject = forms.CharField(label=_("Subject of the mail"), max_length=200, required=False)
    body = forms.CharField(label=_("Mail"), max_length=4_000, required=False, widget=forms.Textarea)
    sms = forms.CharField(
        label=_("Text message"),
        max_length=600,
        required=False,
        widget=forms.Textarea,
        help_text=_("It must hold {{link}}, and should say how to end the messages."),
    )

    def clean_sms(self) -> str:
        said = str(self.cleaned_data["sms"])
        if said and "{{link}}" not in said.replace(" ", ""):
            raise forms.ValidationError(_now("Without {{link}} nobody finds the survey."))
        return said


class VisitsForm(forms.Form):
    file = forms.FileField(label=_("File of visits"))


class RulesForm(HoursForm):
    """How often and when customers are asked, by whichever part of Heedful."""

    survey_most = forms.IntegerField(
        label=_("Most invitations to surveys"), min_value=0, max_value=100
    )
    survey_days = forms.IntegerField(
        label=_("Surveys: in so many days"), min_value=1, max_value=730
    )
    voice_most = forms.IntegerField(
        label=_("Most invitations to review or recommend"), min_value=0, max_value=100
    )
    voice_days = forms.IntegerField(
        label=_("Reviews and recommendations: in so many days"), min_value=1, max_value=730
    )
    all_most = forms.IntegerField(
        label=_("Most asks in all, reminders too"), min_value=0, max_value=100
    )
    all_days = forms.IntegerField(label=_("All asks: in so many days"), min_value=1, max_value=730)
    earliest = clock(_("Not before"), help_text=_("Of the customer's own clock."))
    latest = clock(_("Not after"))
    needs_consent = forms.MultipleChoiceField(
        label=_("Only who agreed before is asked by"),
        choices=[(name, CHANNELS[name]) for name in ("email", "sms", "call")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "On the other channels you state that you have a legitimate interest. What the law"
            " where your customers live asks for is yours to know."
        ),
    )
