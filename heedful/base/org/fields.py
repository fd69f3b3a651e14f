"""Fields that forms of several rooms ask with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.base.org.models import Member, Node
from heedful.base.org.queries import find_place


class PlaceField(forms.CharField):
    """A place of the person's own part, by its code or its name; cleans to a node."""

    nowhere = _("No place has this code, or none or several have this name.")

    def __init__(self, *, member: Member, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.member = member

    def clean(self, value: Any) -> Node:
        text = str(super().clean(value))
        place = self.find(text)
        if place is None:
            raise forms.ValidationError(self.nowhere)
        return place

    def find(self, text: str) -> Node | None:
        return find_place(member=self.member, text=text)


class PartField(PlaceField):
    """The same, and nothing is the person's whole part."""

    nowhere = _("No place of your part has this name or code.")

    def __init__(self, *, member: Member) -> None:
        super().__init__(
            member=member,
            label=_("Place"),
            required=False,
            help_text=_("A name or code; empty for your whole part of the organisation."),
        )

    def find(self, text: str) -> Node | None:
        return super().find(text) if text else self.member.scope
