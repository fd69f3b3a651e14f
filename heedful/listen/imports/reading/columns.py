"""Names for columns: every column gets one, and no two have the same."""

from collections.abc import Iterable

from heedful.listen.imports.reading.batch import MAX_COLUMNS, UnreadableFile


def unique_names(header: Iterable[str | None]) -> tuple[tuple[str, ...], list[str]]:
    """Return the header's names, trimmed, filled and made unique, and a note for each change.

    Trimming is not noted: names are compared trimmed everywhere.
    """
    names: list[str] = []
    notes: list[str] = []
    taken: set[str] = set()
    for position, given in enumerate(header, start=1):
        if position > MAX_COLUMNS:
            raise UnreadableFile(f"The file has more than {MAX_COLUMNS} columns.")
        wanted = " ".join((given or "").replace("\0", "").split())
        name = _free_name(wanted or f"Column {position}", taken)
        if not wanted:
            notes.append(f"Column {position} has no name; it is read as “{name}”.")
        elif name != wanted:
            notes.append(f"A second column is named “{wanted}”; it is read as “{name}”.")
        taken.add(name)
        names.append(name)
    return tuple(names), notes


def _free_name(wanted: str, taken: set[str]) -> str:
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted} ({count})"
    return name
