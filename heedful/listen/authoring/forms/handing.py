"""What is asked before addresses are handed out."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heedful.base.org.fields import PlaceField
from heedful.base.org.models import Member
from heedful.listen.authoring.rules import MOST_LABELS, TooMany, labels_of

CHANNELS = (
    ("qr", _("Printed code")),
    ("web", _("Link")),
    ("kiosk", _("Kiosk: a screen that stands at the location")),
    ("embed", _("Part of your own web page")),
    ("email", _("Mails that you send yourself")),
)
MOST_SITES = 20


class HandoutForm(forms.Form):
    channel = forms.ChoiceField(label=_("For"), choices=CHANNELS, initial="qr")
    labels = forms.CharField(
        label=_("One for each of these"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: Bar, Table 1-12. Empty makes one for each location."),
    )
    sites = forms.CharField(
        label=_("Sites that may show it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for your own web page. One on each line: https://www.example.org"),
    )
    pinned = forms.BooleanField(
        label=_("Stay with the present version when a new one is published"), required=False
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = PlaceField(
            member=member,
            label=_("Where"),
            help_text=_("A location, or a group for all locations in it. Its code or name."),
        )
        self.order_fields(["place", "channel", "labels", "sites", "pinned"])

    def clean_labels(self) -> list[str]:
        try:
            return labels_of(self.cleaned_data["labels"].replace("\0", ""))
        except TooMany:
            told = _now("These are more than %(n)s.") % {"n": MOST_LABELS}
            raise forms.ValidationError(told) from None

    def clean_sites(self) -> list[str]:
        sites = [site_of(one) for one in self.cleaned_data["sites"].split()]
        if None in sites or len(sites) > MOST_SITES:
            raise forms.ValidationError(_now("Write sites like https://www.example.org."))
        return [one for one in sites if one]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("channel") == "embed" and not cleaned.get("sites"):
            self.add_error("sites", _now("Say which sites may show it."))
        return cleaned


def site_of(text: str) -> str | None:
    """Return scheme, name and port of a site; None when it is no address of one."""
    parts = urlsplit(text if "://" in text else f"https://{text}")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    name = parts.hostname or ""
    if parts.scheme not in {"https", "http"} or not all(
        part and part.replace("-", "").isalnum() and part.isascii() for part in name.split(".")
    ):
        return None
    return f"{parts.scheme}://{name}{port}"
