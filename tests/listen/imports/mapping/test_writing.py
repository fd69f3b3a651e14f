from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heedful.listen.imports.mapping import (
    Answer,
    Channel,
    Comment,
    FileHints,
    Finished,
    Item,
    Language,
    LeaveOut,
    Location,
    Mapping,
    Respondent,
    Series,
    Weight,
    When,
    read_mapping,
    to_toml,
)

texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=12
) | st.sampled_from(['say "no"', "back\\slash", "Ärger – “laut”", "a.b", "line\nbreak"])
codes = st.dictionaries(texts, texts, max_size=3)
lists = st.lists(texts, max_size=3).map(tuple)


@given(
    texts,
    st.lists(texts, min_size=2, max_size=2, unique=True),
    st.tuples(codes, codes),
    st.dictionaries(texts, st.integers(-3, 3), max_size=3),
    lists,
)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back_as_the_same(text, columns, names, labels, values):
    mapping = Mapping(
        title=text,
        source=text,
        file=FileHints("csv", text, ";", text),
        series=Series(text, text),
        location=Location(tuple(columns), names=names if any(names) else (), unknown=values),
        when=When((text,), codes={"1": "2018-05-01"}, earliest=date(2018, 1, 1)),
        channel=Channel(None, text, {text: "web"}),
        items=(
            Item("a", text, "outcome", text, -3, 3, reversed=True, labels=labels, not_used=values),
            Item("b", text, "open", text),
        ),
        weight=Weight(text, "0.5"),
        comment=Comment(tuple(columns), values),
        language=Language(None, text, names[0]),
        respondent=Respondent(None, text),
    )

    assert read_mapping(to_toml(mapping)) == mapping


@pytest.mark.parametrize(
    "mapping",
    [
        Mapping("t", Series("t"), Location(("a",)), When(("b",)), comment=Comment(("c",))),
        Mapping(
            "t",
            Series("t"),
            Location(constant=("World", "Here"), time_zone="Asia/Tokyo"),
            When(constant="2018-05-01 14:00"),
            items=(Item("r", "r", "outcome", "r", 0, 10, kind="recommend", primary=True),),
            language=Language("de"),
        ),
        Mapping(
            "t",
            Series("t", "1", published=True),
            Location(("a",)),
            When(("b",), time_zone="Europe/Berlin"),
            answers=(
                Answer("way", ("way",), own_words="way[other]", codes={"A1": "car"}),
                Answer("used", choices={"used[bar]": "bar"}, not_answered=("N/A",)),
                Answer("order", ("order[1]", "order[2]")),
            ),
            finished=Finished("sent", ("", "N/A"), take=True),
            leave_out=LeaveOut("kind", ("1", "Spam")),
        ),
    ],
)
def test_short_mappings_are_read_back_too(mapping):
    assert read_mapping(to_toml(mapping)) == mapping


def test_what_is_as_it_would_be_anyway_is_not_written():
    mapping = Mapping("t", Series("t"), Location(("a",)), When(("b",)), comment=Comment(("c",)))

    assert to_toml(mapping) == (
        'title = "t"\n\n[series]\nquestionnaire = "t"\n\n[location]\ncolumns = ["a"]\n'
        'time_zone = "UTC"\n\n[when]\ncolumn = "b"\nformats = ["iso"]\n\n[channel]\n'
        'constant = "file"\n\n[comment]\ncolumn = "c"\n'
    )
