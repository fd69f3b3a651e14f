"""`heedful simulate` as a person types it."""

import os
import subprocess
import sys

import pyarrow.parquet as pq
import pytest


def simulate(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "heedful", "simulate", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "200"},
    )


def test_the_presets_are_listed():
    said = simulate("--list")

    assert said.returncode == 0
    assert (
        "restaurant-120: Harbour Table, 120 locations, 60,000 responses expected"
        in said.stdout.splitlines()
    )


def test_both_parts_are_written_with_as_many_responses_as_asked(tmp_path):
    said = simulate("restaurant-120", "--out", tmp_path / "new", "--seed", 3, "--responses", 13000)

    assert said.returncode == 0, said.stderr
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["observable", "truth"]
    rows = pq.read_table(tmp_path / "new" / "observable" / "feedback.parquet").num_rows
    assert 12_000 <= rows <= 14_500
    assert said.stderr.startswith(f"{rows:,} responses of 120 locations of Harbour Table.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["bakery-3", "--out", "{}/new"], "heedful: There is no preset 'bakery-3'; there are: "),
        (
            ["restaurant-120", "--out", "{}/new", "--responses", "5"],
            "heedful: responses must lie between 12000 and 144000, as volume demands.",
        ),
        (
            ["restaurant-120", "--out", "{}"],
            "heedful: The folder {} is not empty; name a new one.",
        ),
        (
            ["restaurant-120", "--out", "{}/full/inside"],
            "heedful: The folder {}/full/inside cannot be used (Not a directory).",
        ),
        (["restaurant-120"], "Usage: "),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path, arguments, sentence):
    (tmp_path / "full").write_text("taken")

    said = simulate(*(word.format(tmp_path) for word in arguments))

    assert said.returncode in {1, 2}
    assert said.stderr.startswith(sentence.format(tmp_path))
    assert "Traceback" not in said.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["full"]
