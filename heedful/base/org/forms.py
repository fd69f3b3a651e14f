"""What is asked about places, brands and people."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heedful.base.org.attributes import NotAttributes, attributes_text, parse_attributes
from heedful.base.org.fields import PlaceField
from heedful.base.org.hours import NotHours, hours_text, parse_hours
from heedful.base.org.models import Brand, Member, Node, NodeKind, Role
from heedful.base.org.queries import brands_visible_to
from heedful.base.org.zones import zone_choices

ONLY_LOCATIONS = (
    "brand", "street", "city", "postcode", "country", "opening_hours", "opened_on", "closed_on",
)  # fmt: skip


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class BrandField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django has no brackets here
    def label_from_instance(self, obj: Model | Brand) -> str:
        return str(getattr(obj, "name", obj))


class NodeForm(forms.Form):
    """A group or a location; groups have no address, hours or days."""

    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(
        label=_("Code"), max_length=100, help_text=_("What files from elsewhere call it.")
    )
    brand = BrandField(
        Brand.objects.none(), label=_("Brand"), required=False, empty_label=_("None")
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    street = forms.CharField(label=_("Street"), max_length=200, required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    country = forms.CharField(label=_("Country"), max_length=60, required=False)
    opening_hours = forms.CharField(
        label=_("Opening hours"),
        required=False,
        help_text=_("For example: Mo-Th 11:00-23:00; Fr-Sa 11:00-01:00. Other days are closed."),
    )
    target = forms.FloatField(
        label=_("Target"),
        required=False,
        min_value=-100,
        max_value=100,
        help_text=_("What the headline score shall reach, here and below."),
    )
    opened_on = forms.DateField(label=_("Opened on"), required=False, widget=day_input())
    closed_on = forms.DateField(label=_("Closed on"), required=False, widget=day_input())
    attributes = forms.CharField(
        label=_("Attributes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line, for example: format = city"),
    )

    def __init__(self, *args: Any, member: Member, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(self.initial.get("time_zone", ""))  # type: ignore[attr-defined]  # a ChoiceField
        if kind == NodeKind.GROUP:
            for name in ONLY_LOCATIONS:
                del self.fields[name]
        else:
            brand = self.fields["brand"]
            brand.queryset = brands_visible_to(member=member)  # type: ignore[attr-defined]  # Django's own name

    def clean_opening_hours(self) -> list[list[list[str]]]:
        try:
            return parse_hours(self.cleaned_data["opening_hours"])
        except NotHours as error:
            raise forms.ValidationError(str(error)) from error

    def clean_attributes(self) -> dict[str, str]:
        try:
            return parse_attributes(self.cleaned_data["attributes"])
        except NotAttributes as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opened, closed = cleaned.get("opened_on"), cleaned.get("closed_on")
        if opened and closed and closed < opened:
            self.add_error("closed_on", _now("It closes before it opens."))
        return cleaned


def shown_values(node: Node) -> dict[str, Any]:
    """Return a node's values as the form shows them."""
    values = {name: getattr(node, name) for name in NodeForm.base_fields}
    return values | {
        "opening_hours": hours_text(node.opening_hours),
        "attributes": attributes_text(node.attributes),
    }


class MoveForm(forms.Form):
    since = forms.DateField(
        label=_("From this day on"),
        widget=day_input(),
        help_text=_("Before it, everything counts where it was."),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = PlaceField(
            member=member, label=_("Below"), help_text=_("The code or name of a group.")
        )
        self.order_fields(["parent", "since"])

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if not 1970 <= since.year <= 2200:
            raise forms.ValidationError(_now("This is no day of this organisation's life."))
        return since


class BrandForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)


class MembershipForm(forms.Form):
    """What a person may do, and where."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.LOCATION_MANAGER)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"] = PlaceField(
            member=member,
            label=_("Where"),
            help_text=_(
                "The code or name of a location or group; everything below it is included."
            ),
        )


class PersonForm(MembershipForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254)

    field_order = ["name", "email", "role", "scope"]


class ListFileForm(forms.Form):
    """A list of locations or of people."""

    file = forms.FileField(label=_("CSV file"))


class RosterFileForm(forms.Form):
    """A roster."""

    file = forms.FileField(label=_("CSV or Parquet file"))


class LocationListForm(ListFileForm):
    levels = forms.CharField(
        label=_("Columns that make the tree"),
        initial="region, area",
        required=False,
        max_length=200,
        help_text=_("From the top down, separated by commas."),
    )
