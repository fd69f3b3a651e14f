"""The look of a survey: tokens, and a picture of the organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from heedful.listen.surveys.definition import Theme

LARGEST_LOGO = 2_000_000


def colour() -> forms.TextInput:
    return forms.TextInput(attrs={"type": "color"})


class ThemeForm(forms.Form):
    """Empty colours cannot be typed into a colour field, so each has a box for "as usual"."""

    own_accent = forms.BooleanField(label=_("A colour of our own for buttons"), required=False)
    accent = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label=_("Colour of buttons"), required=False, widget=colour()
    )
    own_background = forms.BooleanField(label=_("A colour of our own behind it"), required=False)
    background = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label=_("Colour behind"), required=False, widget=colour()
    )
    radius = forms.IntegerField(
        label=_("Round corners, in pixels"), min_value=0, max_value=24, required=False
    )
    font_size = forms.IntegerField(
        label=_("Size of words, in pixels"), min_value=14, max_value=24, required=False
    )
    logo = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG or JPEG, up to 2 MB."))
    no_logo = forms.BooleanField(label=_("Show no logo"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, theme: Theme) -> None:
        shown = {
            "own_accent": bool(theme.accent),
            "accent": theme.accent or "#0b5d57",
            "own_background": bool(theme.background),
            "background": theme.background or "#ffffff",
            "radius": theme.radius,
            "font_size": theme.font_size,
        }
        super().__init__(data, files, initial=shown)
        self.theme = theme
        if not theme.logo:
            del self.fields["no_logo"]

    def clean_logo(self) -> Any:
        logo = self.cleaned_data["logo"]
        if logo is not None and logo.size > LARGEST_LOGO:
            raise forms.ValidationError(_now("This picture is larger than 2 MB."))
        return logo

    def changed(self, logo: str) -> Theme:
        """The look as given; `logo` is the key of a picture that was just brought, if any."""
        given = self.cleaned_data
        kept = "" if given.get("no_logo") else self.theme.logo
        return replace(
            self.theme,
            accent=given["accent"] if given["own_accent"] else "",
            background=given["background"] if given["own_background"] else "",
            radius=given["radius"],
            font_size=given["font_size"],
            logo=logo or kept,
        )
