"""Where a list goes on: opaque to programs, checked when it comes back."""

import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet

from heedful.understand.wording import Said, gettext_noop
from heedful.web.api.problems import Problem

Row = TypeVar("Row", bound=Model)
Kind = TypeVar("Kind")
SIGNER = Signer(salt="heedful.web.api.paging")


def cursor_of(place: object) -> str:
    """Write down where a list goes on, signed, so that what comes back is what was given."""
    return SIGNER.sign(urlsafe_b64encode(msgspec.msgpack.encode(place)).decode())


def place_of(cursor: str, kind: type[Kind]) -> Kind:
    """Read what `cursor_of` wrote. Raises Problem."""
    try:
        data = urlsafe_b64decode(SIGNER.unsign(cursor))
        return msgspec.msgpack.decode(data, type=kind)
    except (BadSignature, msgspec.ValidationError):
        raise Problem(
            "not-a-question",
            Said(gettext_noop("“after” is not what “next” said. Begin without it.")),
        ) from None


def after_name(
    rows: QuerySet[Row], *, name: str, key: str, after: str | None, limit: int
) -> tuple[list[Any], str | None]:
    """A stretch of rows by the fields `name` and `key`, and the cursor of the next one."""
    ordered = rows.order_by(name, key)
    if after:
        last, last_key = place_of(after, tuple[str, uuid.UUID])
        ordered = ordered.filter(
            Q(**{f"{name}__gt": last}) | Q(**{name: last, f"{key}__gt": last_key})
        )
    found = list(ordered[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], cursor_of([_value(found[limit - 1], name), _value(found[limit - 1], key)])


def stretch(
    rows: Sequence[Kind], *, after: str | None, limit: int
) -> tuple[list[Kind], str | None]:
    """A stretch of rows that are all at hand, and the cursor of the next one."""
    first = place_of(after, int) if after else 0
    first = max(first, 0)
    last = first + limit
    return list(rows[first:last]), cursor_of(last) if last < len(rows) else None


def _value(row: object, field: str) -> Any:
    for part in field.split("__"):
        row = getattr(row, part)
    return row
