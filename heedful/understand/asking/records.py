"""An answer as rows of plain values: what the API, exports and the terminal give out."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from cxstats.estimate import Floats
from heedful.understand.asking.answers import Answer, Bools, Figures, Key
from heedful.understand.metrics.dimensions import PLACES

Value = str | int | float | bool | None
Record = dict[str, Value]
WORDS = {-1: "below", 0: "", 1: "above"}


def places_in(answer: Answer) -> set[uuid.UUID]:
    """The places whose names are needed to show an answer."""
    at = [i for i, one in enumerate(answer.question.by) if one in PLACES]
    return {key[i] for key in answer.keys for i in at}


def fields_of(answer: Answer) -> list[str]:
    """The names of a record's values, in their order."""
    cuts = [str(one) for one in answer.question.by]
    places = [f"{one}_id" for one in answer.question.by if one in PLACES]
    figures = ["value", "low", "high", "n", "answers", "enough"]
    if answer.figures.change is not None:
        figures += ["change", "change_low", "change_high", "change_p", "is_change"]
    if answer.figures.standing is not None:
        figures += ["standing"]
    return [*cuts, *places, *figures]


def records_of(
    answer: Answer, names: Mapping[uuid.UUID, str], rows: Sequence[int] | None = None
) -> list[Record]:
    """One record for each group, or for those in `rows`.

    A figure without evidence enough is null, and `enough` is false. Places have their name under
    the cut's own field and their key beside it.
    """
    keys: Sequence[Key] = answer.keys
    figures = answer.figures
    if rows is not None:
        keys, figures = [keys[row] for row in rows], figures.take(np.array(rows, dtype=np.intp))
    told = _cuts(answer, keys, names) | _figures(figures)
    fields = fields_of(answer)
    lines = zip(*(told[field] for field in fields), strict=True)
    return [dict(zip(fields, line, strict=True)) for line in lines]


def _cuts(
    answer: Answer, keys: Sequence[Key], names: Mapping[uuid.UUID, str]
) -> dict[str, list[Value]]:
    """Column by column; what is the same in many rows is written once."""
    told: dict[str, list[Value]] = {}
    for i, dimension in enumerate(answer.question.by):
        values = [key[i] for key in keys]
        different = set(values)
        if dimension in PLACES:
            ids: dict[Any, Value] = {value: str(value) for value in different}
            told[dimension] = [names.get(value, "") for value in values]
            told[f"{dimension}_id"] = [ids[value] for value in values]
        else:
            said = {v: v.isoformat() if isinstance(v, date) else v for v in different}
            told[dimension] = [said[value] for value in values]
    return told


def _figures(of: Figures) -> dict[str, list[Value]]:
    told: dict[str, list[Value]] = {
        "value": _numbers(of.value, of.enough),
        "low": _numbers(of.low, of.enough),
        "high": _numbers(of.high, of.enough),
        "n": _numbers(of.n),
        "answers": of.answers.tolist(),
        "enough": of.enough.tolist(),
    }
    if of.change is not None and of.is_change is not None:
        told |= {
            "change": _numbers(of.change.difference, of.enough),
            "change_low": _numbers(of.change.low, of.enough),
            "change_high": _numbers(of.change.high, of.enough),
            "change_p": _numbers(of.change.p, of.enough),
            "is_change": of.is_change.tolist(),
        }
    if of.standing is not None:
        told["standing"] = [WORDS[side] for side in of.standing.tolist()]
    return told


def _numbers(column: Floats, enough: Bools | None = None) -> list[Value]:
    is_known = np.isfinite(column) if enough is None else np.isfinite(column) & enough
    told = column.astype(object)
    told[~is_known] = None
    numbers: list[Value] = told.tolist()
    return numbers
