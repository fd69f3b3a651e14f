import pytest

from heedful.listen.imports.mapping.model import Location
from heedful.listen.imports.mapping.places import PlaceReader, parse_range


@pytest.mark.parametrize(
    ("text", "ends"),
    [("1-12", (1, 12)), (" 7 – 7 ", (7, 7)), ("12-1", None), ("a-b", None), ("5", None)],
)
def test_a_range_has_two_ends(text, ends):
    assert parse_range(text) == ends


def test_a_path_goes_from_the_top_down():
    places = PlaceReader(Location(("region", "store"), prefix=("World",)))

    assert places["North", "  Harbour   Street "] == ("World", "North", "Harbour Street")


def test_names_come_before_ranges_and_values_stand_where_there_is_neither():
    places = PlaceReader(
        Location(("gate",), names=({"7": "Pier"},), ranges={"1-12": "Area A", "20-39": "Area B"})
    )

    assert [places[(gate,)] for gate in ("7", "07", "12", "20", "45", "A1")] == [
        *(("Pier",), ("Pier",), ("Area A",), ("Area B",), ("45",), ("A1",)),
    ]


def test_only_what_has_a_name_is_a_location_when_the_mapping_says_so():
    places = PlaceReader(
        Location(
            ("region", "gate"), names=({}, {"x": "Pier"}), ranges={"1-12": "A"}, only_named=True
        )
    )

    assert places["North", "X"] == ("North", "Pier")
    assert places["North", "13"] == "This value has no name in the mapping, so it is no location."


def test_optional_columns_may_be_blank_or_unknown_and_others_may_not():
    places = PlaceReader(
        Location(("trust", "service", "team"), optional=("service", "team"), unknown=("Unknown",))
    )

    assert places["T", "", None] == ("T",)
    assert places["T", "unknown", "Team"] == ("T", "Team")
    assert places["", "S", "Team"] == "The location is blank or not known."
    assert PlaceReader(Location(("a",), optional=("a",)))[("",)] == (
        "The location is blank or not known."
    )


def test_a_name_longer_than_any_place_is_told():
    assert PlaceReader(Location(("a",)))[("x" * 201,)] == "The name is longer than 200 characters."
