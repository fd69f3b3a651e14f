"""A look into a file before it goes in: its columns, and what a mapping makes of the first rows."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.base.org.models import Node, NodeKind
from heedful.listen.imports.asked import questions_of, survey_of
from heedful.listen.imports.chunk import Chunk, place_batch
from heedful.listen.imports.mapping import Mapping, Normaliser
from heedful.listen.imports.mapping.guess import Guess, guess_mapping
from heedful.listen.imports.models import Import
from heedful.listen.imports.reading import RawBatch, Reject
from heedful.listen.imports.rules import PREVIEW_READS, PREVIEW_ROWS
from heedful.listen.imports.running import directory_for, open_import
from heedful.listen.surveys.definition import Value

GUESS_ROWS = 500
SAMPLES = 4
SAMPLE_LENGTH = 32
REJECTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of a file with some values of each, and sentences about how it was opened."""

    columns: tuple[str, ...]
    samples: dict[str, tuple[str, ...]]
    rows: list[tuple[str | None, ...]]
    notes: list[str]
    described: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row as understood. Scores are None where none was given and "" where it did not apply."""

    line: int
    place: tuple[str, ...]
    occurred: datetime
    timed: bool
    channel: str
    scores: list[int | str | None]
    weight: float
    language: str
    comment: str
    answers: str = ""  # to other questions of the survey
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What the mapping makes of the file's beginning."""

    items: list[str]
    weighted: bool = False
    spoken: bool = False  # languages are told
    surveyed: bool = False  # a survey's answers of all kinds are read
    rows: list[Row] = field(default_factory=list)
    read: int = 0
    accepted: int = 0
    first_day: date | None = None
    last_day: date | None = None
    new_places: list[str] = field(default_factory=list)
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)
    unread: list[tuple[str, str, int]] = field(default_factory=list)  # answers that are left out


def head_of(*, entry: Import, mapping: Mapping | None) -> Head:
    """Read the file's beginning. Raises UnreadableFile."""
    with open_import(entry=entry, mapping=mapping) as source:
        raw = next(source.batches(GUESS_ROWS), RawBatch([], [[] for _ in source.columns]))
        samples = {
            name: _samples(values) for name, values in zip(source.columns, raw.columns, strict=True)
        }
        rows = [raw.row(index) for index in range(len(raw.lines))]
        return Head(source.columns, samples, rows, list(source.notes), source.described)


def _samples(values: Sequence[str | None]) -> tuple[str, ...]:
    seen = dict.fromkeys(value.strip()[:SAMPLE_LENGTH] for value in values if value)
    return tuple(islice(filter(None, seen), SAMPLES))


def guess_for(*, entry: Import, head: Head) -> Guess:
    """Guess what the columns are; a location column full of known codes is taken for codes."""
    title = entry.file_name.split(".", 1)[0].replace("_", " ").strip() or entry.file_name
    guess = guess_mapping(head.columns, head.rows, title=title[:200])
    location = guess.mapping.location
    if not location.columns or not _are_codes(entry, head, location.columns[-1]):
        return guess
    by_code = replace(location, columns=location.columns[-1:], optional=(), code=True)
    return Guess(replace(guess.mapping, location=by_code), guess.doubts)


def _are_codes(entry: Import, head: Head, column: str) -> bool:
    position = head.columns.index(column)
    values = {" ".join((row[position] or "").split()) for row in head.rows} - {""}
    known = Node.objects.filter(tenant=entry.tenant_id, kind=NodeKind.LOCATION, code__in=values)
    return bool(values) and 2 * known.count() >= len(values)


def preview_of(*, entry: Import, mapping: Mapping, today: date) -> Preview:
    """Show how the first rows are understood; nothing is written.

    Raises UnreadableFile, MappingError.
    """
    items = [item.label for item in mapping.rated_items]
    rated = {item.code for item in mapping.rated_items}
    directory = directory_for(entry=entry, mapping=mapping)
    questions = questions_of(survey_of(tenant=entry.tenant, mapping=mapping))
    with open_import(entry=entry, mapping=mapping) as source:
        normaliser = Normaliser(mapping, source.columns, today=today, questions=questions)
        raw = next(source.batches(PREVIEW_READS), None)
        if raw is None:
            return Preview(items)
        chunk = place_batch(
            batch=normaliser.normalise(raw),
            raw=raw,
            mapping=mapping,
            directory=directory,
            day_starts_at=entry.tenant.day_starts_at,
        )
    return Preview(
        items=items,
        weighted=mapping.weight is not None,
        spoken=mapping.language is not None,
        surveyed=mapping.series.published,
        rows=[_row(chunk, position, rated) for position in range(len(chunk.rows))[:PREVIEW_ROWS]],
        read=len(raw.lines) + len(raw.rejects),
        accepted=len(chunk.rows),
        first_day=min(chunk.days, default=None),
        last_day=max(chunk.days, default=None),
        new_places=[" / ".join(path) for path in directory.made],
        rejected=len(chunk.rejects),
        rejects=chunk.rejects[:REJECTS_SHOWN],
        unread=[
            (code, text, count)
            for (code, text), count in chunk.batch.unread.most_common(REJECTS_SHOWN)
        ],
    )


def _row(chunk: Chunk, position: int, rated: Container[str]) -> Row:
    batch, row = chunk.batch, chunk.rows[position]
    words: dict[int, str | None] = {NOT_ANSWERED: None, NOT_USED: ""}
    others = batch.answers[row] if batch.answers else {}
    return Row(
        line=batch.lines[row],
        place=batch.paths[row],
        occurred=chunk.local[position],
        timed=batch.timed[row],
        channel=batch.channels[row],
        scores=[words.get(score, score) for score in batch.scores[row].tolist()],
        weight=float(batch.weights[row]) / 1_000_000,
        language=batch.languages[row] or "",
        comment=(batch.comments[row] or "")[:200],
        answers="; ".join(_told(code, said) for code, said in others.items() if code not in rated),
        partial=bool(batch.partials and batch.partials[row]),
    )


def _told(code: str, said: Value) -> str:
    parts = said.values() if isinstance(said, dict) else said if isinstance(said, list) else [said]
    return f"{code}: {', '.join(map(str, parts))[:200]}"
