"""The same source row has the same key whenever and however it is read."""

import uuid

import pytest

from heedful.listen.imports.mapping import Normaliser, read_mapping
from heedful.listen.imports.reading import RawBatch

DAY = "2022-05-31"
COLUMNS = {"place": ["A", "A", "B"], "day": [DAY] * 3, "overall": ["5", "5", "4"]}


def test_equal_rows_of_different_people_stay_apart(normalise, small):
    assert len(set(normalise(small, COLUMNS).keys)) == 3


def test_reading_again_gives_the_same_keys_and_digests(normalise, small):
    first, again = normalise(small, COLUMNS), normalise(small, COLUMNS)

    assert (again.keys, again.digests) == (first.keys, first.digests)
    assert all(len(digest) == 16 for digest in first.digests)


def test_neither_the_size_of_batches_nor_the_order_of_columns_matters(normalise, small):
    whole = normalise(small, COLUMNS)
    order = ["overall", "place", "day"]
    reader = Normaliser(read_mapping(small), order, today=None)
    parts = [
        reader.normalise(RawBatch([line], [[COLUMNS[name][line - 2]] for name in order]))
        for line in (2, 3, 4)
    ]

    assert [part.keys[0] for part in parts] == whole.keys
    assert [part.digests[0] for part in parts] == whole.digests


def test_a_corrected_mapping_keeps_the_keys_and_changes_the_digests(normalise, small):
    first = normalise(small, COLUMNS)
    turned = normalise(small + "reversed = true\n", COLUMNS)

    assert turned.keys == first.keys
    assert set(turned.digests) & set(first.digests) == set()


def test_a_changed_answer_of_the_same_respondent_keeps_the_key(normalise, small):
    text = small + '[respondent]\ncolumn = "id"\n'
    ids = {"id": ["r1", "r2", "r3"]}
    first = normalise(text, COLUMNS | ids)
    changed = normalise(text, COLUMNS | ids | {"overall": ["5", "5", "1"]})

    assert changed.keys == first.keys
    assert [a == b for a, b in zip(first.digests, changed.digests, strict=True)] == [
        *(True, True, False),
    ]


def test_rows_without_an_identity_get_a_key_of_their_content(normalise, small):
    batch = normalise(small + '[respondent]\ncolumn = "id"\n', COLUMNS | {"id": ["", None, " "]})

    assert len(set(batch.keys)) == 3
    assert batch.respondents == [None, None, None]


@pytest.mark.parametrize("series", ['questionnaire = "Other"', 'version = "2"'])
def test_another_series_or_round_has_other_keys(normalise, small, series):
    other = small.replace("[location]", f"[series]\n{series}\n[location]")

    assert set(normalise(other, COLUMNS).keys) & set(normalise(small, COLUMNS).keys) == set()


def test_keys_are_the_same_in_every_version_of_heedful(normalise, small):
    """What is written here stands in databases: a changed key would import every row twice."""
    by_content = normalise(small, COLUMNS)
    by_identity = normalise(
        small + '[respondent]\ncolumn = "id"\n', COLUMNS | {"id": ["r1", "r2", "r3"]}
    )

    assert by_content.keys[:2] == [
        uuid.UUID("3fc4c78f-b966-5d09-95d7-62ba69ca6d26"),
        uuid.UUID("5a50ce50-0e22-5ccb-b3ae-d4cf06712fd6"),
    ]
    assert by_identity.keys[0] == uuid.UUID("f39437e6-5f90-5b8c-b4b4-c5d6b98b5ae7")
    assert by_content.digests[0].hex() == "c73c7f933a9467e4d2d02246f93f6bac"


@pytest.mark.parametrize("column", ["place", "day", "overall"])
def test_any_changed_value_changes_the_digest(normalise, small, column):
    changed = {"place": "Z", "day": "2022-05-30", "overall": "3"}
    first = normalise(small, COLUMNS)
    second = normalise(small, COLUMNS | {column: [changed[column], *COLUMNS[column][1:]]})

    assert second.digests[0] != first.digests[0]
    assert second.digests[2] == first.digests[2]


def test_an_instant_is_the_same_content_in_whatever_zone_it_is_told(normalise, small):
    """Both hours of a Berlin autumn night read 02:30; only the instants tell them apart."""
    berlin = small.replace("[when]", 'time_zone = "Europe/Berlin"\n[when]')
    people = '[respondent]\ncolumn = "id"\n'
    rest = {"place": ["A", "A"], "overall": ["5", "5"], "id": ["r1", "r2"]}
    days = {"day": ["2022-10-30T00:30Z", "2022-10-30T01:30Z"]}
    offsets = {"day": ["2022-10-30 02:30+02:00", "2022-10-30 02:30+01:00"]}

    first = normalise(berlin + people, rest | days)
    elsewhere = normalise(small + people, rest | days)
    with_offsets = normalise(berlin + people, rest | offsets)

    assert first.occurred == [first.occurred[0]] * 2
    assert len(set(first.digests)) == 2
    assert elsewhere.digests == first.digests == with_offsets.digests


def test_a_local_time_is_other_content_than_the_instant(normalise, small):
    local = normalise(small, COLUMNS | {"day": ["2022-05-31 10:00"] * 3})
    instant = normalise(small, COLUMNS | {"day": ["2022-05-31 10:00Z"] * 3})

    assert local.occurred == instant.occurred
    assert set(local.digests) & set(instant.digests) == set()
