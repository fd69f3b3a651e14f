"""From raw rows to feedback, by a mapping."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import NOT_ANSWERED, WEIGHT_ONE
from heedful.listen.imports.mapping.batch import Batch
from heedful.listen.imports.mapping.dates import DateReader, Moment
from heedful.listen.imports.mapping.faults import Faults
from heedful.listen.imports.mapping.identity import Identities, digest_of
from heedful.listen.imports.mapping.model import Mapping
from heedful.listen.imports.mapping.places import PlaceReader
from heedful.listen.imports.mapping.scores import INVALID, ScoreReader
from heedful.listen.imports.mapping.seconds import read_seconds
from heedful.listen.imports.mapping.surveyed import NO_QUESTIONS, Questions, Surveyed
from heedful.listen.imports.mapping.tables import MappingError
from heedful.listen.imports.mapping.weights import WeightReader
from heedful.listen.imports.mapping.words import (
    ChannelReader,
    LanguageReader,
    identify,
    join_comments,
)
from heedful.listen.imports.reading.batch import RawBatch

Column = Sequence[str | None]


class Normaliser:
    """Reads the batches of one file, in their order, by one mapping.

    `columns` are the file's. `today` bounds the future: a row dated later than a day after it is
    rejected (None: no bound). `questions` are those of the survey that it answers, by code.
    Raises MappingError when the file lacks a column.
    """

    def __init__(
        self,
        mapping: Mapping,
        columns: Sequence[str],
        *,
        today: date | None,
        questions: Questions = NO_QUESTIONS,
    ) -> None:
        missing = mapping.match(columns)
        if missing:
            names = ", ".join(f"“{name}”" for name in missing)
            raise MappingError(f"The file has no column {names}.")
        self._mapping = mapping
        self._index = {name: position for position, name in enumerate(columns)}
        self._identities = Identities(mapping.family, columns)
        self._places = PlaceReader(mapping.location)
        self._dates = DateReader(mapping, today=today)
        self._scores = [ScoreReader(item) for item in mapping.rated_items]
        self._weights = WeightReader(mapping.weight) if mapping.weight else None
        self._channels = ChannelReader(mapping.channel)
        self._languages = LanguageReader(mapping.language) if mapping.language else None
        self._answered: set[str] = set()
        self._surveyed = Surveyed(mapping, self._index, questions)

    def normalise(self, raw: RawBatch) -> Batch:
        """Return the accepted rows as columns, and every rejected row with its reason."""
        faults = Faults(raw)
        self._surveyed.refuse(raw, faults)
        paths = self._read_paths(raw, faults)
        moments = self._read_moments(raw, faults)
        weights = self._read_weights(raw, faults)
        scores = self._read_scores(raw, faults)
        answers = self._surveyed.read(raw)
        respondents, keys = self._read_identities(raw, faults)
        keep = faults.kept()
        scores = np.ascontiguousarray(scores[keep])
        self._count_answers_once(raw, keep, scores)
        moments = [moments[index] for index in keep]
        batch = Batch(
            lines=[raw.lines[index] for index in keep],
            paths=[paths[index] for index in keep],
            occurred=[moment.local for moment in moments],
            timed=[moment.timed for moment in moments],
            instants=_instants(moments) if self._dates.met_instants else {},
            channels=self._read_channels(raw, keep),
            scores=scores,
            weights=weights[keep],
            comments=self._read_comments(raw, keep),
            languages=self._read_languages(raw, keep),
            respondents=[respondents[index] for index in keep],
            keys=[keys[index] for index in keep],
            digests=[],
            seconds=self._read_seconds(raw, keep),
            receipts=self._read_trace(raw, keep, self._mapping.traces.receipt),
            devices=self._read_trace(raw, keep, self._mapping.traces.device),
            answers=self._surveyed.answers(answers, keep, scores),
            partials=self._surveyed.partials(raw, keep),
            unread=answers.unread,
            rejects=sorted([*raw.rejects, *faults.rejects()], key=lambda reject: reject.line),
        )
        batch.digests.extend(_digests(batch))
        return batch

    def _column(self, raw: RawBatch, name: str) -> list[str | None]:
        return raw.columns[self._index[name]]

    def _read_paths(self, raw: RawBatch, faults: Faults) -> list[tuple[str, ...]]:
        location = self._mapping.location
        if location.constant:
            return [(*location.prefix, *location.constant)] * len(raw.lines)
        columns = [self._column(raw, name) for name in location.columns]
        found = [self._places[values] for values in zip(*columns, strict=True)]
        return faults.sift(found, location.columns, columns, ())

    def _read_moments(self, raw: RawBatch, faults: Faults) -> list[Moment]:
        when = self._mapping.when
        if when.constant is not None:
            moment = self._dates.read_written(when.constant)
            return faults.sift([moment] * len(raw.lines), (), (), _NO_MOMENT)
        columns = [self._column(raw, name) for name in when.columns]
        texts: Iterable[str | None] = columns[0]
        if len(columns) > 1:
            texts = (" ".join(filter(None, parts)) for parts in zip(*columns, strict=True))
        return faults.sift([self._dates[text] for text in texts], when.columns, columns, _NO_MOMENT)

    def _read_weights(self, raw: RawBatch, faults: Faults) -> NDArray[np.int64]:
        if self._mapping.weight is None or self._weights is None:
            return np.full(len(raw.lines), WEIGHT_ONE, np.int64)
        name = self._mapping.weight.column
        column = self._column(raw, name)
        found = [self._weights[text] for text in column]
        return np.array(faults.sift(found, (name,), (column,), 0), np.int64)

    def _read_scores(self, raw: RawBatch, faults: Faults) -> NDArray[np.int16]:
        scores = np.empty((len(raw.lines), len(self._scores)), np.int16)
        for position, (item, reader) in enumerate(
            zip(self._mapping.rated_items, self._scores, strict=True)
        ):
            column = self._column(raw, item.column)
            scores[:, position] = [reader[text] for text in column]
            for index in np.flatnonzero(scores[:, position] == INVALID).tolist():
                faults.add(index, item.column, reader.expected, column[index])
        return scores

    def _read_identities(
        self, raw: RawBatch, faults: Faults
    ) -> tuple[list[str | None], list[uuid.UUID]]:
        keys = self._identities.by_content(raw.columns)
        respondent = self._mapping.respondent
        if respondent is None or respondent.column is None:
            return [None] * len(raw.lines), list(keys)
        column = self._column(raw, respondent.column)
        respondents = identify(column)
        found = []
        by_content = list(keys) if None in respondents else []
        for index, (name, line) in enumerate(zip(respondents, raw.lines, strict=True)):
            if name is None:
                found.append(by_content[index])
                continue
            found.append(self._identities.by_respondent(name))
            first = self._identities.first_line(name, line)
            if first != line:
                reason = f"This identity stands on line {first} already; each row needs its own."
                faults.add(index, respondent.column, reason, name)
        return respondents, found

    def _count_answers_once(
        self, raw: RawBatch, keep: list[int], scores: NDArray[np.int16]
    ) -> None:
        """Keep the scores of the first accepted row of each group; blank those that repeat them."""
        respondent = self._mapping.respondent
        if respondent is None or respondent.answers_by is None:
            return
        column = self._column(raw, respondent.answers_by)
        for row, index in enumerate(keep):
            name = (column[index] or "").strip()
            if name in self._answered:
                scores[row] = NOT_ANSWERED
            elif name:
                self._answered.add(name)

    def _read_channels(self, raw: RawBatch, keep: list[int]) -> list[str]:
        channel = self._mapping.channel
        if channel.column is None:
            return [channel.constant or "file"] * len(keep)
        column = self._column(raw, channel.column)
        return [self._channels[column[index]] for index in keep]

    def _read_comments(self, raw: RawBatch, keep: list[int]) -> list[str | None]:
        comment = self._mapping.comment
        names = comment.columns if comment else ()
        names += tuple(item.column for item in self._mapping.open_items)
        if not names:
            return [None] * len(keep)
        columns = [self._column(raw, name) for name in names]
        kept = [[column[index] for index in keep] for column in columns]
        # A survey's own pages part what was said in answer to several questions by a blank line.
        between = "\n\n" if self._mapping.series.published else "\n"
        return join_comments(kept, comment.empty if comment else (), between=between)

    def _read_languages(self, raw: RawBatch, keep: list[int]) -> list[str | None]:
        language = self._mapping.language
        if language is None or self._languages is None or language.column is None:
            return [language.constant if language else None] * len(keep)
        column = self._column(raw, language.column)
        return [self._languages[column[index]] for index in keep]

    def _read_seconds(self, raw: RawBatch, keep: list[int]) -> list[tuple[float, ...]] | None:
        names = self._mapping.traces.seconds
        if not names:
            return None
        columns = [self._column(raw, name) for name in names]
        return [tuple(read_seconds(column[index]) for column in columns) for index in keep]

    def _read_trace(
        self, raw: RawBatch, keep: list[int], name: str | None
    ) -> list[str | None] | None:
        if name is None:
            return None
        column = self._column(raw, name)
        return [(column[index] or "").strip() or None for index in keep]


_NO_MOMENT = Moment(datetime.min, timed=False)  # noqa: DTZ901 - stands until its row is taken out


def _instants(moments: Sequence[Moment]) -> dict[int, datetime]:
    return {row: moment.instant for row, moment in enumerate(moments) if moment.instant is not None}


def _digests(batch: Batch) -> Iterable[bytes]:
    scores = batch.scores.astype("<i2").tobytes()
    width = 2 * batch.scores.shape[1]
    occurred = [moment.isoformat() for moment in batch.occurred]
    # The same instant is the same content whatever zone the mapping tells it in.
    for row, instant in batch.instants.items():
        occurred[row] = instant.isoformat()
    columns = zip(
        ["\x1e".join(path) for path in batch.paths],
        occurred,
        ["1" if timed else "0" for timed in batch.timed],
        batch.channels,
        map(str, batch.weights.tolist()),
        [comment or "" for comment in batch.comments],
        [language or "" for language in batch.languages],
        strict=True,
    )
    traces = [
        map(str, column)
        for column in (batch.seconds, batch.receipts, batch.devices, batch.answers, batch.partials)
        if column is not None
    ]
    told = zip(*traces, strict=True) if traces else repeat(())
    # A file whose traces nobody mapped keeps the digests that its rows have always had.
    for index, (texts, more) in enumerate(zip(columns, told, strict=False)):
        content = "\x1f".join((*texts, *more))
        yield digest_of(content, scores[index * width : (index + 1) * width])
