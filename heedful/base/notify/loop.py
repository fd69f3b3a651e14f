"""The loop that sends what people and programs are told, in threads of the worker's process."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import structlog
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from heedful.base.notify.models import Delivery
from heedful.base.notify.sending import claim
from heedful.base.notify.transports import send

THREADS = 4
# Taken at a time. Those of a process that is killed are unknown, so it is few.
BATCH = 16
SHORTEST_WAIT, LONGEST_WAIT = 0.02, 0.2
PATIENCE = 5.0

log = structlog.get_logger(__name__)


def run_until(stop: threading.Event) -> None:
    """Send until `stop` is set; those under way are finished.

    Outlives a database that goes away and comes back.
    """
    pause = SHORTEST_WAIT
    with ThreadPoolExecutor(THREADS, thread_name_prefix="notify") as pool:
        while not stop.is_set():
            try:
                claimed = claim(now=timezone.now(), limit=BATCH)
            except Error as error:
                log.warning("notify.no_database", error=type(error).__name__)
                connection.close()
                pause = min(max(pause, LONGEST_WAIT) * 2, PATIENCE)
            else:
                wait([pool.submit(_send_in_thread, one) for one in claimed])
                pause = SHORTEST_WAIT if claimed else min(pause * 1.5, LONGEST_WAIT)
            stop.wait(pause)
    connection.close()


def _send_in_thread(delivery: Delivery) -> None:
    try:
        close_old_connections()
        send(delivery)
    finally:
        connection.close()


def send_all() -> int:
    """Send all that is due, in this thread; return how many."""
    done = 0
    while claimed := claim(now=timezone.now(), limit=BATCH):
        for one in claimed:
            send(one)
        done += len(claimed)
    return done
