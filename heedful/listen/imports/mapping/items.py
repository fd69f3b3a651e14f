"""One [[items]] table of a mapping."""

from heedful.listen.imports.mapping.model import Item, Kind, Role
from heedful.listen.imports.mapping.tables import Table

ROLES: tuple[Role, ...] = ("outcome", "driver", "marker", "open")
KINDS: tuple[Kind, ...] = ("rating", "recommend")
# A histogram is kept for every answer of a scale, so a scale is as long as a slider at most.
MAX_STEPS = 101
MAX_ANSWER = 1_000


def read_item(table: Table) -> Item:
    code = table.need_text("code")
    table.name = f"items.{code}"
    role: Role = table.word("role", ROLES, "driver")
    kind: Kind = table.word("kind", KINDS, "rating")
    low, high = (0, 0) if role == "open" else _scale(table, kind)
    item = Item(
        code=code,
        column=table.need_text("column"),
        role=role,
        label=table.text("label") or code,
        low=low,
        high=high,
        reversed=table.flag("reversed"),
        labels=table.numbers("labels"),
        not_used=table.texts("not_used"),
        not_answered=table.texts("not_answered"),
        primary=table.flag("primary"),
        kind=kind,
    )
    table.finish()
    _check(table, item)
    return item


def _scale(table: Table, kind: Kind) -> tuple[int, int]:
    given = [0, 10] if kind == "recommend" and not table.has("scale") else table.raw("scale")
    match given:
        case [int(low), int(high)] if -MAX_ANSWER <= low < high <= MAX_ANSWER:
            pass
        case _:
            raise table.fail("scale", "must be [lowest, highest] in whole numbers, as [1, 5].")
    if high - low >= MAX_STEPS:
        raise table.fail("scale", f"has more than {MAX_STEPS} steps.")
    if kind == "recommend" and (low, high) != (0, 10):
        raise table.fail("scale", "must be [0, 10] when kind is recommend.")
    return low, high


def _check(table: Table, item: Item) -> None:
    if item.role == "open":
        if item.labels or item.not_used or item.reversed or item.primary:
            raise table.fail("role", "an open item is text and has no scale, codes or direction.")
        return
    for word, number in item.labels.items():
        if not item.low <= number <= item.high:
            raise table.fail("labels", f"“{word}” is {number}, which is not on the scale.")
    for value in set(item.not_used) & set(item.not_answered):
        raise table.fail("not_used", f"“{value}” stands in not_answered as well. Keep one.")
    if item.primary and item.role != "outcome":
        raise table.fail("primary", "only an outcome can be the primary one.")
