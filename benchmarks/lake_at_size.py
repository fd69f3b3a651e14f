"""How fast questions are that no cell answers, at ten million responses.

Run `python -m benchmarks.lake_at_size [--rows N] [--locations N] [--postgres-rows N] [--json]`.

Each question is asked by the product's own path (places looked up, SQL, whole numbers put
together), and beside it hand-written SQL reads the very same Parquet files with DuckDB, and the
path over rows reads fewer rows in PostgreSQL. Windows move from one warm run to the next. Under
"cpu" stands what a run costs the machine when nobody else is on it.
"""

import argparse
import json
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from benchmarks.lake_house import REGIONS, House, copy_into_postgres, make_house, synced, write_lake
from benchmarks.machine import machine, own_folder
from benchmarks.main_job import own_database, told

RUNS = 20
PER_SPAN = (
    "select location, day >= date '{first}', count(s1), sum(s1), sum(s1 * s1),"
    " sum((s1 = 5)::int) from rows"
)
# How many answered both of each pair of items, and the products of what they answered.
PRODUCTS = ", ".join(
    f"count(s{i} + s{j}), sum(s{i}::int * s{j})" for i in range(13) for j in range(i, 13)
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--locations", type=int, default=2_000)
    parser.add_argument("--postgres-rows", type=int, default=300_000, help="0 leaves it out")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    with own_folder() as folder, own_database(folder / "home"):
        result = measure(asked.rows, asked.locations, asked.postgres_rows)
    result = {"machine": machine(), **result}
    print(json.dumps(result) if asked.json else told(result))


def measure(rows: int, locations: int, postgres_rows: int) -> dict[str, dict[str, object]]:
    """Make the chain, write its lake, and ask everything."""
    import django

    django.setup()
    from django.core.management import call_command

    from heedful.base.tenancy.domain import within

    call_command("migrate", verbosity=0)
    house = make_house(locations)
    with within(house.tenant):
        written = write_lake(house, rows)
        if postgres_rows:
            copy_into_postgres(house, postgres_rows)
        found = ask_all(house, postgres_rows)
        if postgres_rows:
            written |= synced(house)
        return {"writing": written, **found}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and the same in SQL by hand; both of an item's answers `back` days ago."""

    count: Callable[[int], Any] | None  # None is "by hand only": cells are asked for it
    sql: Callable[[int], str]
    bar_ms: int | None
    path: Any = None  # the lake, where no other is named


def ask_all(house: House, postgres_rows: int) -> dict[str, dict[str, object]]:
    import duckdb

    from heedful.understand.lake.duck import LakeOnDuckDB
    from heedful.understand.lake.raw import RawOnPostgres
    from heedful.understand.lake.store import store_of

    store = store_of(tenant_id=house.tenant, questionnaire_id=house.questionnaire)
    snapshot = store.snapshot()
    assert snapshot is not None
    files = ", ".join(f"'{file.path}'" for file in snapshot.files)
    plain = duckdb.connect(config={"threads": 2, "memory_limit": "2GB"})
    plain.execute(f"create view rows as select * from read_parquet([{files}])")
    regions = [(str(place), i % REGIONS) for i, place in enumerate(house.locations)]
    plain.execute("create table regions (location varchar, region integer)")
    plain.executemany("insert into regions values (?, ?)", regions)
    lake = LakeOnDuckDB()
    found: dict[str, dict[str, object]] = {}
    for name, asked in questions(house).items():
        figures: dict[str, object] = {"bar_ms": asked.bar_ms}
        figures |= timed("plain", lambda back, a=asked: plain.execute(a.sql(back)).fetchnumpy())
        if asked.count is None:
            found[name] = figures
            continue
        figures |= timed("lake", lambda back, a=asked: (a.path or lake).count(a.count(back)))
        if postgres_rows and "sketched" not in name:
            few = timed("pg", lambda back, a=asked: RawOnPostgres().count(a.count(back)), runs=3)
            figures |= {"pg_rows": postgres_rows, **few}
        found[name] = figures
    return found


def timed(name: str, run: Callable[[int], object], runs: int = RUNS) -> dict[str, object]:
    """Median and 95th percentile of warm runs, in milliseconds, and the median of their work."""
    run(0)
    wall, cpu = [], []
    for back in range(runs):
        start, busy = time.perf_counter(), time.process_time()
        run(back)
        wall.append(1000 * (time.perf_counter() - start))
        cpu.append(1000 * (time.process_time() - busy))
    return {
        f"{name}_p50_ms": round(float(np.median(wall)), 1),
        f"{name}_p95_ms": round(float(np.percentile(wall, 95)), 1),
        f"{name}_cpu_ms": round(float(np.median(cpu)), 1),
    }


def questions(house: House) -> dict[str, Asked]:
    from benchmarks.lake_rows import LAST
    from heedful.understand.lake.sketches import MonthlySketches
    from heedful.understand.metrics.counts import Count
    from heedful.understand.metrics.dimensions import Dimension
    from heedful.understand.metrics.measures import Need
    from heedful.understand.metrics.queries import subject
    from heedful.understand.metrics.rules import TOP_BOX, Window

    about = subject(
        tenant_id=house.tenant, questionnaire_id=house.questionnaire, item="q1", metric=TOP_BOX
    )

    def year(back: int) -> str:
        return between(window(back, 365))

    def of(need: Need, *by: Dimension, nodes: Sequence[uuid.UUID] = (house.root,)) -> Callable:
        whole = Count(about, need, (), tuple(nodes), are_locations=nodes is house.locations, by=by)
        return lambda back: replace(whole, spans=(window(back, 365),))

    def twelve_months(back: int) -> Window:
        last = LAST
        for _ in range(back % 12):
            last = last.replace(day=1) - timedelta(days=1)
        first = date(last.year - (last.month < 12), last.month % 12 + 1, 1)
        return Window(first, last)

    def beside(back: int, days: int, places: Sequence[uuid.UUID]) -> Count:
        now = window(back, days)
        return Count(about, Need.ANSWERS, (now, now.before), tuple(places), are_locations=True)

    def ninety(back: int) -> Count:
        return beside(back, 90, house.locations)

    def ninety_sql(back: int) -> str:
        sql = f"{PER_SPAN} where {between(twice(back, 90))} group by all"
        return sql.format(first=window(back, 90).first)

    def one_place(back: int) -> Count:
        return beside(back, 30, house.locations[:1])

    return {
        "top_box_by_daypart_of_a_year": Asked(
            of(Need.ANSWERS, Dimension.DAYPART),
            lambda back: (
                "select daypart, count(s1), sum((s1 = 5)::int) from rows where"
                f" {year(back)} group by all"
            ),
            60,
        ),
        "regions_by_week_for_a_year": Asked(
            of(Need.ANSWERS, Dimension.WEEK, nodes=house.regions),
            lambda back: (
                "select region, date_trunc('week', day), count(s1), sum(s1),"
                f" sum(s1 * s1) from rows join regions using (location) where {year(back)}"
                " group by all"
            ),
            None,
        ),
        "all_locations_90_days_and_before": Asked(ninety, ninety_sql, None),
        "one_item_with_the_outcome_all_locations": Asked(
            of(Need.PAIRS, nodes=house.locations),
            lambda back: (
                "select location, count(*), sum(s0), sum(s1), sum(s0 * s0),"
                f" sum(s1 * s1), sum(s0 * s1) from rows where {year(back)} and s0 is not null"
                " and s1 is not null group by all"
            ),
            None,
        ),
        "one_location_30_days_and_before": Asked(
            one_place,
            lambda back: (
                f"{PER_SPAN} where location = '{house.locations[0]}' and"
                f" {between(twice(back, 30))} group by all"
            ).format(first=window(back, 30).first),
            None,
        ),
        "cross_products_of_a_year": Asked(
            None,
            lambda back: (
                f"select location, {PRODUCTS} from rows where"
                f" {between(twelve_months(back))} group by all"
            ),
            None,
        ),
        "customers_exact": Asked(
            of(Need.CUSTOMERS),
            lambda back: f"select count(distinct respondent) from rows where {year(back)}",
            400,
        ),
        "customers_sketched": Asked(
            of(Need.SKETCH),
            lambda back: f"select approx_count_distinct(respondent) from rows where {year(back)}",
            None,
        ),
        "customers_sketched_of_whole_months": Asked(
            lambda back: replace(of(Need.SKETCH)(0), spans=(twelve_months(back),)),
            lambda back: (
                "select approx_count_distinct(respondent) from rows where"
                f" {between(twelve_months(back))}"
            ),
            50,
            MonthlySketches(),
        ),
    }


def window(back: int, days: int) -> Any:
    """So many days that end `back` days before the last one."""
    from benchmarks.lake_rows import LAST
    from heedful.understand.metrics.rules import Window

    return Window.ending(LAST - timedelta(days=back), days=days)


def twice(back: int, days: int) -> Any:
    """The same and the days before it."""
    now = window(back, days)
    return replace(now, first=now.before.first)


def between(window: Any) -> str:
    first, last = date.isoformat(window.first), date.isoformat(window.last)
    return f"day between date '{first}' and date '{last}'"


if __name__ == "__main__":
    main()
