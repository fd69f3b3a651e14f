"""The loop that sends what people and programs are told, in threads of the worker's process."""

import threading

from django.utils import timezone

from heedful.base.connectors import handover
from heedful.base.notify.sending import claim, write
from heedful.base.notify.transports import client, send

TELLING = handover.Handover(
    name="notify",
    claim=lambda limit: claim(now=timezone.now(), limit=limit),
    hand_over=send,
    write=lambda done: write(done, now=timezone.now()),
)


def run_until(stop: threading.Event) -> None:
    """Send until `stop` is set; those under way are finished."""
    client()  # The first alert should not wait until it is loaded.
    handover.run_until(stop, TELLING)


def send_all() -> int:
    """Send all that is due, in this thread; return how many."""
    return handover.run_through(TELLING)
