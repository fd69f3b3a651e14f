"""A first mapping for a file nobody has mapped yet; a person corrects it before it is used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from heedful.listen.imports.mapping.guess.facts import Facts, look_at, word_set
from heedful.listen.imports.mapping.guess.moments import guess_when
from heedful.listen.imports.mapping.guess.places import guess_location
from heedful.listen.imports.mapping.guess.scales import guess_items
from heedful.listen.imports.mapping.model import (
    CHANNELS,
    Channel,
    Comment,
    Language,
    Mapping,
    Respondent,
    Series,
    Traces,
    Weight,
)
from heedful.listen.imports.mapping.seconds import read_seconds
from heedful.listen.imports.mapping.weights import read_weight
from heedful.listen.imports.mapping.words import is_language

_CHANNELS = frozenset(CHANNELS)
_COMMENT_NAMES = word_set(
    "comment feedback text review verbatim remark suggestion answer kommentar why reason"
)
_IDENTITY_NAMES = word_set("id uuid guid respondent response resp respnum record key")
_EMPTY = frozenset(("did not answer", "no comment", "no answer", "n/a", "na", "none", "-", "."))
_SENTENCE = 25
_SECONDS = word_set("seconds duration")


@dataclass(frozen=True, slots=True)
class Guess:
    """`doubts` are sentences for the person who checks the mapping, the weightiest first."""

    mapping: Mapping
    doubts: list[str]


def guess_mapping(
    columns: Sequence[str], rows: Sequence[Sequence[str | None]], *, title: str
) -> Guess:
    """Guess by names and values; `rows` are a sample of some hundred rows of the file."""
    everything = facts = look_at(columns, rows)
    weight = _first(facts, _is_weight)
    respondent = _first(facts, _is_identity)
    language = _first(facts, _is_language)
    channel = _first(facts, lambda column: bool(column.counts) and set(column.counts) <= _CHANNELS)
    traces = _traces(facts)
    taken = {column.position for column in (weight, respondent, language, channel) if column}
    taken |= {column.position for column in facts if column.name in _names(traces)}
    facts = [column for column in facts if column.position not in taken]

    when, when_doubts = guess_when(facts or everything)
    facts = [column for column in facts if column.name not in when.columns]
    comments = [column for column in facts if _is_comment(column)]
    facts = [column for column in facts if not _is_comment(column)]
    items, item_doubts = guess_items(facts)
    if not items and not comments:
        comments = (facts or everything)[-1:]
    rated = {item.column for item in items}
    location, place_doubts = guess_location(
        [column for column in facts if column.name not in rated], rows, title=title
    )
    mapping = Mapping(
        title=title,
        series=Series(title),
        location=location,
        when=when,
        channel=Channel(None, channel.name) if channel else Channel(),
        items=items,
        weight=Weight(weight.name) if weight else None,
        comment=_comment(comments),
        language=Language(column=language.name) if language else None,
        respondent=Respondent(respondent.name) if respondent else None,
        traces=traces,
    )
    return Guess(mapping, [*when_doubts, *place_doubts, *item_doubts])


def _traces(facts: Sequence[Facts]) -> Traces:
    """By name and kind; pages are kept apart where the file has them."""
    timed = [column for column in facts if column.words & _SECONDS and _is_positive(column)]
    pages = [column for column in timed if "page" in column.words]
    receipt = _first(facts, lambda column: "receipt" in column.words)
    device = _first(facts, lambda column: "device" in column.words and not column.is_wordy)
    return Traces(
        tuple(column.name for column in pages or timed[:1]),
        receipt.name if receipt else None,
        device.name if device else None,
    )


def _names(traces: Traces) -> set[str | None]:
    return {*traces.seconds, traces.receipt, traces.device}


def _is_positive(column: Facts) -> bool:
    return bool(column.texts) and all(map(read_seconds, column.texts[:100]))


def _first(facts: Sequence[Facts], fits: Callable[[Facts], bool]) -> Facts | None:
    return next((column for column in facts if fits(column)), None)


def _is_identity(column: Facts) -> bool:
    """A short value that no other row has, under a name that says so."""
    named = column.speaks_of(_IDENTITY_NAMES)
    return named and len(column.texts) > 1 and column.is_unique and column.mean_length <= 60


def _is_weight(column: Facts) -> bool:
    texts = column.texts[:100]
    return "weight" in column.words and all(isinstance(read_weight(text), int) for text in texts)


def _is_language(column: Facts) -> bool:
    """Language tags; numbers would need a look-up that nobody can guess."""
    named = bool(column.words & {"lang", "language", "locale"})
    return named and bool(column.texts) and all(map(is_language, column.counts))


def _is_comment(column: Facts) -> bool:
    """Sentences that hardly repeat; under a fitting name they may be shorter."""
    varied = column.distinct > 0.2 * len(column.texts)
    long_enough = _SENTENCE if not column.speaks_of(_COMMENT_NAMES) else 8
    return column.is_wordy and varied and column.mean_length >= long_enough


def _comment(columns: Sequence[Facts]) -> Comment | None:
    if not columns:
        return None
    said = {text.casefold(): text for column in columns for text in column.texts}
    empty = tuple(sorted(said[text] for text in said if text in _EMPTY))
    return Comment(tuple(column.name for column in columns), empty)
