"""The TOML form of a mapping. Every key, with what stands there when it is left out:

| key | meaning |
|---|---|
| `title` | what people call this mapping (needed) |
| `source` | in words: where a user gets the file |
| `[file]` | only where guessing goes wrong: `format` (csv, xlsx, parquet, jsonl), `encoding`, `delimiter`, `sheet` |
| `[series]` | `questionnaire` (the title): mappings with the same one make one series; `version`: one round of it; `published` (true): the version was published as a survey, and the rows join the answers to it |
| `[location]` `columns` | from the top of the tree down; the last one is the location |
| … `constant` | instead of columns, when the file is of one place: a path |
| … `prefix` | a path above what the columns say |
| … `names` | what a value of the last column is called; or one `[[location.names]]` table per column |
| … `ranges` | the same for whole numbers: `{ "1-12" = "Boarding area A" }`, for the last column |
| … `only_named` | true: a value that has no name is a reject, not a new location |
| … `optional` | columns that may be blank; the path then goes without them |
| … `unknown` | values that mean “not known”; they count as blank |
| … `code` | true: the last column holds the location's code in the directory, not its name |
| … `time_zone` | the zone of new locations (UTC: that of the organisation); every location reads the file's times by its own clock. A time with an offset (`Z`, `+01:00`) or of the form `unix` is an instant: it is kept as it is and belongs to the day that its location has then. `heedful brief` knows no zones of locations, so there this zone decides the day of an instant; `earliest` and `latest` are days in this zone |
| `[when]` `column` or `columns` | the date, or date and time in two columns (they are joined by a blank) |
| … `constant` | instead of columns: one day or moment for the whole file |
| … `formats` | tried in order: strptime patterns, `iso`, `excel` (serial numbers), `unix` (seconds); (`iso`). Which of day and month comes first is decided by the order given |
| … `codes` | a look-up that comes before the formats: `{ "21" = "2018-05-21" }` |
| … `earliest`, `latest` | days between which the survey ran: a format that lands outside is passed over, and a row that fits no format is a reject |
| … `time_zone` | the zone in which the file's times are written, where it is not each location's own clock |
| `[channel]` | `constant` (file), or `column` with `codes` |
| `[[items]]` `code` | the item's name in the series, the same in every round (needed) |
| … `column` | (needed) |
| … `role` | outcome, driver (when left out), marker, or open: text that is read as part of the comment |
| … `label` | what people read (the code) |
| … `scale` | `[lowest, highest]`, whole numbers as written in the file (needed, but for open items) |
| … `reversed` | true: the lowest number is the best answer |
| … `labels` | words to numbers: `{ "Very good" = 5 }` |
| … `not_used` | values that say: this did not apply to this customer |
| … `not_answered` | values that say: asked, no answer; blank always says so |
| … `primary` | true: the outcome that briefs and priorities are about, when there are several |
| … `kind` | rating, or recommend (0 to 10, read as recommend score) |
| `[weight]` | `column`; `default` is the weight of a row where it is blank (without it such a row is a reject) |
| `[comment]` | `column` or `columns` (joined by a line break); `empty`: values that say nothing |
| `[language]` | `column` with `codes`, or `constant` |
| `[respondent]` | `column`: the identity of the response (not a person's name); `answers_by`: rows with the same value here repeat the same scores, which count once |
| `[traces]` | what tells careful answers from others: `seconds` (columns with the time on each page, or one for the whole form), `receipt`, `device` (columns; only a keyed hash of them is kept) |
| `[[answers]]` `question` | only with `series.published`: the code of a question of the survey that is no rated item (needed) |
| … `column` or `columns` | where its answer stands; several columns are an order, the best first |
| … `choices` | one column for each choice: `{ "used[bar]" = "bar" }`; a tick, or a rank |
| … `own_words` | the column with what was written beside a choice |
| … `codes`, `not_answered` | the file's values for ours: `{ "A1" = "car" }`; values that say nothing |
| `[finished]` | `column`, and in `no` its values in rows that were left before their end (`""`: blank). Such rows stay out; with `take` (true) they come in as partial answers |
| `[leave_out]` | `column` and `values`: rows that are no answers, such as trials |
"""  # noqa: E501 - a table

import tomllib
from pathlib import Path

from heedful.listen.imports.mapping import parts
from heedful.listen.imports.mapping.checks import check
from heedful.listen.imports.mapping.items import read_item
from heedful.listen.imports.mapping.model import Mapping
from heedful.listen.imports.mapping.tables import MappingError, Table


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping from a TOML file. Raises MappingError."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"The mapping {path} cannot be read: {error}.") from error
    return read_mapping(text)


def read_mapping(text: str) -> Mapping:
    """Read a mapping from TOML. Raises MappingError."""
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError(f"The mapping is not TOML: {error}.") from error
    top = Table(values)
    title = top.need_text("title")
    mapping = Mapping(
        title=title,
        source=top.text("source") or "",
        file=parts.read_file(top.table("file") or Table({}, "file")),
        series=parts.read_series(top.table("series") or Table({}, "series"), title),
        location=parts.read_location(_need(top, "location")),
        when=parts.read_when(_need(top, "when")),
        channel=parts.read_channel(top.table("channel")),
        items=tuple(read_item(item) for item in top.table_list("items")),
        weight=parts.read_weight(top.table("weight")),
        comment=parts.read_comment(top.table("comment")),
        language=parts.read_language(top.table("language")),
        respondent=parts.read_respondent(top.table("respondent")),
        traces=parts.read_traces(top.table("traces")),
        answers=tuple(parts.read_answer(one) for one in top.table_list("answers")),
        finished=parts.read_finished(top.table("finished")),
        leave_out=parts.read_leave_out(top.table("leave_out")),
    )
    top.finish()
    check(mapping)
    return mapping


def _need(top: Table, key: str) -> Table:
    table = top.table(key)
    if table is None:
        raise MappingError(f"{key}: is missing. Add a table [{key}].")
    return table
