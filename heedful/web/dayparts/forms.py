"""The parts of the trading day as a person writes them: a name, from and to."""

from collections.abc import Iterator, Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heedful.base.org.dayparts import (
    LONGEST_NAME,
    MOST_PARTS,
    Daypart,
    Hours,
    NotDayparts,
    hours_of,
    read_dayparts,
)


def minutes_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


class DaypartsForm(forms.Form):
    """Lines that are left empty are no part; the parts are in `parts` after it was found valid."""

    parts: tuple[Daypart, ...] = ()

    def __init__(self, *args: Any, day_starts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._day_starts = day_starts
        for n in range(MOST_PARTS):
            name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, required=False)
            self.fields[f"name_{n}"] = name
            self.fields[f"from_{n}"] = _clock_field(_("From"))
            self.fields[f"to_{n}"] = _clock_field(_("To"))

    @property
    def lines(self) -> Iterator[tuple[forms.BoundField, ...]]:
        for n in range(MOST_PARTS):
            yield self[f"name_{n}"], self[f"from_{n}"], self[f"to_{n}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        lines = [
            (cleaned[f"name_{n}"], cleaned[f"from_{n}"], cleaned[f"to_{n}"])
            for n in range(MOST_PARTS)
        ]
        given = []
        for n, (name, first, last) in enumerate(lines):
            if not name and first is None and last is None:
                continue
            if not name or first is None or last is None:
                whole = _now("Each part has a name and both hours; an unused line is empty.")
                self.add_error(f"name_{n}", whole)
                continue
            given.append(Hours(name, minutes_of(first), minutes_of(last)))
        if not self.errors:
            self._read(given)
        return cleaned

    def _read(self, given: Sequence[Hours]) -> None:
        try:
            self.parts = read_dayparts(given, day_starts=self._day_starts)
        except NotDayparts as error:
            self.add_error(None, str(error))


def _clock_field(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget)


def shown_values(dayparts: Sequence[Daypart], *, day_starts: int) -> dict[str, Any]:
    """The parts as the form shows them."""
    values: dict[str, Any] = {}
    for n, one in enumerate(hours_of(dayparts, day_starts=day_starts)):
        values[f"name_{n}"] = one.name
        values[f"from_{n}"] = time(*divmod(one.first, 60))
        values[f"to_{n}"] = time(*divmod(one.last, 60))
    return values
