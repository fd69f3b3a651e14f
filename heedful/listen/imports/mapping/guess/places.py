"""Guessing the columns that say where."""

from collections import defaultdict
from collections.abc import Sequence

from heedful.listen.imports.mapping.guess.facts import Facts, word_set
from heedful.listen.imports.mapping.model import Location

PLACE_NAMES = word_set(
    "location store branch site unit area barea region district city restaurant shop hotel clinic "
    "department trust service outlet place terminal ward school office centre center filiale "
    "standort market property venue"
)
_ROWS_PER_PLACE = 3
_MOST_PLACES = 20_000
_DEEPEST = 4


def guess_location(
    facts: Sequence[Facts], rows: Sequence[Sequence[str | None]], *, title: str
) -> tuple[Location, list[str]]:
    """Return the columns that look like places, from the widest to the narrowest."""
    candidates = [column for column in facts if _could_be_places(column)]
    named = [column for column in candidates if column.speaks_of(PLACE_NAMES)]
    # Names are better than numbers: “Hotel name” rather than “Number of hotel reviews”.
    named = [column for column in named if column.share_of_integers < 0.5] or named
    if named:
        path = _nested(sorted(named, key=lambda column: column.distinct), rows)
        optional = tuple(column.name for column in path[1:] if len(column.texts) < len(rows))
        columns = tuple(column.name for column in path)
        return Location(columns, optional=optional), []
    wordy = [column for column in candidates if column.is_wordy]
    if wordy:
        best = max(wordy, key=lambda column: (len(column.texts), column.distinct))
        return Location((best.name,)), [f"Is “{best.name}” the location? Its name does not say so."]
    return Location(constant=(title,)), [
        "No column looks like a location; all rows are taken to be of one place. Choose a column."
    ]


def _could_be_places(column: Facts) -> bool:
    repeats = len(column.texts) >= _ROWS_PER_PLACE * column.distinct
    return 1 < column.distinct <= _MOST_PLACES and repeats and column.mean_length <= 80


def _nested(columns: Sequence[Facts], rows: Sequence[Sequence[str | None]]) -> list[Facts]:
    """Keep the columns whose values each lie within one value of the column before."""
    path = [columns[-1]]
    for wider in reversed(columns[:-1]):
        if len(path) < _DEEPEST and _lies_within(path[0], wider, rows):
            path.insert(0, wider)
    return path


def _lies_within(narrow: Facts, wide: Facts, rows: Sequence[Sequence[str | None]]) -> bool:
    parents: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        child, parent = row[narrow.position], row[wide.position]
        if child and parent:
            parents[child].add(parent)
    alone = sum(len(found) == 1 for found in parents.values())
    return bool(parents) and alone >= 0.95 * len(parents) and wide.distinct < narrow.distinct
