from datetime import date

import pytest

from heedful.listen.imports.mapping import (
    Channel,
    Comment,
    FileHints,
    Item,
    Language,
    Location,
    Mapping,
    MappingError,
    Respondent,
    Series,
    Weight,
    When,
    load_mapping,
    read_mapping,
)

FULL = """
title = "Guests 2018"
source = "Our own till"
[file]
format = "csv"
encoding = "cp1252"
delimiter = "\\t"
sheet = "Answers"
[series]
questionnaire = "Guests"
version = "2018"
[location]
columns = ["region", "store"]
prefix = ["World"]
ranges = { "1-12" = "North" }
only_named = true
optional = ["region"]
unknown = ["?", 0]
code = true
time_zone = "Europe/Paris"
[[location.names]]
E = "East"
[[location.names]]
7 = "Harbour Street"
[when]
columns = ["day", "hour"]
formats = ["%d/%m/%Y %H:%M", "excel"]
codes = { 1 = 2018-05-01, 2 = "2018-05-02" }
earliest = 2018-05-01
latest = "2018-05-31"
[channel]
column = "how"
codes = { t = "phone" }
[[items]]
code = "overall"
column = "Q1"
role = "outcome"
label = "All in all"
scale = [1, 5]
reversed = true
labels = { "Very good" = 1 }
not_used = [6]
not_answered = ["0"]
primary = true
[[items]]
code = "recommend"
column = "Q2"
role = "outcome"
kind = "recommend"
[[items]]
code = "why"
column = "Q3"
role = "open"
[weight]
column = "W"
default = 1
[comment]
columns = ["C1", "C2"]
empty = ["-"]
[language]
column = "L"
codes = { 1 = "en" }
[respondent]
column = "id"
answers_by = "visit"
"""


def test_every_key_is_read():
    assert read_mapping(FULL) == Mapping(
        title="Guests 2018",
        source="Our own till",
        file=FileHints("csv", "cp1252", "\t", "Answers"),
        series=Series("Guests", "2018"),
        location=Location(
            columns=("region", "store"),
            prefix=("World",),
            names=({"E": "East"}, {"7": "Harbour Street"}),
            ranges={"1-12": "North"},
            only_named=True,
            optional=("region",),
            unknown=("?", "0"),
            code=True,
            time_zone="Europe/Paris",
        ),
        when=When(
            columns=("day", "hour"),
            formats=("%d/%m/%Y %H:%M", "excel"),
            codes={"1": "2018-05-01", "2": "2018-05-02"},
            earliest=date(2018, 5, 1),
            latest=date(2018, 5, 31),
        ),
        channel=Channel(None, "how", {"t": "phone"}),
        items=(
            Item(
                code="overall",
                column="Q1",
                role="outcome",
                label="All in all",
                low=1,
                high=5,
                reversed=True,
                labels={"Very good": 1},
                not_used=("6",),
                not_answered=("0",),
                primary=True,
            ),
            Item("recommend", "Q2", "outcome", "recommend", 0, 10, kind="recommend"),
            Item("why", "Q3", "open", "why"),
        ),
        weight=Weight("W", "1"),
        comment=Comment(("C1", "C2"), ("-",)),
        language=Language(None, "L", {"1": "en"}),
        respondent=Respondent("id", "visit"),
    )


def test_what_is_left_out_has_a_sensible_meaning(small):
    assert read_mapping(small) == Mapping(
        title="Small",
        series=Series("Small", ""),
        location=Location(columns=("place",), time_zone="UTC"),
        when=When(columns=("day",), formats=("iso",)),
        channel=Channel("file"),
        items=(Item("overall", "overall", "outcome", "overall", 1, 5),),
    )


def test_a_mapping_says_which_columns_it_reads_and_which_a_file_lacks():
    mapping = read_mapping(FULL)

    assert mapping.columns == (
        *("region", "store", "day", "hour", "how", "Q1", "Q2", "Q3", "W", "C1", "C2", "L"),
        *("id", "visit"),
    )
    assert mapping.match(mapping.columns) == ()
    assert mapping.match(["Q1", "Q2", "Q3", "store", "W", "C1", "C2", "L", "id", "visit"]) == (
        *("region", "day", "hour", "how"),
    )
    assert [item.code for item in mapping.rated_items] == ["overall", "recommend"]
    assert [item.code for item in mapping.open_items] == ["why"]
    assert mapping.primary_outcome == mapping.items[0]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('title = "Small"', "", "title: is missing. Add it."),
        ('title = "Small"', "title = 7", "title: must be a text in quotation marks"),
        ("[when]", "[wen]", "when: is missing. Add a table [when]."),
        ("[when]", "[wen]\n[when]", "wen: is not a key that is known here. Known are answers,"),
        ('column = "day"', "", "when: give either column (or columns) or constant"),
        ('"day"', '"day"\ncolumns = ["a"]', "when.column: stands beside columns."),
        ('"day"', '"day"\nformats = ["%H:%M"]', "when.formats: “%H:%M” has no day."),
        ('"day"', '"day"\nformats = "iso"', "when.formats: must be a list of texts"),
        ('"day"', '"day"\ncodes = { 1 = "May" }', "when: “May” (for 1) is not a day or moment."),
        ('"day"', '"day"\nearliest = "soon"', "when.earliest: must be a day"),
        ('"day"', '"day"\nearliest = 2020-01-02\nlatest = 2020-01-01', "when.earliest: lies after"),
        ('["place"]', '["place"]\nconstant = ["x"]', "location: give either columns or constant"),
        ('["place"]', '["place"]\noptional = ["x"]', "location.optional: “x” is not one of"),
        ('["place"]', '["place"]\nonly_named = true', "location.only_named: there are no names."),
        ('["place"]', '["place"]\nonly_named = 1', "location.only_named: must be true or false."),
        ('["place"]', '["place"]\nranges = { "9-1" = "x" }', "location.ranges: “9-1” is no range"),
        ('["place"]', '["place"]\nnames = [{}, {}]', "location.names: has 2 tables for 1 columns."),
        ('["place"]', '["place"]\ntime_zone = "Mars"', "location.time_zone: “Mars” is not"),
        ('["place"]', '["place"]\nplaces = 1', "location.places: is not a key that is known here."),
        ("[1, 5]", "[5, 1]", "items.overall.scale: must be [lowest, highest]"),
        ("[1, 5]", "[1, 5.5]", "items.overall.scale: must be [lowest, highest]"),
        ("[1, 5]", "[0, 500]", "items.overall.scale: has more than 101 steps."),
        ("[1, 5]", '[1, 5]\nkind = "recommend"', "items.overall.scale: must be [0, 10] when"),
        ("[1, 5]", "[1, 5]\nlabels = { good = 9 }", "items.overall.labels: “good” is 9, which"),
        ("[1, 5]", "[1, 5]\nlabels = { good = true }", "items.overall.labels: must be a table of"),
        ("[1, 5]", "[1, 5]\nnot_used = [6]\nnot_answered = [6]", "items.overall.not_used: “6”"),
        ("[1, 5]", "[1, 5]\nscales = 1", "items.overall.scales: is not a key that is known here."),
        ('"outcome"', '"outcom"', "items.overall.role: “outcom” is not one of outcome, driver"),
        ('"outcome"', '"driver"', "items: none has the role outcome."),
        ('"outcome"', '"driver"\nprimary = true', "items.overall.primary: only an outcome can be"),
        ("[[items]]", "[items]", "items: must be a list of tables: write [[items]] before each."),
        ('"Small"', '"Small"\nchannel = "web"', "channel: must be a table: write [channel]"),
    ],
)
def test_a_mistake_is_told_by_its_key_and_with_what_to_do(small, old, new, sentence):
    with pytest.raises(MappingError) as caught:
        read_mapping(small.replace(old, new, 1))

    assert str(caught.value)[: len(sentence)] == sentence


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("[[items]]\ncode = 'overall'\ncolumn = 'b'\nscale = [1, 5]", "items.overall: stands 2"),
        (
            "[[items]]\ncode = 'b'\ncolumn = 'b'\nrole = 'outcome'\nscale = [1, 5]",
            "items: there are several outcomes. Write primary = true at exactly one of them.",
        ),
        ("[channel]\ncolumn = 'c'\nconstant = 'web'", "channel: give either column or constant"),
        ("[channel]\ncolumn = 'c'\ncodes = { a = 'fax' }", "channel.codes: “fax” (for a) is not"),
        ("[channel]\nconstant = 'fax'", "channel.constant: “fax” is not one of web, qr"),
        ("[weight]\ncolumn = 'w'\ndefault = -1", "weight.default: A weight must be a number of 0"),
        ("[comment]\nempty = ['-']", "comment: give column or columns."),
        ("[language]", "language: give either column or constant"),
        ("[respondent]", "respondent: give column (or answers_by)."),
        ("[file]\ndelimiter = '||'", "file.delimiter: must be one character"),
        ("[file]\nformat = 'ods'", "file.format: “ods” is not one of csv, xlsx, parquet, jsonl."),
        ("[[answers]]\nquestion = 'q'\ncolumn = 'q'", "answers: only a survey has them."),
        ("[finished]", "finished.column: is missing."),
        ("[leave_out]", "leave_out.column: is missing."),
        ("[[items", "The mapping is not TOML:"),
    ],
)
def test_a_mistake_further_down_is_told_too(small, more, sentence):
    with pytest.raises(MappingError) as caught:
        read_mapping(small + more)

    assert str(caught.value)[: len(sentence)] == sentence


def test_a_mapping_that_is_not_there_is_told(tmp_path):
    with pytest.raises(MappingError, match="cannot be read"):
        load_mapping(tmp_path / "absent.toml")


def test_nothing_to_read_is_told(small):
    with pytest.raises(MappingError, match="nothing is read"):
        read_mapping(small[: small.index("[[items]]")])
