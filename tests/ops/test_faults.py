"""Processes are killed under load, as in benchmarks.faults, for a short while."""

import json
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_nothing_is_lost_or_told_twice_when_processes_are_killed():
    asked = ["--seconds", "35", "--every", "5", "--seed", "2", "--json"]
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.faults", *asked],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(run.stdout.splitlines()[-1])
    assert told["wrong"] == {}
    assert told["killed"]["postgres"] >= 1
    assert told["acknowledged"] > 20
    assert told["alerts"] > 0
