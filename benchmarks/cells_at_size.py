"""How fast pages ask where there are many locations and years: python -m benchmarks.cells_at_size.

[--locations 20000] [--days 1096] [--a-day 46] [--repeats 30] [--json]

Running sums are filled directly with random counts, as many as the product would have: with the
defaults they are of a billion responses. Only what a question reads is filled: of the outcome all
days, of the drivers the last day of each month, of cross-products the two months of a year's ends.
Every figure is wall time in milliseconds of work in one process, the database included.
"""

import argparse
import json
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.machine import machine, own_folder
from benchmarks.main_job import own_database, told

if TYPE_CHECKING:
    from numpy.typing import NDArray

LAST = date(2026, 10, 31)
DRIVERS = 11
REGIONS, DISTRICTS = 20, 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--locations", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=1096)
    parser.add_argument("--a-day", type=int, default=46, help="responses of a location and day")
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    with own_folder() as folder, own_database(folder / "home"):
        import django

        django.setup()
        result = {
            "machine": machine(),
            "cells": measure(
                locations=asked.locations,
                days=asked.days,
                a_day=asked.a_day,
                repeats=asked.repeats,
            ),
        }
    print(json.dumps(result) if asked.json else told(result))


def measure(*, locations: int, days: int, a_day: int, repeats: int) -> dict[str, Any]:
    """Fill a database that is already there, and ask."""
    from django.core.management import call_command

    from heedful.base.tenancy.domain import within

    call_command("migrate", verbosity=0)
    tenant, groups, places = make_places(locations)
    with within(tenant.pk):
        questionnaire = make_questions(tenant)
        start = time.perf_counter()
        fill(tenant.pk, questionnaire.pk, places, days=days, a_day=a_day)
        seconds = time.perf_counter() - start
        made = {
            "locations": locations,
            "days": days,
            "responses": locations * days * a_day,
            "filled_in_s": round(seconds),
            "megabytes": megabytes(),
        }
        analyse()
        asked = questions(tenant.pk, questionnaire.pk, groups, places)
        return made | {name: times(ask, repeats) for name, ask in asked}


def make_places(n: int) -> tuple[Any, list[uuid.UUID], list[uuid.UUID]]:
    """An organisation with regions, districts and locations; returns regions and locations."""
    from heedful.base.accounts.domain import new_organisation
    from heedful.base.org.tree import load_tree
    from heedful.base.tenancy.domain import within

    tenant, _ = new_organisation(name="Benchmark", email="bench@example.org", time_zone="UTC")
    with within(tenant.pk):
        tree = load_tree(tenant=tenant)
        places = []
        for i in range(n):
            path = (f"Region {i % REGIONS}", f"District {i % (REGIONS * DISTRICTS)}")
            below = tree.add_group(path)
            places.append(tree.add_location(name=f"Place {i}", code=f"p{i}", below=below).pk)
        groups = [tree.group_at((f"Region {i}",)) for i in range(REGIONS)]
        tree.save()
    return tenant, [group for group in groups if group], places


def make_questions(tenant: Any) -> Any:
    from heedful.listen.surveys.models import Item, Questionnaire, QuestionnaireVersion

    questionnaire = Questionnaire.objects.create(tenant=tenant, name="Guests")
    of = {"tenant": tenant, "questionnaire": questionnaire}
    Item.objects.create(
        **of, slot=0, code="nps", label="Recommend", role="outcome", kind="recommend", low=0,
        high=10, primary=True,
    )  # fmt: skip
    for slot in range(1, DRIVERS + 1):
        code = f"q{slot}"
        Item.objects.create(**of, slot=slot, code=code, label=code, role="driver", low=1, high=5)
    slots = list(range(DRIVERS + 1))
    QuestionnaireVersion.objects.create(**of, name="1", slots=slots)
    return questionnaire


def fill(
    tenant: uuid.UUID, questionnaire: uuid.UUID, places: list[uuid.UUID], *, days: int, a_day: int
) -> None:
    """Write blocks."""
    from heedful.understand.blocks.models import BlockState
    from heedful.understand.metrics.database import binary_cursor
    from heedful.understand.metrics.places import keys_of

    axis = keys_of(places).tobytes()
    mine = {"tenant_id": tenant, "questionnaire_id": questionnaire}
    BlockState.objects.create(**mine, ready=True, version=1, axis=axis)
    # Row-level security allows no COPY into these tables.
    with binary_cursor() as cursor:
        for slot in range(DRIVERS + 1):
            for row in rows_of(slot, len(places), days=days, a_day=a_day):
                cursor.execute(
                    "insert into understand_block (tenant_id, questionnaire_id, slot, is_base,"
                    " day, plain_size, plain) values (%s, %s, %s, %s, %s, %s, %s)",
                    [tenant, questionnaire, slot, *row],
                )
        for row in cross_rows(len(places), days=days, a_day=a_day):
            cursor.execute(
                "insert into understand_cross_block (tenant_id, questionnaire_id, month, items,"
                " places, plain_size, plain) values (%s, %s, %s, %s, %s, %s, %s)",
                [tenant, questionnaire, *row],
            )


def rows_of(slot: int, places: int, *, days: int, a_day: int) -> Iterator[tuple[Any, ...]]:
    """Blocks of one item: each day's of the outcome, the last day's of each month of a driver."""
    from heedful.understand.blocks.arrays import written

    rng = np.random.default_rng(slot)
    bins = 11 if slot == 0 else 5
    share = rng.dirichlet(np.ones(bins + 1) * 3)
    base: NDArray[np.int64] = np.zeros((places, bins + 1), dtype=np.int64)
    month = base.copy()
    for number in range(days):
        day = LAST - timedelta(days=days - 1 - number)
        if number == 0 or day.day == 1:
            base, month = base + month, np.zeros_like(month)
            data, size = written(base)
            yield True, day.replace(day=1), size, data
        ends = day == LAST or (day + timedelta(days=1)).day == 1
        if slot == 0:
            month += rng.poisson(a_day * share, month.shape)
        elif ends:
            month = rng.poisson(day.day * a_day * share, month.shape)
        if slot == 0 or ends:
            data, size = written(month)
            yield False, day, size, data


def cross_rows(places: int, *, days: int, a_day: int) -> Iterator[tuple[Any, ...]]:
    """Cross-products up to the end of two months, a year apart, each of plausible size."""
    from heedful.understand.blocks.arrays import written
    from heedful.understand.metrics.order import Order

    rng = np.random.default_rng(99)
    order = Order(DRIVERS + 1)
    for back in (365, 0):
        month = (LAST - timedelta(days=back)).replace(day=1)
        n = max(days - back, 1) * a_day
        data, size = written(rng.poisson(n * 12, (order.rows, places)))
        yield month, order.items, places, size, data


def questions(
    tenant: uuid.UUID, questionnaire: uuid.UUID, groups: list[uuid.UUID], places: list[uuid.UUID]
) -> list[tuple[str, Callable[[], object]]]:
    """What pages ask, by name."""
    from django.utils import timezone

    from heedful.base.org.models import Member
    from heedful.understand.asking.overview import location_scores, node_scores
    from heedful.understand.asking.planner import serve
    from heedful.understand.asking.rules import Question
    from heedful.understand.asking.telling import tell
    from heedful.understand.blocks.running import running_count
    from heedful.understand.drivers.evidence import gather
    from heedful.understand.drivers.queries import studies_for
    from heedful.understand.drivers.studying import study_only
    from heedful.understand.metrics.counts import Count
    from heedful.understand.metrics.dimensions import Dimension
    from heedful.understand.metrics.measures import Need
    from heedful.understand.metrics.queries import subject
    from heedful.understand.metrics.rules import Window

    of = subject(tenant_id=tenant, questionnaire_id=questionnaire)
    quarter, year = Window.ending(LAST, days=90), Window.ending(LAST, days=364)
    month = Window.ending(LAST, days=30)
    spans = (quarter, quarter.before)
    all_places = Count(of, Need.ANSWERS, spans, tuple(places), are_locations=True)
    weeks = Count(
        of, Need.ANSWERS, (year,), tuple(groups), are_locations=False, by=(Dimension.WEEK,)
    )
    one = Count(of, Need.ANSWERS, (month, month.before), tuple(places[:1]), are_locations=True)
    months = Window((LAST.replace(day=1) - timedelta(days=330)).replace(day=1), LAST)
    member = Member.objects.get(tenant=tenant)
    courses = Question("mean", quarter, by=(Dimension.LOCATION, Dimension.WEEK))
    return [
        ("location_page", lambda: location_scores(subject=of, window=month, locations=places[:1])),
        ("all_locations_90_days_and_before", lambda: serve(all_places)),
        (
            "all_locations_90_days_and_before_finished",
            lambda: location_scores(subject=of, window=quarter, locations=places),
        ),
        ("regions_by_week_for_a_year", lambda: serve(weeks)),
        ("one_location_30_days_and_before", lambda: running_count(one)),
        (
            "regions_90_days_and_before_finished",
            lambda: node_scores(subject=of, window=quarter, nodes=groups),
        ),
        (
            "cross_products_of_a_year",
            lambda: gather(subject=of, window=months, locations=()),
        ),
        (
            "drivers_of_all_in_a_year_asked_again",
            lambda: studies_for(subject=of, window=months, node=member.scope_id),
        ),
        (
            "drivers_of_all_in_a_year_made_anew",
            lambda: study_only(gather(subject=of, window=months).evidence),
        ),
        (
            "every_location_by_week_for_90_days_told",
            lambda: list(tell(member=member, question=courses, now=timezone.now()).records[:30]),
        ),
    ]


def times(ask: Callable[[], object], repeats: int) -> dict[str, float]:
    """Milliseconds of warm runs, and of the work that this process had with one."""
    ask()
    taken, busy = [], []
    for _ in range(repeats):
        start, worked = time.perf_counter(), time.process_time()
        ask()
        taken.append(1e3 * (time.perf_counter() - start))
        busy.append(1e3 * (time.process_time() - worked))
    p50, p95 = np.percentile(taken, [50, 95])
    return {
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
        "cpu_ms": round(float(np.median(busy)), 1),
    }


def megabytes() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select (pg_total_relation_size('understand_block')"
            " + pg_total_relation_size('understand_cross_block')) / 1000000"
        )
        return int(cursor.fetchone()[0])


def analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("analyze")


if __name__ == "__main__":
    main()
