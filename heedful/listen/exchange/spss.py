"""Answers as an SPSS file, with labels of variables and values, and levels of measurement."""

import re
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from heedful.listen.exchange.answers import Answers, TooMany
from heedful.listen.exchange.columns import Cell, Column

UNFIT = re.compile(r"[^A-Za-z0-9_]")
LONGEST_NAME = 60
LONGEST_LABEL = 255
LONGEST_VALUE_LABEL = 120
# SPSS keeps longer texts in pieces that few tools put together again.
LONGEST_TEXT = 8_000
NAN = float("nan")
# About half a gigabyte while it is written.
MOST_CELLS = 5_000_000
RESERVED = frozenset(
    ("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with")
)


def write_spss(answers: Answers, path: Path) -> int:
    """Write a .sav file; choices are numbered in their order and labelled; return how many.

    The library takes the whole table at once, so what does not fit into memory is refused. Raises
    TooMany.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and files are taken out rarely.
    import pyreadstat  # noqa: PLC0415 - as above.

    columns = answers.columns
    names = variable_names(columns)
    kept: list[list[str] | array[float]] = [
        [] if _is_text(column) else array("d") for column in columns
    ]
    codes = [{value: n for n, (value, _words) in enumerate(one.named, start=1)} for one in columns]
    for count, row in enumerate(answers.rows(), start=1):
        if count * len(columns) > MOST_CELLS:
            most = {"most": f"{MOST_CELLS // len(columns):,}"}
            told = _("An SPSS file holds %(most)s of these answers. Take out fewer days, or CSV.")
            raise TooMany(told % most)
        for at, cell in enumerate(row):
            kept[at].append(_cell(columns[at], codes[at], cell))
    frame = pd.DataFrame(dict(zip(names, kept, strict=True)))
    pyreadstat.write_sav(
        frame,
        path,
        column_labels=[one.label[:LONGEST_LABEL] for one in columns],
        variable_value_labels={
            name: _labels(one) for name, one in zip(names, columns, strict=True) if _labels(one)
        },
        variable_measure={name: one.measure for name, one in zip(names, columns, strict=True)},
        variable_format={
            name: "F8.0"
            for name, one in zip(names, columns, strict=True)
            if one.holds in {"whole", "yes", "choice"}
        },
    )
    return len(frame)


def variable_names(columns: Sequence[Column]) -> list[str]:
    """Return names that SPSS takes: a letter first, no capital tells two apart, none reserved.

    >>> variable_names([Column("1st", ""), Column("a", ""), Column("A", ""), Column("by", "")])
    ['v_1st', 'a', 'A_2', 'v_by']
    """
    taken: set[str] = set()
    found = []
    for column in columns:
        plain = UNFIT.sub("_", column.name)[:LONGEST_NAME].rstrip("_") or "v"
        sound = plain[0].isalpha() and plain.casefold() not in RESERVED
        base = plain if sound else f"v_{plain.lstrip('_')}"[:LONGEST_NAME]
        name, number = base, 2
        while name.casefold() in taken:
            name, number = f"{base[: LONGEST_NAME - 4]}_{number}", number + 1
        taken.add(name.casefold())
        found.append(name)
    return found


def _is_text(column: Column) -> bool:
    return column.holds == "text"


def _cell(column: Column, codes: dict[str | int, int], cell: Cell) -> Any:
    """Return a text for a column of texts, else a number, which is NaN where nothing was said."""
    if _is_text(column):
        return str(cell if cell is not None else "")[:LONGEST_TEXT]
    number = codes.get(cell) if column.holds == "choice" and isinstance(cell, str) else cell
    return number if isinstance(number, int | float) else NAN


def _labels(column: Column) -> dict[int | float, str]:
    if column.holds == "yes":
        return {0: _("No"), 1: _("Yes")}
    if column.holds == "choice":
        return {
            n: words[:LONGEST_VALUE_LABEL] for n, (_code, words) in enumerate(column.named, start=1)
        }
    return {value: words[:LONGEST_VALUE_LABEL] for value, words in column.named
            if isinstance(value, int)}  # fmt: skip
