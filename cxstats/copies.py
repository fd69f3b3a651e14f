"""Answers that came twice, receipts used again, and many answers at once from one device."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.estimate import Floats
from cxstats.later import stats
from cxstats.scores import NOT_ANSWERED

Integers = NDArray[np.int64]
# What is believed of an answer before anything is seen of it.
COPIED, FORGED = 0.003, 0.002
# A copy follows within this time, and other answers of the place may lie between.
COPY_MINUTES, LOOK_BACK = 60, 8
# Together at one table, or one receipt for two: honest people share receipts this often.
SHARED_RECEIPT = 0.02
# How suspicious a receipt is that was used before: soon after, it may be a second guest.
REUSED_SOON, REUSED_LATER, SOON_MINUTES = 0.4, 0.8, 240
# A device that answers for several within half an hour.
BURST_MINUTES = 30
# The chance of what cannot happen by chance is not taken for nothing.
SMALLEST = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """One entry a row: how likely each is, and what was seen."""

    copied: Floats  # a second copy of an answer shortly before
    reused: Floats  # its receipt was used before, and not by a second guest of the same table
    forged: Floats  # one of many from one device at once
    at_once: Integers  # answers of its device at this place within half an hour; 0: no device


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """Where, when and by what answers came; one entry a row, in any order.

    `scores` (n, k) are the answers with the marks of `cxstats.sums`; `receipt` and `device` are
    negative where they are not known.
    """

    place: Integers
    minute: Integers
    scores: NDArray[np.int16]
    receipt: Integers
    device: Integers


def copies(arrivals: Arrivals) -> Copies:
    """Say how likely each answer is to be a copy of another, or forged in a row with others.

    A copy: the same answers, but for those left out once, at the same place within an hour. How
    telling that is depends on how common these answers are: two guests who both give the best of
    everything prove nothing. The
    same receipt or device says more, another one less. Forged: more answers of one device within
    half an hour than the place ever gets by chance. A shared tablet, whose answers are spread
    over the day, is not suspicious.

    Returns
    -------
    Copies
        Arrays of shape (n,). Costs O(n k) a few times.

    Raises
    ------
    ValueError
        The columns differ in length.

    References
    ----------
    Odds are multiplied as in Fellegi, I. P. & Sunter, A. B. (1969). Journal of the American
    Statistical Association 64, 1183-1210.

    Examples
    --------
    >>> scores = np.array([[1, 4], [1, 4], [5, 5]], dtype=np.int16)
    >>> here, minute, unknown = np.zeros(3, dtype=int), np.array([0, 3, 500]), np.full(3, -1)
    >>> copies(Arrivals(here, minute, scores, here + 5, unknown)).copied.round(2)
    array([0.  , 0.46, 0.  ])
    """
    columns = (arrivals.minute, arrivals.scores, arrivals.receipt, arrivals.device)
    if any(column.shape[:1] != arrivals.place.shape for column in columns):
        raise ValueError("want columns of equal length")
    n = len(arrivals.place)
    order = np.lexsort((np.arange(n), arrivals.minute, arrivals.place))
    sorted_rows = Arrivals(
        place=arrivals.place[order],
        minute=arrivals.minute[order],
        scores=arrivals.scores[order],
        receipt=arrivals.receipt[order],
        device=arrivals.device[order],
    )
    reused = _reused(sorted_rows)
    copied = _copied(sorted_rows)
    forged, at_once = _forged(sorted_rows)
    back = np.empty(n, dtype=np.intp)
    back[order] = np.arange(n)
    return Copies(copied[back], reused[back], forged[back], at_once[back])


def _reused(rows: Arrivals) -> Floats:
    """All but the first answer with a receipt, at whatever place."""
    order = np.lexsort((rows.minute, rows.receipt))
    receipt, minute = rows.receipt[order], rows.minute[order]
    again = (receipt[1:] == receipt[:-1]) & (receipt[1:] >= 0)
    soon = minute[1:] - minute[:-1] <= SOON_MINUTES
    result = np.zeros(len(order))
    result[order[1:]] = np.where(again, np.where(soon, REUSED_SOON, REUSED_LATER), 0.0)
    return result


def _copied(rows: Arrivals) -> Floats:
    """The best match among the answers shortly before, as posterior probability."""
    n = len(rows.place)
    given = rows.scores > NOT_ANSWERED
    _, code, count = np.unique(rows.scores, axis=0, return_inverse=True, return_counts=True)
    code = code.reshape(-1)
    often = count[code]
    odds = np.zeros(n)
    for lag in range(1, min(LOOK_BACK, n - 1) + 1):
        now, before = slice(lag, n), slice(0, n - lag)
        same = rows.place[now] == rows.place[before]
        same &= rows.minute[now] - rows.minute[before] <= COPY_MINUTES
        both = given[now] & given[before]
        differ = ((rows.scores[now] != rows.scores[before]) & both).any(axis=1)
        same &= ~differ & (both.sum(axis=1) > rows.scores.shape[1] // 2)
        # The two answers themselves do not show how common such answers are.
        others = np.where(code[now] == code[before], often[now] - 2, often[now] + often[before] - 2)
        chance = np.maximum(others, 0.5) / n * _agreement(rows.receipt, now, before, SHARED_RECEIPT)
        chance *= _agreement(rows.device, now, before, 0.1)
        odds[now] = np.maximum(odds[now], np.where(same, COPIED / np.maximum(chance, SMALLEST), 0))
    return odds / (1 + odds)


def _agreement(keys: Integers, now: slice, before: slice, by_chance: float) -> Floats:
    """How likely honest people agree or differ in a key, beside copies, of which 95% agree."""
    known = (keys[now] >= 0) & (keys[before] >= 0)
    agree = np.where(keys[now] == keys[before], by_chance / 0.95, (1 - by_chance) / 0.05)
    ratio: Floats = np.where(known, agree, 1.0)
    return ratio


def _forged(rows: Arrivals) -> tuple[Floats, Integers]:
    n = len(rows.place)
    at_once = np.zeros(n, dtype=np.int64)
    known = np.flatnonzero(rows.device >= 0)
    order = known[np.lexsort((rows.minute[known], rows.place[known], rows.device[known]))]
    _, group = np.unique(
        np.stack([rows.device[order], rows.place[order]]), axis=1, return_inverse=True
    )
    # Each device and place is a stretch of its own on one line of minutes, far from the next.
    start = int(rows.minute.min()) if n else 0
    apart = (int(rows.minute.max()) - start if n else 0) + 10 * BURST_MINUTES
    line = group.reshape(-1) * apart + rows.minute[order] - start
    last = np.searchsorted(line, line + BURST_MINUTES, side="right")
    first = np.searchsorted(line, line - BURST_MINUTES, side="left")
    at_once[order] = last - first
    _, place, size = np.unique(rows.place, return_inverse=True, return_counts=True)
    place = place.reshape(-1)
    spans = np.maximum(_span(rows, place, len(size)), 60.0 * 24)
    # A place is open for about half of the day.
    expected = 2 * BURST_MINUTES * 2 * size / spans
    chance = stats.poisson.sf(at_once - 2, expected[place])
    odds = np.where(at_once > 1, FORGED / np.maximum(chance, SMALLEST), FORGED)
    odds = np.where(at_once > 2, odds, np.minimum(odds, 0.05))
    return odds / (1 + odds), at_once


def _span(rows: Arrivals, place: Integers, g: int) -> Floats:
    first, last = np.full(g, np.inf), np.full(g, -np.inf)
    np.minimum.at(first, place, rows.minute)
    np.maximum.at(last, place, rows.minute)
    span: Floats = last - first
    return span
