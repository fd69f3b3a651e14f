import csv
import gzip
import tomllib
from datetime import datetime

import pyarrow.parquet as pq
import pytest

from cxsim import generate, load_preset, write
from cxsim.config_toml import read_config

OBSERVABLE = {
    "locations.csv": "code,name,region,area,brand,format,time_zone,street,city,postcode,country,"
    "opening_hours,opened_on",
    "people.csv": "name,email,role,scope",
    "feedback.csv.gz": "response_id,location_code,submitted_at,channel,language,recommend,overall,"
    "waiting_time,friendliness,food_quality,order_accuracy,cleanliness,value_for_money,atmosphere,"
    "ease_of_ordering,staff_mood,comment",
}
TRUTH = {
    "effects": ["location_code", "driver", "effect", "cause"],
    "means": ["location_code", "driver", "mean"],
    "gaps": ["location_code", "driver", "goal", "gap"],
    "gains": ["location_code", "driver", "reach", "gain"],
    "trends": ["location_code", "driver", "per_year"],
    "first_priority": ["location_code", "driver", "best", "best_gain", "second_gain"],
    "dips": ["location_code", "weekday", "hours", "item", "depth"],
}


def read_text(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


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
    found = {p.name for p in (folder / "observable").iterdir()}
    heads = {
        name: read_text(folder / "observable" / name).partition("\n")[0] for name in OBSERVABLE
    }

    assert found == {*OBSERVABLE, "mapping.toml"}
    assert heads == OBSERVABLE


def test_feedback_is_written_as_it_was_generated(folder, simulated):
    text = read_text(folder / "observable" / "feedback.csv.gz")
    rows = list(csv.DictReader(text.splitlines(keepends=True)))
    feedback = simulated.observable.feedback

    assert len(rows) == len(feedback.response_id)
    assert [row["comment"] for row in rows] == feedback.comment
    words = {-2: "N/A", -1: ""}
    for code, column in zip(
        simulated.observable.questionnaire.codes, feedback.ratings.T, strict=True
    ):
        assert [row[code] for row in rows] == [words.get(s, str(s)) for s in column.tolist()]
    times = [datetime.strptime(row["submitted_at"], "%Y-%m-%d %H:%M") for row in rows]  # noqa: DTZ007 - local times have no zone.
    assert times == feedback.submitted_at.astype(datetime).tolist()


def test_the_mapping_speaks_of_the_columns_that_are_there(folder):
    mapping = tomllib.loads((folder / "observable" / "mapping.toml").read_text("utf-8"))
    columns = OBSERVABLE["feedback.csv.gz"].split(",")
    items = {item["code"]: item for item in mapping["items"]}

    assert [item["column"] for item in mapping["items"]] == columns[5:-1]
    assert items["recommend"]["scale"] == [0, 10]
    assert items["waiting_time"]["scale"] == [1, 5]
    assert [c for c, item in items.items() if item.get("primary")] == ["recommend"]
    assert [c for c, item in items.items() if item["role"] == "marker"] == ["staff_mood"]


def test_truth_files_have_their_columns_and_one_row_a_location_and_driver(folder):
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
