"""An answer as rows of plain values: what the API, exports and the terminal give out."""

import math
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from heedful.understand.asking.answers import Answer
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
    chosen = range(len(answer.keys)) if rows is None else rows
    return [_record(answer, i, answer.keys[i], names) for i in chosen]


def _record(answer: Answer, i: int, key: Sequence[Any], names: Mapping[uuid.UUID, str]) -> Record:
    cuts: Record = {}
    ids: Record = {}
    for dimension, value in zip(answer.question.by, key, strict=True):
        if dimension in PLACES:
            cuts[dimension] = names.get(value, "")
            ids[f"{dimension}_id"] = str(value)
        else:
            cuts[dimension] = value.isoformat() if isinstance(value, date) else value
    return cuts | ids | _figures(answer, i)


def _figures(answer: Answer, i: int) -> Record:
    of = answer.figures
    enough = bool(of.enough[i])
    record: Record = {
        name: _number(column[i]) if enough else None
        for name, column in (("value", of.value), ("low", of.low), ("high", of.high))
    }
    record |= {"n": _number(of.n[i]), "answers": int(of.answers[i]), "enough": enough}
    if of.change is not None and of.is_change is not None:
        change = of.change
        record |= {
            "change": _number(change.difference[i]) if enough else None,
            "change_low": _number(change.low[i]) if enough else None,
            "change_high": _number(change.high[i]) if enough else None,
            "change_p": _number(change.p[i]) if enough else None,
            "is_change": bool(of.is_change[i]),
        }
    if of.standing is not None:
        record["standing"] = WORDS[int(of.standing[i])]
    return record


def _number(value: np.float64) -> float | None:
    return float(value) if math.isfinite(value) else None
