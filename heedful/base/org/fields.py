"""Fields that forms of several rooms ask with."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import find_place


class PlaceField(forms.CharField):
    """A place of the person's own part, by its code or its name; cleans to a node."""

    def __init__(self, *, member: Member, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self._member = member

    def clean(self, value: Any) -> Node:
        text = str(super().clean(value))
        place = find_place(member=self._member, text=text)
        if place is None:
            raise forms.ValidationError(
                _now("No place has this code, or none or several have this name.")
            )
        return place
