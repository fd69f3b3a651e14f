"""How long Spark takes over the same lake: python -m benchmarks.lake_on_spark [--rows N] [--json].

A cluster of one master and two workers on this machine counts what `benchmarks.lake_at_size` asks,
beside DuckDB. Both must hear of the same groups. What it shows is what a question costs at least,
not what many machines gain. Needs Java.
"""

import argparse
import json
import os
from typing import Any

from benchmarks.lake_at_size import questions, timed
from benchmarks.lake_house import House, make_house, write_lake
from benchmarks.machine import machine, own_folder
from benchmarks.main_job import own_database, told
from tests.understand.asking.cluster import cluster

RUNS = 5
DEFAULTS = "spark.sql.shuffle.partitions 4\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--locations", type=int, default=2_000)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    with own_folder() as folder:
        (folder / "spark-defaults.conf").write_text(DEFAULTS)
        with cluster(folder) as address, own_database(folder / "home"):
            os.environ |= {"HEEDFUL_ENGINE": address, "SPARK_CONF_DIR": str(folder)}
            result = measure(asked.rows, asked.locations)
    result = {"machine": machine(), **result}
    print(json.dumps(result) if asked.json else told(result))


def measure(rows: int, locations: int) -> dict[str, dict[str, object]]:
    """Write the lake and ask everything of both."""
    import django

    django.setup()
    from django.core.management import call_command

    from heedful.base.tenancy.domain import within

    call_command("migrate", verbosity=0)
    house = make_house(locations)
    with within(house.tenant):
        return {"writing": write_lake(house, rows), **ask_both(house)}


def ask_both(house: House) -> dict[str, dict[str, object]]:
    from heedful.understand.lake.duck import LakeOnDuckDB
    from heedful.understand.lake.spark import LakeOnSpark

    duck, spark = LakeOnDuckDB(), LakeOnSpark()
    found = {}
    for name, asked in questions(house).items():
        if asked.count is None or asked.path is not None:
            continue
        assert _heard(spark.count(asked.count(0))) == _heard(duck.count(asked.count(0)))
        found[name] = timed("lake", lambda back, a=asked: duck.count(a.count(back)), runs=RUNS)
        found[name] |= timed("spark", lambda back, a=asked: spark.count(a.count(back)), runs=RUNS)
    return found


def _heard(counted: Any) -> set[tuple[Any, ...]]:
    """The groups in which anything was counted."""
    from heedful.understand.metrics.counts import heard

    told = zip(counted.keys, heard(counted).tolist(), strict=True)
    return {key for key, is_heard in told if is_heard}


if __name__ == "__main__":
    main()
