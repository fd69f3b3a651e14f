"""What is loaded in the background is what numbers, charts and the lake then need."""

import subprocess
import sys

LOADS = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from heedful.running import load
load()
from heedful.web.warming import warm_soon
heavy = {"altair", "duckdb", "ibis", "scipy.optimize", "scipy.stats"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
warm_soon(after=0).join()
print(sorted(heavy & set(sys.modules)))
"""


def test_nothing_is_loaded_by_the_start_and_all_of_it_soon_after():
    done = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True)
    assert (
        done.stdout.splitlines()[-1]
        == "['altair', 'duckdb', 'ibis', 'scipy.optimize', 'scipy.stats']"
    )
    assert "warming.failed" not in done.stdout + done.stderr
