"""When a survey ends by itself."""

from datetime import datetime, time
from typing import Any, Self
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.listen.authoring.forms.question import day
from heedful.listen.authoring.publishing import End
from heedful.listen.surveys.models import Questionnaire


class EndForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=day(),
        help_text=_("To the end of this day, by the organisation's clock."),
    )
    most_answers = forms.IntegerField(
        label=_("After so many answers"), required=False, min_value=1, max_value=100_000_000
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)

    @classmethod
    def of(cls, series: Questionnaire, *, zone: str) -> Self:
        closes = series.closes_at
        last = None if closes is None else closes.astimezone(ZoneInfo(zone)).date()
        shown = {"last_day": last, "most_answers": series.most_answers}
        return cls(initial=shown, zone=zone)

    def end(self) -> End:
        last = self.cleaned_data["last_day"]
        at = None if last is None else datetime.combine(last, time.max, tzinfo=self.zone)
        return End(at, self.cleaned_data["most_answers"])
