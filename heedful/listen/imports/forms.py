"""What is asked about a file."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from heedful.listen.imports.columns import ROLES, Basics, Column

# A file with more columns is mapped by TOML: a page with thousands of fields serves nobody.
MOST_COLUMNS = 400
ROLE_NAMES = {
    "ignore": _("Leave it out"),
    "group1": _("Group at the top"),
    "group2": _("Group below it"),
    "group3": _("Group below that"),
    "place": _("Location"),
    "when": _("When"),
    "channel": _("Channel"),
    "primary": _("Outcome, the main one"),
    "outcome": _("Outcome"),
    "driver": _("Driver"),
    "marker": _("Early-warning marker"),
    "open": _("Open question"),
    "weight": _("Weight"),
    "comment": _("Comment"),
    "language": _("Language"),
    "respondent": _("Identity of the answer"),
    "answer": _("Answer to a question"),
    "rows": _("Says which rows go in"),
}
TEXTS = ("code", "label", "low", "high", "not_used")
FLAGS = ("reversed", "recommend")


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleans to a list."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list) and data else [data or None]
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    file = FilesField(
        label=_("Files"),
        widget=ManyFiles(attrs={"multiple": True}),
        max_length=255,
        help_text=_("CSV, XLSX, Parquet or JSON lines, also packed with gzip."),
    )


class BasicsForm(forms.Form):
    """What is asked once for the whole file."""

    questionnaire = forms.CharField(
        label=_("Questionnaire"),
        max_length=200,
        help_text=_("Files of the same questionnaire make one series, year after year."),
    )
    version = forms.CharField(
        label=_("Version"),
        max_length=100,
        required=False,
        help_text=_("This round of it, for example 2026."),
    )
    formats = forms.CharField(
        label=_("Forms of the date"),
        max_length=200,
        help_text=_("Tried in order, separated by commas: iso, excel, unix, or such as %d/%m/%Y."),
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("Of new locations, for example Europe/London; known ones have their own."),
    )
    by_code = forms.BooleanField(
        label=_("The location column holds codes of known locations"), required=False
    )
    place = forms.CharField(
        label=_("Location, when no column says it"), max_length=400, required=False
    )
    day = forms.CharField(label=_("Day, when no column says it"), max_length=40, required=False)

    def basics(self) -> Basics:
        formats = (part.strip() for part in self.cleaned_data["formats"].split(","))
        return Basics(**{**self.cleaned_data, "formats": tuple(filter(None, formats))})


def shown_basics(basics: Basics) -> dict[str, Any]:
    return {
        "questionnaire": basics.questionnaire,
        "version": basics.version,
        "formats": ", ".join(basics.formats),
        "time_zone": basics.time_zone,
        "by_code": basics.by_code,
        "place": basics.place,
        "day": basics.day,
    }


def read_columns(posted: QueryDict, known: list[Column]) -> list[Column]:
    """Return the columns as they were posted; what was not posted stays as it is known."""
    return [_read_column(posted, number, column) for number, column in enumerate(known)]


def _read_column(posted: QueryDict, number: int, column: Column) -> Column:
    role = posted.get(f"c{number}-role", column.role)
    texts = {name: posted.get(f"c{number}-{name}", "")[:300] for name in TEXTS}
    flags = {name: f"c{number}-{name}" in posted for name in FLAGS}
    return Column(
        name=column.name,
        role=role if role in ROLES else "ignore",
        samples=column.samples,
        code=texts["code"],
        label=texts["label"],
        low=texts["low"],
        high=texts["high"],
        not_used=texts["not_used"],
        reversed=flags["reversed"],
        recommend=flags["recommend"],
    )


class TomlForm(forms.Form):
    toml = forms.CharField(
        label=_("Mapping (TOML)"),
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )
