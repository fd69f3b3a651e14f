import tomllib
from datetime import datetime

import pyarrow.parquet as pq
import pytest

from cxsim import generate, load_preset, write
from cxsim.config_toml import read_config

CSV = {
    "locations.csv": "code,name,region,area,brand,format,time_zone,street,city,postcode,country,"
    "opening_hours,opened_on",
    "people.csv": "name,email,role,scope",
}
ITEMS = [
    "waiting_time", "friendliness", "food_quality", "order_accuracy", "cleanliness",
    "value_for_money", "atmosphere", "ease_of_ordering", "staff_mood",
]  # fmt: skip
PARQUET = {
    "feedback": [
        "response_id", "location_code", "submitted_at", "trading_day", "daypart", "channel",
        "language", "customer", "receipt", "device", "seconds", "seconds_page_1",
        "seconds_page_2", "seconds_page_3", "recommend", "overall", *ITEMS, "comment",
    ],
    "roster": ["location_code", "trading_day", "daypart", "staff", "senior", "temporary"],
    "traffic": ["location_code", "trading_day", "daypart", "hours", "segment", "visits"],
    "customers": [
        "customer", "location_code", "segment", "language", "preferred_channel", "has_email",
        "has_phone", "has_app", "may_contact",
    ],
}  # fmt: skip
TRUTH = {
    "effects": ["location_code", "driver", "effect", "cause"],
    "means": ["location_code", "driver", "mean"],
    "gaps": ["location_code", "driver", "goal", "gap"],
    "gains": ["location_code", "driver", "reach", "gain"],
    "trends": ["location_code", "driver", "per_year"],
    "first_priority": ["location_code", "driver", "best", "best_gain", "second_gain"],
    "dips": ["location_code", "weekday", "hours", "item", "depth"],
    "variance": ["level", "variance", "answered"],
    "week": ["location_code", "weekday", "daypart", "deviation", "visits"],
    "rows": [
        "response_id", "careless", "gamed", "duplicated", "forged", "same_device", "propensity",
    ],
    "locations": [
        "location_code", "mean", "rate", "visits", "begging", "forging", "senior_effect",
        "temporary_effect",
    ],
    "episodes": [
        "location_code", "item", "marker_day", "outcome_day", "end_day", "marker_depth",
        "outcome_depth",
    ],
    "changes": ["location_code", "day", "size"],
}  # fmt: skip


def bytes_below(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(folder, tmp_path):
    config = load_preset("restaurant-120")
    write(generate(config, seed=7), tmp_path / "again")
    write(generate(config, seed=8), tmp_path / "other")

    first, other = bytes_below(folder), bytes_below(tmp_path / "other")
    assert bytes_below(tmp_path / "again") == first
    assert [name for name in first if first[name] == other[name]] == ["observable/mapping.toml"]


def test_observable_files_have_exactly_the_columns_told_and_no_truth(folder):
    where = folder / "observable"
    heads = {name: (where / name).read_text("utf-8").partition("\n")[0] for name in CSV}
    tables = {p.stem: pq.read_schema(p).names for p in where.glob("*.parquet")}

    assert {p.name for p in where.iterdir()} == {
        *CSV,
        *(f"{name}.parquet" for name in PARQUET),
        "mapping.toml",
        "streams",
    }
    assert heads == CSV
    assert tables == PARQUET


def test_feedback_is_written_as_it_was_generated(folder, simulated):
    table = pq.read_table(folder / "observable" / "feedback.parquet")
    feedback = simulated.observable.feedback

    assert table["response_id"].to_pylist() == feedback.response_id
    assert table["location_code"].to_pylist() == feedback.location_code
    for name, texts in (
        ("comment", feedback.comment),
        ("customer", feedback.customer),
        ("device", feedback.device),
    ):
        assert table[name].to_pylist() == [text or None for text in texts]
    words = {-2: 0, -1: None}
    for code, column in zip(ITEMS, feedback.ratings.T, strict=True):
        assert table[code].to_pylist() == [words.get(s, s) for s in column.tolist()]
    assert table["submitted_at"].to_pylist() == feedback.submitted_at.astype(datetime).tolist()
    days = [day.toordinal() for day in table["trading_day"].to_pylist()]
    assert days == feedback.trading_day.tolist()
    dayparts = [part.name for part in simulated.observable.dayparts]
    assert table["daypart"].to_pylist() == [dayparts[i] for i in feedback.daypart.tolist()]


def test_the_mapping_speaks_of_the_columns_that_are_there(folder):
    mapping = tomllib.loads((folder / "observable" / "mapping.toml").read_text("utf-8"))
    items = {item["code"]: item for item in mapping["items"]}

    assert [item["column"] for item in mapping["items"]] == ["recommend", "overall", *ITEMS]
    assert items["recommend"]["scale"] == [0, 10]
    assert items["waiting_time"]["scale"] == [1, 5]
    assert [c for c, item in items.items() if item.get("primary")] == ["recommend"]
    assert [c for c, item in items.items() if item["role"] == "marker"] == ["staff_mood"]


def test_truth_files_have_their_columns_and_rows(folder, simulated):
    tables = {p.stem: pq.read_table(p) for p in (folder / "truth").glob("*.parquet")}

    assert {name: table.column_names for name, table in tables.items()} == TRUTH
    assert {name: table.num_rows for name, table in tables.items()} == {
        "effects": 960,
        "means": 960,
        "gaps": 960,
        "gains": 960,
        "trends": 18,
        "first_priority": 120,
        "dips": 120,
        "variance": 6,
        "week": int((simulated.truth.week.visits > 0).sum()),
        "rows": len(simulated.observable.feedback.response_id),
        "locations": 120,
        "episodes": 24,
        "changes": 19,
    }
    assert tables["first_priority"]["driver"].null_count == 18


def test_truth_files_agree_with_the_truth(folder, simulated):
    table = pq.read_table(folder / "truth" / "gains.parquet")

    assert table["gain"].to_pylist() == pytest.approx(simulated.truth.gains.gain.ravel().tolist())
    assert table["driver"].to_pylist()[:8] == list(simulated.truth.drivers)


def test_the_configuration_beside_the_truth_makes_the_same_organisation(folder):
    text = (folder / "truth" / "config.toml").read_text("utf-8")

    assert text.splitlines()[0] == "# Seed 7, last day 2026-11-21."
    assert read_config(text) == load_preset("restaurant-120")
