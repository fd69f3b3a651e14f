"""Reading TOML tables key by key, so that every mistake is told by its key."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

Word = TypeVar("Word", bound=str)


class MappingError(Exception):
    """The mapping cannot be used; the sentence names the key and says what to do."""


class Table:
    """One table of the file. Each getter takes a key away; `finish` refuses what is left."""

    def __init__(self, values: Mapping[str, Any], name: str = "") -> None:
        self._values = dict(values)
        self.name = name
        self._known: list[str] = []

    def fail(self, key: str, what: str) -> MappingError:
        where = f"{self.name}.{key}" if self.name else key
        return MappingError(f"{where}: {what}")

    def has(self, key: str) -> bool:
        return key in self._values

    def _take(self, key: str) -> Any:
        self._known.append(key)
        return self._values.pop(key, None)

    def text(self, key: str) -> str | None:
        value = self._take(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.fail(key, "must be a text in quotation marks, and not a blank one.")
        return None if value is None else value.strip()

    def character(self, key: str) -> str | None:
        """Read one character, which may be a blank or a tab."""
        value = self._take(key)
        if value is not None and (not isinstance(value, str) or len(value) != 1):
            raise self.fail(key, 'must be one character, such as ";".')
        return value

    def need_text(self, key: str) -> str:
        value = self.text(key)
        if value is None:
            raise self.fail(key, "is missing. Add it.")
        return value

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            raise self.fail(key, "must be true or false.")
        return bool(value)

    def word(self, key: str, allowed: Collection[Word], default: Word) -> Word:
        value = self.text(key)
        if value is None:
            return default
        for word in allowed:
            if word == value:
                return word
        raise self.fail(key, f"“{value}” is not one of {', '.join(allowed)}.")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or any(not _is_plain(entry) for entry in value):
            raise self.fail(key, 'must be a list of texts, such as ["0", "n/a"].')
        return tuple(str(entry).strip() for entry in value)

    def column_or_columns(self) -> tuple[str, ...]:
        """Read `column = "…"` or `columns = ["…", "…"]`, of which only one may be given."""
        column, columns = self.text("column"), self.texts("columns")
        if column is not None and columns:
            raise self.fail("column", "stands beside columns. Keep one of the two.")
        for name in columns:
            if not name:
                raise self.fail("columns", "holds a blank name. Take it out.")
        return (column,) if column is not None else columns

    def codes(self, key: str) -> dict[str, str]:
        value = self._take(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or any(not _is_plain(entry) for entry in value.values()):
            raise self.fail(key, 'must be a table of texts, such as { "1" = "en" }.')
        return {name.strip(): str(entry).strip() for name, entry in value.items()}

    def numbers(self, key: str) -> dict[str, int]:
        value = self._take(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or any(type(entry) is not int for entry in value.values()):
            raise self.fail(key, 'must be a table of whole numbers, such as { "Very good" = 5 }.')
        return {name.strip(): entry for name, entry in value.items()}

    def day(self, key: str) -> date | None:
        value = self._take(key)
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise self.fail(key, 'must be a day, such as "2018-05-31".') from error

    def table(self, key: str) -> "Table | None":
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.fail(key, f"must be a table: write [{key}] on a line of its own.")
        return Table(value, key)

    def table_list(self, key: str) -> list["Table"]:
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list) or any(not isinstance(entry, dict) for entry in value):
            raise self.fail(key, f"must be a list of tables: write [[{key}]] before each.")
        return [Table(entry, f"{key}[{number}]") for number, entry in enumerate(value, start=1)]

    def raw(self, key: str) -> Any:
        return self._take(key)

    def finish(self) -> None:
        for key in self._values:
            known = ", ".join(sorted(self._known))
            raise self.fail(key, f"is not a key that is known here. Known are {known}.")


def _is_plain(value: object) -> bool:
    """Codes are text, but people write 6 for "6", and dates without quotation marks."""
    return isinstance(value, str | int | float | date) and not isinstance(value, bool)
