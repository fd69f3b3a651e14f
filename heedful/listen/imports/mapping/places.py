"""Where it happened: the values of some columns to a path in the tree of locations."""

import re

from heedful.listen.imports.mapping.memo import Memo, Unreadable
from heedful.listen.imports.mapping.model import Location
from heedful.listen.imports.mapping.scores import plain

_RANGE = re.compile(r"\s*([0-9]{1,9})\s*[-–]\s*([0-9]{1,9})\s*")
MAX_NAME = 200


def parse_range(text: str) -> tuple[int, int] | None:
    """Return the ends of “1-12”, or None when it is no range."""
    found = _RANGE.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        return None
    return int(found[1]), int(found[2])


class PlaceReader(Memo[tuple[str | None, ...], tuple[str, ...] | Unreadable]):
    """The values of `Location.columns` to a path from the top of the tree down."""

    def __init__(self, location: Location) -> None:
        super().__init__()
        self._location = location
        self._unknown = {plain(value) for value in location.unknown}
        self._names = [
            {plain(value): name for value, name in names.items()} for names in location.names
        ] or [{} for _ in location.columns]
        self._ranges = [(parse_range(text), name) for text, name in location.ranges.items()]

    def read(self, key: tuple[str | None, ...]) -> tuple[str, ...] | Unreadable:
        path: list[str] = []
        for position, (column, value) in enumerate(zip(self._location.columns, key, strict=True)):
            text = " ".join((value or "").split())
            if not text or plain(text) in self._unknown:
                if column not in self._location.optional:
                    return Unreadable("The location is blank or not known.")
                continue
            name = self._name(text, position)
            if name is None:
                return Unreadable("This value has no name in the mapping, so it is no location.")
            if len(name) > MAX_NAME:
                return Unreadable(f"The name is longer than {MAX_NAME} characters.")
            path.append(name)
        if not path:
            return Unreadable("The location is blank or not known.")
        return (*self._location.prefix, *path)

    def _name(self, text: str, position: int) -> str | None:
        key = plain(text)
        name = self._names[position].get(key)
        is_last = position == len(self._location.columns) - 1
        if name is None and is_last:
            name = self._name_by_range(key)
        if name is None and not (self._location.only_named and (is_last or self._names[position])):
            return text
        return name

    def _name_by_range(self, key: str) -> str | None:
        if not key.isdecimal():
            return None
        return next(
            (name for ends, name in self._ranges if ends and ends[0] <= int(key) <= ends[1]), None
        )
