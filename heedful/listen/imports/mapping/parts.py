"""The tables of a mapping, one function for each; what each key means is told in `toml.py`."""

from typing import Any

from heedful.listen.imports.mapping.model import (
    CHANNELS,
    Answer,
    Channel,
    Comment,
    FileHints,
    Finished,
    Language,
    LeaveOut,
    Location,
    Respondent,
    Series,
    Traces,
    Weight,
    When,
)
from heedful.listen.imports.mapping.tables import Table
from heedful.listen.imports.reading.guessing import FORMATS


def read_file(table: Table) -> FileHints:
    given = table.text("format")
    if given is not None and given not in FORMATS:
        raise table.fail("format", f"“{given}” is not one of {', '.join(FORMATS)}.")
    hints = FileHints(
        given, table.text("encoding"), table.character("delimiter"), table.text("sheet")
    )
    table.finish()
    return hints


def read_series(table: Table, title: str) -> Series:
    series = Series(
        table.text("questionnaire") or title,
        table.text("version") or "",
        published=table.flag("published"),
    )
    table.finish()
    return series


def read_location(table: Table) -> Location:
    columns = table.column_or_columns()
    location = Location(
        columns=columns,
        constant=table.texts("constant"),
        prefix=table.texts("prefix"),
        names=_names(table, len(columns)),
        ranges=table.codes("ranges"),
        only_named=table.flag("only_named"),
        optional=table.texts("optional"),
        unknown=table.texts("unknown"),
        code=table.flag("code"),
        time_zone=table.text("time_zone") or "UTC",
    )
    table.finish()
    return location


def _names(table: Table, columns: int) -> tuple[dict[str, str], ...]:
    given: Any = table.raw("names")
    if given is None:
        return ()
    tables = given if isinstance(given, list) else [{}] * max(columns - 1, 0) + [given]
    if len(tables) != columns:
        raise table.fail("names", f"has {len(tables)} tables for {columns} columns.")
    names = tuple(Table({"names": entry}, table.name).codes("names") for entry in tables)
    return names if any(names) else ()


def read_when(table: Table) -> When:
    when = When(
        columns=table.column_or_columns(),
        constant=_constant_day(table),
        formats=table.texts("formats") or ("iso",),
        codes=table.codes("codes"),
        earliest=table.day("earliest"),
        latest=table.day("latest"),
        time_zone=table.text("time_zone"),
    )
    table.finish()
    return when


def _constant_day(table: Table) -> str | None:
    given = table.raw("constant")
    return None if given is None else str(given).strip()


def read_channel(table: Table | None) -> Channel:
    if table is None:
        return Channel()
    column = table.text("column")
    constant = table.word("constant", CHANNELS, "file") if table.has("constant") else None
    channel = Channel(
        constant=constant if column or constant else "file",
        column=column,
        codes=table.codes("codes"),
    )
    table.finish()
    return channel


def read_weight(table: Table | None) -> Weight | None:
    if table is None:
        return None
    column, default = table.need_text("column"), table.raw("default")
    table.finish()
    return Weight(column, None if default is None else str(default))


def read_comment(table: Table | None) -> Comment | None:
    if table is None:
        return None
    comment = Comment(table.column_or_columns(), table.texts("empty"))
    table.finish()
    return comment


def read_language(table: Table | None) -> Language | None:
    if table is None:
        return None
    language = Language(table.text("constant"), table.text("column"), table.codes("codes"))
    table.finish()
    return language


def read_respondent(table: Table | None) -> Respondent | None:
    if table is None:
        return None
    respondent = Respondent(table.text("column"), table.text("answers_by"))
    table.finish()
    return respondent


def read_answer(table: Table) -> Answer:
    question = table.need_text("question")
    table.name = f"answers.{question}"
    answer = Answer(
        question=question,
        columns=table.column_or_columns(),
        choices=table.codes("choices"),
        own_words=table.text("own_words"),
        codes=table.codes("codes"),
        not_answered=table.texts("not_answered"),
    )
    table.finish()
    return answer


def read_finished(table: Table | None) -> Finished | None:
    if table is None:
        return None
    finished = Finished(table.need_text("column"), table.texts("no"), take=table.flag("take"))
    table.finish()
    return finished


def read_leave_out(table: Table | None) -> LeaveOut | None:
    if table is None:
        return None
    leave_out = LeaveOut(table.need_text("column"), table.texts("values"))
    table.finish()
    return leave_out


def read_traces(table: Table | None) -> Traces:
    if table is None:
        return Traces()
    traces = Traces(table.texts("seconds"), table.text("receipt"), table.text("device"))
    table.finish()
    return traces
