"""What is asked about a kept question."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heedful.understand.saved.rules import LAST_DAY_OF_MONTH, Every
from heedful.web.kept.words import EVERY
from heedful.web.week.words import weekday


class NameForm(forms.Form):
    """How a question is called, and who may see it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    is_shared = forms.BooleanField(
        label=_("Share with the organisation"),
        required=False,
        help_text=_("Others ask it within their own part. They do not see your kept answers."),
    )


def _hours() -> list[tuple[str, str]]:
    return [(str(hour), f"{hour:02d}:00") for hour in range(24)]


def _weekdays() -> list[tuple[str, str]]:
    return [(str(number), weekday(number)) for number in range(7)]


class ScheduleForm(forms.Form):
    """When a question is answered by itself."""

    every = forms.ChoiceField(label=_("How often"), choices=list(EVERY.items()))
    weekday = forms.ChoiceField(
        label=_("On which day of the week"), choices=_weekdays, required=False
    )
    month_day = forms.IntegerField(
        label=_("On which day of the month"),
        min_value=1,
        max_value=LAST_DAY_OF_MONTH,
        required=False,
        help_text=_("1 to 28, so that every month has it."),
    )
    hour = forms.ChoiceField(label=_("At what hour"), choices=_hours)
    by_mail = forms.BooleanField(
        label=_("Mail me each answer"),
        required=False,
        help_text=_("To the address that you sign in with. Each mail has a link that ends them."),
    )

    def clean(self) -> None:
        """A month needs its day."""
        given = self.cleaned_data
        lacks = not given.get("month_day") and "month_day" not in self.errors
        if given.get("every") == Every.MONTHLY and lacks:
            self.add_error("month_day", _now("Say on which day of the month."))

    @property
    def on_day(self) -> int:
        given = self.cleaned_data
        match Every(given["every"]):
            case Every.WEEKLY:
                return int(given["weekday"] or 0)
            case Every.MONTHLY:
                return int(given["month_day"])
        return 0
