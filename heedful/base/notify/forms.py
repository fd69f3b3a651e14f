"""What people say about being told: ways, quiet hours, digests, turns of duty, webhooks."""

from collections.abc import Callable
from datetime import time
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heedful.base.notify.hooks import EVENTS
from heedful.base.notify.models import WishesOf
from heedful.base.notify.reaching import NotAnAddress
from heedful.base.notify.rules import USUAL, Digest, Subject, Way
from heedful.base.notify.words import SUBJECTS, WAYS
from heedful.base.org.fields import PartField
from heedful.base.org.models import Member
from heedful.base.org.queries import members_visible_to
from heedful.base.org.zones import zone_choices

CHOSEN = (Way.PUSH, Way.EMAIL, Way.SMS, Way.CHAT)
DIGESTS = [
    (Digest.NONE.value, _("Each mail at once")),
    (Digest.HOURLY.value, _("One mail an hour")),
    (Digest.DAILY.value, _("One mail a day")),
]
WEEKDAYS = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
]
DAY_MINUTES = 24 * 60


def minutes_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def clock_of(minutes: int | None) -> time | None:
    return None if minutes is None else time(minutes // 60 % 24, minutes % 60)


def _clock(label: Any, *, required: bool = False, help_text: Any = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, widget=widget, help_text=help_text)


class WishesForm(forms.Form):
    """How a person wants to be told of each subject, and when not."""

    quiet_from = _clock(_("Quiet from"))
    quiet_to = _clock(_("Quiet until"))
    urgent_passes = forms.BooleanField(
        label=_("What is urgent reaches me in quiet hours too"), required=False
    )
    digest = forms.ChoiceField(label=_("Mail that is not urgent"), choices=DIGESTS, required=False)
    digest_at = _clock(_("The daily mail comes at"))
    time_zone = forms.ChoiceField(label=_("My time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for about in Subject:
            self.fields[f"ways_{about}"] = forms.MultipleChoiceField(
                label=SUBJECTS[about],
                choices=[(way.value, WAYS[way]) for way in CHOSEN],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        zones = zone_choices(self.initial.get("time_zone", ""))
        self.fields["time_zone"].choices = [("", _now("That of my place")), *zones]  # type: ignore[attr-defined]  # a ChoiceField
        self.order_fields([f"ways_{about}" for about in Subject])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if (given.get("quiet_from") is None) != (given.get("quiet_to") is None):
            self.add_error("quiet_to", _now("Say both, or neither."))
        return given

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        quiet = [given["quiet_from"], given["quiet_to"]]
        begins, ends = [None if one is None else minutes_of(one) for one in quiet]
        return {
            "ways": {about.value: given[f"ways_{about}"] for about in Subject},
            "quiet_from": begins,
            "quiet_to": ends,
            "urgent_passes": given["urgent_passes"],
            "digest": given["digest"],
            "digest_minute": minutes_of(given["digest_at"] or time(7)),
            "time_zone": given["time_zone"],
        }


def initial_of(row: WishesOf | None) -> dict[str, Any]:
    """What is kept of a person's wishes, or the usual."""
    kept = row or WishesOf()
    ways = {
        f"ways_{about}": kept.ways.get(about, [way.value for way in USUAL[about]])
        for about in Subject
    }
    return {
        **ways,
        "quiet_from": clock_of(kept.quiet_from),
        "quiet_to": clock_of(kept.quiet_to),
        "urgent_passes": kept.urgent_passes,
        "digest": kept.digest,
        "digest_at": clock_of(kept.digest_minute),
        "time_zone": kept.time_zone,
    }


class ReachForm(forms.Form):
    """One way of being reached, in one field."""

    typed: ClassVar[str]

    def kept(self, keep: Callable[..., object], **more: object) -> bool:
        """Keep what was typed; where nothing can be sent, say so at its field."""
        if not self.is_valid():
            return False
        try:
            keep(**self.cleaned_data, **more)
        except NotAnAddress as reason:
            self.add_error(self.typed, str(reason))
            return False
        return True


class NumberForm(ReachForm):
    typed = "number"
    number = forms.CharField(
        label=_("Number for text messages"),
        max_length=40,
        help_text=_("With its country's code, like +44 20 7946 0958."),
    )


class ChatForm(ReachForm):
    typed = "address"
    address = forms.CharField(
        label=_("Address of a chat"),
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As Apprise writes it, such as slack://… or msteams://…. It is kept sealed."),
    )


class TeamForm(ChatForm):
    """A chat in which the team of a place is told."""

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = PartField(member=member)
        self.order_fields(["place"])


class PersonField(forms.ChoiceField):
    def __init__(self, member: Member, label: Any) -> None:
        people = members_visible_to(member=member).order_by("user__name", "user__email")
        self.by_key = {str(one.pk): one for one in people}
        choices = [(key, one.user.name or one.user.email) for key, one in self.by_key.items()]
        super().__init__(label=label, choices=choices)

    def clean(self, value: Any) -> Any:
        return self.by_key[super().clean(value)]


class TurnForm(forms.Form):
    """Who is on duty where, on which days, from when to when."""

    days = forms.MultipleChoiceField(
        label=_("Days"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    starts = _clock(_("From"), required=True)
    ends = _clock(
        _("To"), required=True, help_text=_("Earlier than the beginning: on the next day.")
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = PartField(member=member)
        self.fields["person"] = PersonField(member, _("Person"))
        self.order_fields(["place", "person"])

    def span(self) -> tuple[int, int]:
        begins, ends = (minutes_of(self.cleaned_data[name]) for name in ("starts", "ends"))
        return begins, ends if ends > begins else ends + DAY_MINUTES


class StandInForm(forms.Form):
    """Who takes somebody's turns, and in which days."""

    first_day = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonField(member, _("Who is away"))
        self.fields["by"] = PersonField(member, _("Who stands in"))
        self.order_fields(["person", "by"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _now("This is before the first day."))
        if given.get("person") and given.get("person") == given.get("by"):
            self.add_error("by", _now("Choose somebody else."))
        return given


class WebhookForm(forms.Form):
    """A program that is told of events."""

    name = forms.CharField(label=_("Name"), max_length=120)
    url = forms.URLField(
        label=_("Address"),
        max_length=1000,
        assume_scheme="https",
        help_text=_("It is kept sealed."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Events"),
        choices=[(kind, kind) for kind in EVENTS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )
