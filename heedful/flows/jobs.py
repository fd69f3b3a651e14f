"""The worker: jobs that take their time, and what must happen at certain times."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread

import structlog
from asgiref.sync import sync_to_async
from django.db import Error, close_old_connections, connection
from django.utils import timezone
from procrastinate.contrib.django import app

from heedful.base.connectors.sending.loop import run_until as send_until
from heedful.base.live.domain import sweep
from heedful.base.notify.loop import run_until as tell_until
from heedful.base.outbox.domain import beat
from heedful.flows import (
    alerts,
    answer_files,
    cases,
    cells,
    channels,
    customers,
    handouts,
    imports,
    invitations,
    lake,
    priorities,
    saved,
    sittings,
    weighting,
)
from heedful.listen.feedback.partitions import ensure_months, first_of_month, next_month

NAME = "worker"
BEAT_EVERY = 5.0
# Jobs that may run at once: a long import must not hold up the rest.
CONCURRENCY = 4
# A worker that has been silent for so long is dead, and its jobs are given to another one.
DEAD_AFTER = 30
# What a job may still take when the worker is asked to end; after that it is done again later.
GRACE = 10
HOUSE = "house"
# Rooms whose tasks the worker must know.
TASKS = (
    alerts,
    answer_files,
    cases,
    cells,
    channels,
    handouts,
    customers,
    imports,
    invitations,
    lake,
    priorities,
    saved,
    sittings,
    weighting,
)

log = structlog.get_logger(__name__)


def run_worker() -> None:
    """Do jobs until SIGTERM or SIGINT. A job that is cut off is done again from its beginning."""
    asyncio.run(_work())


async def _work() -> None:
    await sync_to_async(make_months)(now=timezone.now())
    # Jobs are fetched over connections of the worker's own; what they do goes through Django's.
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]  # Django's connector has it
        async with working.open_async():
            beating = asyncio.create_task(_beat_forever())
            try:
                with _sending():
                    await working.run_worker_async(
                        name=NAME,
                        concurrency=CONCURRENCY,
                        delete_jobs="successful",
                        shutdown_graceful_timeout=GRACE,
                        stalled_worker_timeout=DEAD_AFTER,
                    )
            finally:
                beating.cancel()


@contextmanager
def _sending() -> Iterator[None]:
    """Hand messages over meanwhile, beside the jobs: a long job must not hold up an alert."""
    stop = Event()
    loops = [Thread(target=loop, args=(stop,), name="sending") for loop in (send_until, tell_until)]
    for loop in loops:
        loop.start()
    try:
        yield
    finally:
        stop.set()
        for loop in loops:
            loop.join(GRACE)


async def _beat_forever() -> None:
    while True:
        await sync_to_async(leave_sign)(now=timezone.now())
        await asyncio.sleep(BEAT_EVERY)


def leave_sign(*, now: datetime) -> None:
    """Leave a sign of life; without a database there is nothing to leave it in."""
    try:
        close_old_connections()
        beat(name=NAME, now=now)
    except Error as error:
        log.warning("worker.no_database", error=type(error).__name__)
        connection.close()


@app.periodic(cron="* * * * * */10", periodic_id="retry_stalled")
@app.task(name="house.retry_stalled", queue=HOUSE, queueing_lock="house.retry_stalled")
async def retry_stalled(timestamp: int) -> None:
    """Give the jobs of a worker that died to one that lives; nobody else would."""
    del timestamp
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
        log.warning("worker.job_again", job=job.id, task=job.task_name)
        await app.job_manager.retry_job(job)


@app.periodic(cron="5 * * * *", periodic_id="ensure_months")
@app.task(name="house.ensure_months", queue=HOUSE, queueing_lock="house.ensure_months")
def ensure_coming_months(timestamp: int) -> None:
    make_months(now=datetime.fromtimestamp(timestamp, tz=timezone.get_default_timezone()))


def make_months(*, now: datetime) -> None:
    """Make room for feedback of this month and the two after it."""
    this = first_of_month(now.date())
    ensure_months(months=[this, next_month(this), next_month(next_month(this))])


@app.periodic(cron="*/10 * * * *", periodic_id="sweep_live_events")
@app.task(name="house.sweep_live_events", queue=HOUSE, queueing_lock="house.sweep_live_events")
def sweep_live_events(timestamp: int) -> None:
    del timestamp
    sweep(now=timezone.now())
