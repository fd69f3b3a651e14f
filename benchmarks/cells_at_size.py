"""How fast pages ask where there are many locations and years: python -m benchmarks.cells_at_size.

[--locations 20000] [--days 1096] [--a-day 46] [--repeats 30] [--json]

Running sums are filled directly with random counts, as many as the product would have: with the
defaults they are of a billion responses. Only what a question reads is filled: of the outcome all
days, of the drivers the last day of each month, of cross-products the two months of a year's ends.
Every figure is wall time in milliseconds of work in one process, the database included. Drivers are
made anew while the answers of two minutes wait, and after such answers were folded in; their coming
and the fold are not in the time of the page.
"""

import argparse
import gc
import json
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from benchmarks.filled_blocks import LAST, answers, fill, make_places, make_questions
from benchmarks.machine import machine, own_folder
from benchmarks.main_job import own_database, told

if TYPE_CHECKING:
    from heedful.understand.metrics.rules import Window

# So many times a day what waits is folded in.
FOLDS = 720


class Asked(NamedTuple):
    """A question, and what happens each time before it is asked."""

    name: str
    ask: Callable[[], object]
    before: Callable[[], object] = lambda: None


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
        come = answers(tenant.pk, questionnaire.pk, places, n=max(1, locations * a_day // FOLDS))
        asked += of_drivers(tenant.pk, questionnaire.pk, come)
        # As `heedful up` does: what is loaded is not looked through for garbage.
        gc.collect()
        gc.freeze()
        return made | {one.name: times(one.ask, repeats, one.before) for one in asked}


def questions(
    tenant: uuid.UUID, questionnaire: uuid.UUID, groups: list[uuid.UUID], places: list[uuid.UUID]
) -> list[Asked]:
    """What pages ask, by name."""
    from django.utils import timezone

    from heedful.base.org.models import Member
    from heedful.understand.asking.overview import location_scores, node_scores
    from heedful.understand.asking.planner import serve
    from heedful.understand.asking.rules import Question
    from heedful.understand.asking.telling import tell
    from heedful.understand.blocks.running import running_count
    from heedful.understand.drivers.evidence import gather
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
    member = Member.objects.get(tenant=tenant)
    courses = Question("mean", quarter, by=(Dimension.LOCATION, Dimension.WEEK))
    return [
        Asked(
            "location_page", lambda: location_scores(subject=of, window=month, locations=places[:1])
        ),
        Asked("all_locations_90_days_and_before", lambda: serve(all_places)),
        Asked(
            "all_locations_90_days_and_before_finished",
            lambda: location_scores(subject=of, window=quarter, locations=places),
        ),
        Asked("regions_by_week_for_a_year", lambda: serve(weeks)),
        Asked("one_location_30_days_and_before", lambda: running_count(one)),
        Asked(
            "regions_90_days_and_before_finished",
            lambda: node_scores(subject=of, window=quarter, nodes=groups),
        ),
        Asked(
            "cross_products_of_a_year",
            lambda: gather(subject=of, window=a_year(), locations=()),
        ),
        Asked(
            "every_location_by_week_for_90_days_told",
            lambda: list(tell(member=member, question=courses, now=timezone.now()).records[:30]),
        ),
    ]


def of_drivers(
    tenant: uuid.UUID, questionnaire: uuid.UUID, come: Callable[[], None]
) -> list[Asked]:
    """What the page of drivers asks: come last, for answers wait after them."""
    from heedful.base.org.models import Member
    from heedful.understand.blocks.domain import fold
    from heedful.understand.drivers.queries import studies_for
    from heedful.understand.metrics.queries import subject

    of = subject(tenant_id=tenant, questionnaire_id=questionnaire)
    node = Member.objects.get(tenant=tenant).scope_id

    def study() -> object:
        return studies_for(subject=of, window=a_year(), node=node)

    def come_and_fold() -> None:
        come()
        fold(tenant_id=tenant, questionnaire_id=questionnaire)

    name = "drivers_of_all_in_a_year"
    return [
        Asked(f"{name}_asked_again", study),
        Asked(f"{name}_made_anew", study, come),
        Asked(f"{name}_made_anew_after_a_fold", study, come_and_fold),
    ]


def a_year() -> "Window":
    """Twelve whole months."""
    from heedful.understand.metrics.rules import Window

    return Window((LAST.replace(day=1) - timedelta(days=330)).replace(day=1), LAST)


def times(
    ask: Callable[[], object], repeats: int, before: Callable[[], object] = lambda: None
) -> dict[str, float]:
    """Milliseconds of warm runs, and of the work that this process had with one."""
    before()
    ask()
    taken, busy = [], []
    for _ in range(repeats):
        before()
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
