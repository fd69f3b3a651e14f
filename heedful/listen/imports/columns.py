"""A mapping seen from its file's columns: what each is taken for, as a page can ask it."""

import re
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from heedful.listen.imports.mapping import (
    Answer,
    Channel,
    Comment,
    Finished,
    Item,
    Language,
    LeaveOut,
    Location,
    Mapping,
    MappingError,
    Respondent,
    Weight,
    When,
    read_mapping,
    to_toml,
)
from heedful.listen.imports.mapping.model import Role

ITEM_ROLES: Table[str, Role] = {
    "primary": "outcome",
    "outcome": "outcome",
    "driver": "driver",
    "marker": "marker",
    "open": "open",
}
PLACE_ROLES = ("group1", "group2", "group3", "place")
ROLES = (
    "ignore", *PLACE_ROLES, "when", "channel", *ITEM_ROLES, "weight", "comment", "language",
    "respondent", "answer", "rows",
)  # fmt: skip


# These are made with the mapping of a survey's answers; a page can only leave them out.
FIXED_ROLES = ("answer", "rows")


class _Kept(TypedDict):
    answers: tuple[Answer, ...]
    finished: Finished | None
    leave_out: LeaveOut | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it is taken for; what belongs to items counts for items only."""

    name: str
    role: str = "ignore"
    code: str = ""
    label: str = ""
    low: str = ""
    high: str = ""
    reversed: bool = False
    recommend: bool = False
    not_used: str = ""
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Basics:
    """What is asked once for the whole file."""

    questionnaire: str
    version: str = ""
    time_zone: str = "UTC"
    by_code: bool = False
    formats: tuple[str, ...] = ()
    place: str = ""
    day: str = ""


def basics_of(mapping: Mapping) -> Basics:
    return Basics(
        questionnaire=mapping.series.questionnaire,
        version=mapping.series.version,
        time_zone=mapping.location.time_zone,
        by_code=mapping.location.code,
        formats=mapping.when.formats,
        place=" / ".join(mapping.location.constant),
        day=mapping.when.constant or "",
    )


def columns_of(
    mapping: Mapping, names: Sequence[str], samples: Table[str, tuple[str, ...]]
) -> list[Column]:
    """Return each column of the file with what the mapping takes it for."""
    items = {item.column: item for item in mapping.items}
    roles = _roles(mapping)
    primary = mapping.primary_outcome
    found = []
    for name in names:
        column = Column(name=name, role=roles.get(name, "ignore"), samples=samples.get(name, ()))
        item = items.get(name)
        found.append(_with_item(column, item, primary) if item else column)
    return found


def _roles(mapping: Mapping) -> dict[str, str]:
    groups = mapping.location.columns[:-1]
    roles = {name: "answer" for answer in mapping.answers for name in answer.all_columns}
    roles |= {part.column: "rows" for part in (mapping.finished, mapping.leave_out) if part}
    roles |= dict(zip(groups[:3], PLACE_ROLES, strict=False))
    roles |= dict.fromkeys(mapping.location.columns[-1:], "place")
    roles |= dict.fromkeys(mapping.when.columns, "when")
    roles |= dict.fromkeys(mapping.comment.columns if mapping.comment else (), "comment")
    single = {
        "channel": mapping.channel.column,
        "weight": mapping.weight and mapping.weight.column,
        "language": mapping.language and mapping.language.column,
        "respondent": mapping.respondent and mapping.respondent.column,
    }
    return roles | {name: role for role, name in single.items() if name}


def _with_item(column: Column, item: Item, primary: Item | None) -> Column:
    rated = item.role != "open"
    return replace(
        column,
        role="primary" if item is primary else item.role,
        code=item.code,
        label=item.label,
        low=str(item.low) if rated else "",
        high=str(item.high) if rated else "",
        reversed=item.reversed,
        recommend=item.kind == "recommend",
        not_used=", ".join(item.not_used),
    )


def apply(base: Mapping, columns: Sequence[Column], basics: Basics) -> Mapping:
    """Return the mapping that the columns and basics describe.

    What a page does not ask (labels, look-ups, codes) is kept from `base`. Raises MappingError.
    """
    by_role = _ByRole(columns)
    mapping = replace(
        base,
        series=replace(base.series, questionnaire=basics.questionnaire, version=basics.version),
        location=_location(base.location, by_role, basics),
        when=_when(base.when, by_role.all("when"), basics),
        channel=_channel(base.channel, by_role.one("channel")),
        items=tuple(_item(base, column) for column in columns if column.role in ITEM_ROLES),
        weight=_weight(base.weight, by_role.one("weight")),
        comment=_comment(base.comment, by_role.all("comment")),
        language=_language(base.language, by_role.one("language")),
        respondent=_respondent(base.respondent, by_role.one("respondent")),
        **_kept(base, set(by_role.all("ignore"))),
    )
    # Reading it back checks the whole, and what cannot be written as TOML is no mapping.
    return read_mapping(to_toml(mapping))


class _ByRole:
    def __init__(self, columns: Sequence[Column]) -> None:
        self._names: dict[str, list[str]] = {}
        for column in columns:
            self._names.setdefault(column.role, []).append(column.name)

    def all(self, role: str) -> tuple[str, ...]:
        return tuple(self._names.get(role, ()))

    def one(self, role: str) -> str | None:
        names = self.all(role)
        if len(names) > 1:
            raise MappingError(f"Several columns are the {role}: {', '.join(names)}. Keep one.")
        return names[0] if names else None


def _location(base: Location, by_role: _ByRole, basics: Basics) -> Location:
    groups = [by_role.one(role) for role in PLACE_ROLES[:-1]]
    columns = tuple(name for name in (*groups, by_role.one("place")) if name)
    parts = filter(None, (part.strip() for part in basics.place.split(" / ")))
    if columns != base.columns:
        names = dict(zip(base.columns, base.names, strict=False))
        base = Location(
            columns=columns,
            prefix=base.prefix,
            names=tuple(names.get(name, {}) for name in columns) if names else (),
            optional=tuple(name for name in base.optional if name in columns),
            unknown=base.unknown,
        )
    return replace(
        base,
        constant=() if columns else tuple(parts),
        code=basics.by_code,
        time_zone=basics.time_zone,
    )


def _when(base: When, names: tuple[str, ...], basics: Basics) -> When:
    # Two columns keep the order they had (date before time), whatever the file's order is.
    columns = base.columns if set(base.columns) == set(names) else names
    constant = None if columns else basics.day or None
    return replace(base, columns=columns, constant=constant, formats=basics.formats or ("iso",))


def _channel(base: Channel, name: str | None) -> Channel:
    if name == base.column:
        return base
    return Channel(None, name) if name else Channel()


def _weight(base: Weight | None, name: str | None) -> Weight | None:
    if name is None or (base and base.column == name):
        return base if name else None
    return Weight(name)


def _comment(base: Comment | None, names: tuple[str, ...]) -> Comment | None:
    if not names:
        return None
    order = base.columns if base and set(base.columns) == set(names) else names
    return Comment(order, base.empty if base else ())


def _language(base: Language | None, name: str | None) -> Language | None:
    if base and base.column == name:
        return base
    return Language(column=name) if name else None


def _respondent(base: Respondent | None, name: str | None) -> Respondent | None:
    if base and base.column == name:
        return base
    return Respondent(name) if name else None


def _kept(base: Mapping, ignored: set[str]) -> _Kept:
    """Return what only the file of a survey has, without the columns that are left out now."""
    finished, leave_out = base.finished, base.leave_out
    return {
        "answers": tuple(one for one in base.answers if not ignored & set(one.all_columns)),
        "finished": finished if finished and finished.column not in ignored else None,
        "leave_out": leave_out if leave_out and leave_out.column not in ignored else None,
    }


def _item(base: Mapping, column: Column) -> Item:
    known = next((item for item in base.items if item.column == column.name), None)
    code = column.code.strip() or slug(column.name)
    role = ITEM_ROLES[column.role]
    item = Item(code=code, column=column.name, role=role, label=column.label.strip() or code)
    if role == "open":
        return item
    low, high = _whole(column, column.low), _whole(column, column.high)
    rated = replace(
        item,
        low=low,
        high=high,
        reversed=column.reversed,
        not_used=tuple(filter(None, (text.strip() for text in column.not_used.split(",")))),
        primary=column.role == "primary",
        kind="recommend" if column.recommend else "rating",
    )
    if known is None or known.role == "open":
        return rated
    labels = {word: number for word, number in known.labels.items() if low <= number <= high}
    return replace(rated, labels=labels, not_answered=known.not_answered)


def _whole(column: Column, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise MappingError(
            f"“{column.name}”: say the lowest and the highest number of its scale, such as 1 and 5."
        ) from error


def slug(name: str) -> str:
    """Return a column's name as an item's code."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_")[:60] or "item"
