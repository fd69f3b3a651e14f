"""Saying what pure code decided in the language of the person who asks."""

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from heedful.understand.wording import Said


def say(said: Said) -> str:
    """Translate a sentence and put its values in, numbers in the person's own notation."""
    if said.many is None or said.count is None:
        form = gettext(said.text)
    else:
        # The languages' plural rules take whole numbers; 1.5 points are many.
        whole = int(said.count) if float(said.count).is_integer() else 2
        form = ngettext(said.text, said.many, whole)
    return form % {name: _value(value) for name, value in said.values.items()}


def _value(value: "str | float | Said") -> str:
    if isinstance(value, Said):
        return say(value)
    if isinstance(value, str):
        return value
    return number_format(f"{value:.10g}", use_l10n=True).replace("-", "−")
