"""Rows of feedback as columns, put together block by block."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import NOT_ANSWERED

Integers = NDArray[np.int64]
Scores = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Rows:
    """One row for each feedback that stands, ordered by location and time; n rows, k slots."""

    ids: tuple[uuid.UUID, ...]
    locations: tuple[uuid.UUID, ...]  # what `at` points into
    at: Integers
    days: Integers  # ordinals of the trading day
    minutes: Integers  # on the location's clock, from midnight of the trading day: 25:30 is 1530
    received: Integers  # seconds since 1970
    scores: NDArray[np.int16]  # (n, k) by slot, with the marks of `cxstats.sums`
    weights: Integers  # millionths; what each row counts, factors included
    versions: tuple[uuid.UUID, ...]  # what `version` points into
    version: Integers
    channels: tuple[str, ...]  # what `channel` points into
    channel: Integers
    respondents: tuple[str, ...]  # what `respondent` points into; "" stands for nobody named
    respondent: Integers
    comment_lengths: Integers
    before_design: Integers  # millionths; what each row counts but for who answers

    def __len__(self) -> int:
        return len(self.at)

    @property
    def weekdays(self) -> Integers:
        """Of the trading day; 0 is Monday."""
        return (self.days + 6) % 7

    def between(self, first: date, last: date) -> "Rows":
        """Return what a reading of these days alone would have returned."""
        inside = (first.toordinal() <= self.days) & (self.days <= last.toordinal())
        if inside.all():
            return self
        locations, at = _left(self.locations, self.at[inside])
        versions, version = _left(self.versions, self.version[inside])
        channels, channel = _left(self.channels, self.channel[inside])
        respondents, respondent = _left(self.respondents, self.respondent[inside])
        return Rows(
            ids=tuple(compress(self.ids, inside)),
            locations=locations,
            at=at,
            days=self.days[inside],
            minutes=self.minutes[inside],
            received=self.received[inside],
            scores=self.scores[inside],
            weights=self.weights[inside],
            versions=versions,
            version=version,
            channels=channels,
            channel=channel,
            respondents=respondents,
            respondent=respondent,
            comment_lengths=self.comment_lengths[inside],
            before_design=self.before_design[inside],
        )


class Blocks:
    """Takes columns as they are read and turns them into numbers at once, which are small."""

    def __init__(self, asked: Mapping[str, Sequence[int]], slots: int) -> None:
        """`asked` has the slots of each version's questions, by its id."""
        self._asked, self._slots = asked, slots
        self._ids: list[uuid.UUID] = []
        self._scores = [np.empty((0, slots), dtype=np.int16)]
        self._versions, self._locations = _Codes(), _Codes()
        self._channels, self._respondents = _Codes(), _Codes()
        self._days = _Numbers()
        self._minutes, self._received, self._weights = _Numbers(), _Numbers(), _Numbers()
        self._lengths, self._before_design = _Numbers(), _Numbers()

    def take(self, columns: Sequence[Sequence[Any]]) -> None:
        """Take a block of the columns of `rows.READ`."""
        self._ids.extend(columns[0])
        version = self._versions.take(columns[1])
        self._locations.take(columns[2])
        self._days.take([day.toordinal() for day in columns[3]])
        self._minutes.take(columns[4])
        self._received.take(columns[5])
        self._scores.append(self._spread(columns[6], version))
        self._weights.take(columns[7])
        self._channels.take(columns[8])
        self._respondents.take(columns[9])
        self._lengths.take(columns[10])
        self._before_design.take(columns[11])

    def _spread(self, scores: Sequence[Sequence[int]], version: Integers) -> Scores:
        """Move each answer from its place on the form to its slot."""
        wide = np.full((len(scores), self._slots), NOT_ANSWERED, dtype=np.int16)
        for code, name in enumerate(self._versions.names):
            mine = np.flatnonzero(version == code)
            given = np.array([scores[i] for i in mine.tolist()], dtype=np.int16)
            columns = np.array(self._asked[name], dtype=np.intp)
            wide[mine[:, None], columns] = given.reshape(len(mine), len(columns))
        return wide

    def joined(self) -> Rows:
        return Rows(
            ids=tuple(self._ids),
            locations=tuple(map(uuid.UUID, self._locations.names)),
            at=self._locations.joined(),
            days=self._days.joined(),
            minutes=self._minutes.joined(),
            received=self._received.joined(),
            scores=np.concatenate(self._scores),
            weights=self._weights.joined(),
            versions=tuple(map(uuid.UUID, self._versions.names)),
            version=self._versions.joined(),
            channels=tuple(self._channels.names),
            channel=self._channels.joined(),
            respondents=tuple(self._respondents.names),
            respondent=self._respondents.joined(),
            comment_lengths=self._lengths.joined(),
            before_design=self._before_design.joined(),
        )


@dataclass(slots=True)
class _Numbers:
    """A column of integers."""

    blocks: list[Integers] = field(default_factory=lambda: [np.empty(0, dtype=np.int64)])

    def take(self, values: Sequence[int]) -> Integers:
        block = np.array(values, dtype=np.int64)
        self.blocks.append(block)
        return block

    def joined(self) -> Integers:
        return np.concatenate(self.blocks)


@dataclass(slots=True)
class _Codes:
    """A column of texts, each told by its place among the different ones."""

    names: dict[str, int] = field(default_factory=dict)
    numbers: _Numbers = field(default_factory=_Numbers)

    def take(self, values: Sequence[str]) -> Integers:
        names = self.names
        return self.numbers.take([names.setdefault(value, len(names)) for value in values])

    def joined(self) -> Integers:
        return self.numbers.joined()


def _left(names: tuple[Any, ...], codes: Integers) -> tuple[tuple[Any, ...], Integers]:
    """The names that are left, in the order in which they now come first, and their codes."""
    used, first = np.unique(codes, return_index=True)
    order = np.argsort(first)
    place = np.empty(len(names), dtype=np.int64)
    place[used[order]] = np.arange(used.size)
    return tuple(names[i] for i in used[order].tolist()), place[codes]
