"""How files are taken in: sizes, names, and what leaves the house again."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from heedful.listen.imports.mapping import Mapping, MappingError
from heedful.listen.surveys.rules import ItemSpec

# Rows that go in together, in one transaction.
CHUNK = 5_000
PREVIEW_ROWS = 20
PREVIEW_READS = 5_000

_SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".xlsx", ".parquet", ".gz")
# Full-width signs count as well: some spreadsheets take them for the plain ones.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file: rows that were new, replaced older ones, were there, or stayed out."""

    new: int
    changed: int
    same: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Progress:
    rows: int
    bytes_read: int
    bytes_total: int


def kept_suffix(file_name: str) -> str:
    """Return the harmless end of a file's name, by which its format may be guessed."""
    kept: list[str] = []
    name = file_name.casefold()
    while suffix := next((end for end in _SUFFIXES if name.endswith(end)), None):
        name = name.removesuffix(suffix)
        kept.insert(0, suffix)
    return "".join(kept[-2:])


def shown_name(file_name: str) -> str:
    """Return a file's name as it may be shown: no folders, nothing invisible, not too long."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(
        sign
        for sign in name
        if not unicodedata.category(sign).startswith(("C", "Z")) or sign == " "
    )
    return visible.strip()[:200] or "file"


def formula_safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula when it opens the CSV file."""
    runs = text.startswith(("\t", "\r")) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if runs else text


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a time read off a location's clock.

    An hour that the clocks skip in spring is read with the offset before the change, so 02:30
    becomes 03:30; an hour that comes twice in autumn is taken for the first.
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def clock_at(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what a location's clock says at an instant, without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def item_specs(mapping: Mapping) -> list[ItemSpec]:
    """Return the mapping's rated items as questions of a series. Raises MappingError."""
    for limit, name in ((200, mapping.series.questionnaire), (100, mapping.series.version)):
        if len(name) > limit:
            raise MappingError(f"series: “{name[:40]}…” is longer than {limit} characters.")
    for item in mapping.rated_items:
        if len(item.code) > 60 or len(item.label) > 300:
            raise MappingError(
                f"items.{item.code[:40]}: a code has at most 60 characters, a label 300."
            )
    return [
        ItemSpec(
            code=item.code,
            label=item.label,
            role=item.role,
            low=item.low,
            high=item.high,
            kind=item.kind,
            primary=item.primary,
        )
        for item in mapping.items
        if item.role != "open"
    ]
