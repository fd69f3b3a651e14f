"""How fast cells are kept: python -m benchmarks.upkeep [--rows N] [--singly N] [--json].

What the dispatcher does with answers that are stored already: claim them, add them to the cells of
days and months, let them wait for the running sums, and mark the lake's days. In bulk they come as
an import hands them over, some thousand in an entry; singly, one in an entry. PostgreSQL is
durable. Cells grow from nothing, so every shape begins with new ones.
"""

import argparse
import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from benchmarks.lake_house import House, make_house
from benchmarks.machine import machine, own_folder
from benchmarks.main_job import own_database, told

ITEMS, CHUNK = 13, 5_000
FIRST = date(2023, 11, 1)


@dataclass(frozen=True, slots=True)
class Shape:
    """Answers by how many of them share a location and a day."""

    locations: int
    days: int
    is_weighted: bool = False
    chunk: int = CHUNK


SHAPES = {
    "many_a_day": Shape(200, 30),
    "many_a_day_weighted": Shape(200, 30, is_weighted=True),
    "one_a_day": Shape(2_000, 1_096),
    "one_a_day_weighted": Shape(2_000, 1_096, is_weighted=True),
    "singly": Shape(2_000, 1, chunk=1),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=100_000, help="answers of each bulk shape")
    parser.add_argument("--singly", type=int, default=20_000, help="answers that come one by one")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    with own_folder() as folder, own_database(folder / "home"):
        result = measure(asked.rows, asked.singly)
    result = {"machine": machine(), **result}
    print(json.dumps(result) if asked.json else told(result))


def measure(rows: int, singly: int) -> dict[str, dict[str, object]]:
    """Count every shape into cells of its own."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    house = make_house(2_000)
    put_in(house, SHAPES["many_a_day"], CHUNK)
    handed_out()  # What is needed once is loaded, statements are planned.
    return {
        name: kept(house, shape, singly if shape.chunk == 1 else rows)
        for name, shape in SHAPES.items()
    }


def kept(house: House, shape: Shape, rows: int) -> dict[str, object]:
    empty()
    put_in(house, shape, rows)
    start, busy = time.perf_counter(), time.process_time()
    handed_out()
    seconds = time.perf_counter() - start
    return {
        "rows": rows,
        "rows_per_s": round(rows / seconds),
        "python_cpu_s": round(time.process_time() - busy, 2),
        **cells(house),
    }


def put_in(house: House, shape: Shape, rows: int) -> None:
    """Let answers wait in the outbox as an import or a survey page leaves them there."""
    from heedful.base.tenancy.domain import within
    from heedful.listen.feedback.domain import publish
    from heedful.listen.feedback.rules import CountedRows

    rng = np.random.default_rng(rows)
    with within(house.tenant):
        for start in range(0, rows, shape.chunk):
            n = min(shape.chunk, rows - start)
            scores = rng.integers(1, 6, (n, ITEMS)).astype(np.int16)
            scores[:, 0] = rng.integers(0, 11, n)
            publish(
                tenant_id=house.tenant,
                questionnaire_id=house.questionnaire,
                version_id=house.version,
                rows=CountedRows(
                    places(rng, house.locations[: shape.locations], n),
                    [
                        FIRST + timedelta(days=day)
                        for day in rng.integers(0, shape.days, n).tolist()
                    ],
                    scores.tolist(),
                    rng.integers(400_000, 2_000_000, n).tolist() if shape.is_weighted else None,
                ),
            )


def places(rng: np.random.Generator, of: Sequence[uuid.UUID], n: int) -> list[uuid.UUID]:
    return [of[i] for i in rng.integers(0, len(of), n).tolist()]


def handed_out() -> None:
    """Hand out as the dispatcher does, in its own size of batches."""
    from django.utils import timezone

    from heedful.base.outbox.domain import dispatch
    from heedful.flows.dispatch import FEWEST, HANDLERS, next_limit

    limit, count = FEWEST, 1
    while count:
        started = time.monotonic()
        count = dispatch(handlers=HANDLERS, now=timezone.now(), limit=limit)
        limit = next_limit(limit, full=count == limit, seconds=time.monotonic() - started)


def cells(house: House) -> dict[str, Any]:
    from heedful.base.tenancy.domain import within
    from heedful.understand.metrics.models import CrossCell, DayCell

    with within(house.tenant):
        return {"day_cells": DayCell.objects.count(), "cross_cells": CrossCell.objects.count()}


def empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "truncate understand_day_cell, understand_cross_cell, understand_waiting,"
            " understand_lake_mark"
        )


if __name__ == "__main__":
    main()
