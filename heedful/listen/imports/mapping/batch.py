"""What a mapping makes of a batch of raw rows."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from heedful.listen.imports.reading.batch import Reject

if TYPE_CHECKING:
    from heedful.listen.surveys.definition import Value


@dataclass(frozen=True, slots=True)
class Batch:
    """Accepted rows as columns of equal length, and the rows that were rejected.

    `occurred` is a local time without a zone; where only the day was known (`timed` is False) it is
    noon. It was read off the location's own clock, but for the rows (by their position) in
    `instants`: the file told their offset from UTC, `instants` holds them in UTC, and `occurred` is
    what the clocks of the mapping's zone said then.

    `scores` has shape (n, k) in the order of `Mapping.rated_items`, turned so that high is best,
    with the sentinels of `cxstats.sums`. `weights` are millionths.
    `keys` are the identity of a row: the same source row has the same key whenever it is read.
    `digests` (16 bytes) tell whether the content behind a key has changed.
    """

    lines: list[int]
    paths: list[tuple[str, ...]]
    occurred: list[datetime]
    timed: list[bool]
    instants: dict[int, datetime]
    channels: list[str]
    scores: NDArray[np.int16]
    weights: NDArray[np.int64]
    comments: list[str | None]
    languages: list[str | None]
    respondents: list[str | None]
    keys: list[uuid.UUID]
    digests: list[bytes]
    # Seconds on each page (0 where the file says nothing), receipt and device; None: not mapped.
    seconds: list[tuple[float, ...]] | None
    receipts: list[str | None] | None
    devices: list[str | None] | None
    # Only of a survey: all that was answered, by the code of each question; left before the end.
    answers: "list[dict[str, Value]] | None"
    partials: list[bool] | None
    # Answers that were left out since they are none, by question and text; their rows go in.
    unread: Counter[tuple[str, str]]
    rejects: list[Reject]
