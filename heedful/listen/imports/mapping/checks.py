"""What must be true of a mapping as a whole, beyond the form of each key."""

import re
from collections import Counter
from zoneinfo import ZoneInfo

from heedful.listen.imports.mapping.dates import DATE_WORDS, DateReader
from heedful.listen.imports.mapping.model import CHANNELS, Mapping
from heedful.listen.imports.mapping.places import parse_range
from heedful.listen.imports.mapping.tables import MappingError
from heedful.listen.imports.mapping.weights import read_weight


def check(mapping: Mapping) -> None:
    """Raise MappingError for the first thing that could not work."""
    _check_location(mapping)
    _check_when(mapping)
    _check_channel(mapping)
    _check_items(mapping)
    _check_answers(mapping)
    _check_rest(mapping)


def _check_location(mapping: Mapping) -> None:
    location = mapping.location
    if bool(location.columns) == bool(location.constant):
        raise MappingError("location: give either columns or constant (a path), and not both.")
    if not all((*location.constant, *location.prefix)):
        raise MappingError("location: a path holds a blank name. Take it out.")
    for name in set(location.optional) - set(location.columns):
        raise MappingError(f"location.optional: “{name}” is not one of location.columns.")
    if location.code and location.optional[-1:] == location.columns[-1:] != ():
        raise MappingError("location.code: the column of the code cannot be optional.")
    if location.only_named and not (location.names or location.ranges):
        raise MappingError("location.only_named: there are no names. Add names or ranges.")
    for text in location.ranges:
        if parse_range(text) is None:
            raise MappingError(f"location.ranges: “{text}” is no range, such as “1-12”.")
    _check_zone("location", location.time_zone)


def _check_zone(table: str, name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise MappingError(
            f"{table}.time_zone: “{name}” is not the name of a time zone, such as Europe/London."
        ) from error


def _check_when(mapping: Mapping) -> None:
    when = mapping.when
    _check_zone("when", when.time_zone or "UTC")
    if bool(when.columns) == bool(when.constant):
        raise MappingError("when: give either column (or columns) or constant, and not both.")
    for pattern in when.formats:
        if pattern not in DATE_WORDS and not re.search(r"%[dDjxcUs]|%-d", pattern):
            raise MappingError(
                f"when.formats: “{pattern}” has no day. Write a pattern such as %d/%m/%Y, "
                f"or one of {', '.join(DATE_WORDS)}."
            )
    if when.earliest and when.latest and when.earliest > when.latest:
        raise MappingError("when.earliest: lies after when.latest.")
    reader = DateReader(mapping, today=None)
    for key, text in [*when.codes.items(), ("constant", when.constant or "2000-01-01")]:
        if reader.read_iso(text) is None:
            raise MappingError(
                f"when: “{text}” (for {key}) is not a day or moment. Write it as 2018-05-31."
            )


def _check_channel(mapping: Mapping) -> None:
    if mapping.channel.column and mapping.channel.constant:
        raise MappingError("channel: give either column or constant, and not both.")
    for value, channel in mapping.channel.codes.items():
        if channel not in CHANNELS:
            raise MappingError(
                f"channel.codes: “{channel}” (for {value}) is not one of {', '.join(CHANNELS)}."
            )


def _check_items(mapping: Mapping) -> None:
    for code, count in Counter(item.code for item in mapping.items).items():
        if count > 1:
            raise MappingError(f"items.{code}: stands {count} times. Give each item its own code.")
    rated = mapping.rated_items
    outcomes = [item for item in rated if item.role == "outcome"]
    if rated and not outcomes:
        raise MappingError("items: none has the role outcome. Say which item is the outcome.")
    primary = [item.code for item in outcomes if item.primary]
    if len(outcomes) > 1 and len(primary) != 1:
        raise MappingError(
            "items: there are several outcomes. Write primary = true at exactly one of them."
        )
    if not rated and not mapping.comment and not mapping.open_items and not mapping.answers:
        raise MappingError("items: nothing is read. Add items, or a comment.")


def _check_answers(mapping: Mapping) -> None:
    if mapping.answers and not mapping.series.published:
        raise MappingError("answers: only a survey has them. Write series.published = true.")
    for code, count in Counter(answer.question for answer in mapping.answers).items():
        if count > 1:
            raise MappingError(f"answers.{code}: stands {count} times. Keep one.")
    for answer in mapping.answers:
        if not (answer.columns or answer.choices):
            raise MappingError(f"answers.{answer.question}: give column, columns or choices.")


def _check_rest(mapping: Mapping) -> None:
    if mapping.weight and mapping.weight.default is not None:
        read = read_weight(mapping.weight.default)
        if isinstance(read, str):
            raise MappingError(f"weight.default: {read}")
    if mapping.comment and not mapping.comment.columns:
        raise MappingError("comment: give column or columns.")
    language = mapping.language
    if language and bool(language.column) == bool(language.constant):
        raise MappingError("language: give either column or constant, and not both.")
    respondent = mapping.respondent
    if respondent and not (respondent.column or respondent.answers_by):
        raise MappingError("respondent: give column (or answers_by).")
