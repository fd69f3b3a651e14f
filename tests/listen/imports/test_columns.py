"""A mapping as a page asks it: what is not touched stays, what is corrected is corrected."""

from dataclasses import replace
from pathlib import Path

import pytest

from heedful.listen.imports.columns import apply, basics_of, columns_of, slug
from heedful.listen.imports.mapping import MappingError, load_mapping

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").rglob("*.toml"))
SFO = next(path for path in EXAMPLES if path.name == "2018.toml")


def page_of(mapping):
    """The columns and basics that a page would show of a file that has just these columns."""
    return columns_of(mapping, mapping.columns, {}), basics_of(mapping)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_page_that_is_sent_back_untouched_changes_nothing(path):
    """But it says which outcome is the main one, also where there is only one."""
    mapping = load_mapping(path)
    main = mapping.primary_outcome
    items = tuple(replace(item, primary=item is main) for item in mapping.items)

    assert apply(mapping, *page_of(mapping)) == replace(mapping, items=items)


def test_a_column_that_is_left_out_is_no_item_any_more():
    mapping = load_mapping(SFO)
    columns, basics = page_of(mapping)
    gone = mapping.rated_items[1]
    columns = [
        replace(column, role="ignore") if column.name == gone.column else column
        for column in columns
    ]

    changed = apply(mapping, columns, basics)

    assert changed.items == tuple(item for item in mapping.items if item is not gone)


def test_labels_outside_of_a_corrected_scale_go():
    mapping = load_mapping(SFO)
    item = replace(mapping.rated_items[1], labels={"Good": 5, "Bad": 1})
    base = replace(
        mapping, items=tuple(item if one.code == item.code else one for one in mapping.items)
    )
    columns, basics = page_of(base)
    columns = [
        replace(column, high="4") if column.name == item.column else column for column in columns
    ]

    changed = next(one for one in apply(base, columns, basics).items if one.code == item.code)

    assert (changed.high, changed.labels) == (4, {"Bad": 1})


def test_another_location_column_drops_what_belonged_to_the_old_one():
    mapping = load_mapping(SFO)
    columns, basics = page_of(mapping)
    old = mapping.location.columns[-1]
    columns = [
        replace(column, role="ignore") if column.name == old else column for column in columns
    ]
    columns.append(replace(columns[0], name="GATE", role="place", code=""))

    changed = apply(mapping, columns, basics).location

    assert (changed.columns, changed.ranges, changed.only_named) == (("GATE",), {}, False)
    assert changed.time_zone == mapping.location.time_zone


def test_a_constant_place_and_day_stand_in_for_columns():
    mapping = load_mapping(SFO)
    columns, basics = page_of(mapping)
    columns = [
        replace(column, role="ignore") if column.role in {"place", "when"} else column
        for column in columns
    ]

    changed = apply(mapping, columns, replace(basics, place="North / Pier", day="2026-03-01"))

    assert changed.location.constant == ("North", "Pier")
    assert (changed.when.columns, changed.when.constant) == ((), "2026-03-01")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"role": "primary", "low": "", "high": "5"}, "say the lowest and the highest number"),
        ({"role": "place"}, "Several columns are the place"),
        ({"role": "primary", "low": "1", "high": "5", "code": "overall"}, "overall: stands 2"),
    ],
)
def test_what_cannot_be_is_told(change, sentence):
    mapping = load_mapping(SFO)
    columns, basics = page_of(mapping)
    columns = [*columns, replace(columns[0], name="NEW", **change)]

    with pytest.raises(MappingError, match=sentence):
        apply(mapping, columns, basics)


def test_a_columns_name_becomes_a_code():
    assert slug("How was it?  (1–5)") == "how_was_it_1_5"
    assert slug("???") == "item"
    assert len(slug("x" * 100)) == 60
