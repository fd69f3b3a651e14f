"""Names, suffixes and cells that come from outside and go out again."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from heedful.listen.imports.mapping import Item, Location, Mapping, MappingError, Series, When
from heedful.listen.imports.rules import (
    clock_at,
    formula_safe,
    instant,
    item_specs,
    kept_suffix,
    shown_name,
)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("guests.csv", ".csv"),
        ("GUESTS.CSV.GZ", ".csv.gz"),
        ("a.jsonl.gz.gz.gz", ".gz.gz"),
        ("guests", ""),
        ("../../etc/passwd", ""),
        ("x.csv/../../y.php", ""),
    ],
)
def test_only_harmless_suffixes_are_kept(name, kept):
    assert kept_suffix(name) == kept


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\me\\guests 2026.csv", "guests 2026.csv"),
        ("../../etc/passwd", "passwd"),
        ("evil\u202evsc.exe\n\x00", "evilvsc.exe"),
        ("/", "file"),
        ("x" * 300, "x" * 200),
        ("Gäste 🎉.csv", "Gäste 🎉.csv"),
    ],
)
def test_a_files_name_is_shown_without_what_could_deceive(name, shown):
    assert shown_name(name) == shown


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@x", "\t=1", "\r=1"),
        *(" =1", "\n+1", " \n@x", "\uff1d1", " \uff0b1", "\uff0d1", "\uff20x"),
    ],
)
def test_what_a_spreadsheet_would_run_is_made_text(text):
    assert formula_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1+1", "a=b", "'=1", " x"])
def test_what_is_harmless_stays(text):
    assert formula_safe(text) == text


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-07-01T12:00", "2026-07-01T10:00"),
        ("2026-03-29T02:30", "2026-03-29T01:30"),  # skipped: read as 03:30
        ("2026-10-25T02:30", "2026-10-25T00:30"),  # comes twice: the first
    ],
)
def test_a_local_time_becomes_an_instant_also_where_clocks_change(local, utc):
    found = instant(datetime.fromisoformat(local), ZoneInfo("Europe/Berlin"))

    assert found == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("utc", "local"),
    [
        ("2026-07-01T10:00Z", "2026-07-01T12:00"),
        ("2026-03-29T01:00Z", "2026-03-29T03:00"),
        ("2026-10-25T01:30Z", "2026-10-25T02:30"),
    ],
)
def test_a_clock_says_its_local_time_at_an_instant(utc, local):
    found = clock_at(datetime.fromisoformat(utc), ZoneInfo("Europe/Berlin"))

    assert (found, found.fold) == (datetime.fromisoformat(local), 0)


def test_what_is_too_long_for_the_series_is_told():
    item = Item("overall", "Q1", "outcome", "Overall", 1, 5)
    mapping = Mapping("T", Series("T"), Location(constant=("A",)), When(constant="2026-01-01"))

    for wrong in (
        Mapping("T", Series("T" * 201), mapping.location, mapping.when, items=(item,)),
        Mapping("T", Series("T", "v" * 101), mapping.location, mapping.when, items=(item,)),
        Mapping(
            "T", Series("T"), mapping.location, mapping.when,
            items=(Item("o" * 61, "Q1", "outcome", "Overall", 1, 5),),
        ),
    ):  # fmt: skip
        with pytest.raises(MappingError):
            item_specs(wrong)
