"""Files with one row for each answer of a form, as Formbricks Hub writes them."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from heedful.listen.exchange.report import NotBrought
from heedful.listen.imports.reading import Source

FORM, FIELD = "submission_id", "field_id"
VALUES = ("value", "value_text", "value_number", "value_boolean", "value_date")
# Of the form as a whole; each of its rows repeats them.
WHOLE = ("collected_at", "created_at", "timestamp", "language", "finished")
MOST_ANSWERS = 2_000_000


def is_hub(columns: tuple[str, ...]) -> bool:
    """Say whether a file has one row for each answer."""
    return {FORM, FIELD} <= set(columns) and any(name in columns for name in VALUES)


def gather(source: Source) -> Iterator[bytes]:
    """Write one line of JSON for each form, with its fields as keys. Raises NotBrought.

    A field that comes several times is a list. All forms are held, since rows may stand anywhere.
    """
    at = {name: source.columns.index(name) for name in source.columns}
    values = [at[name] for name in VALUES if name in at]
    whole = [name for name in WHOLE if name in at]
    forms: dict[str, dict[str, str | list[str]]] = {}
    count = 0
    for batch in source.batches():
        count += len(batch.lines)
        if count > MOST_ANSWERS:
            raise NotBrought(_("This file has more than two million answers. Split it by date."))
        for index in range(len(batch.lines)):
            row = batch.row(index)
            said = next((text for one in values if (text := row[one])), None)
            form = forms.setdefault(row[at[FORM]] or "", {})
            form |= {name: text for name in whole if (text := row[at[name]])}
            if said is not None and (field := row[at[FIELD]]):
                _add(form, field, said)
    for key, form in forms.items():
        yield json.dumps({FORM: key, **form}).encode() + b"\n"


def _add(form: dict[str, str | list[str]], field: str, said: str) -> None:
    before = form.get(field)
    if before is None:
        form[field] = said
    else:
        form[field] = [*(before if isinstance(before, list) else [before]), said]
