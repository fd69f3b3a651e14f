"""The web children: granian with one worker process, which cannot outlive its parent either."""

import importlib
import multiprocessing
import os
import signal
import sys
from typing import Any

from granian.constants import Interfaces
from granian.server import Server

from heedful.environment import read
from heedful.ops.processes import die_with_parent

# Streams of live events never end by themselves, so the wait for them has an end.
SECONDS_TO_FINISH = 5


def serve(name: str) -> None:
    """Serve pages (`web`) or live events (`live`) until told to end."""
    environment = read()
    web = name == "web"
    Server(
        "heedful.wsgi:application" if web else "heedful.asgi:application",
        address=environment.host,
        port=environment.port if web else environment.live_port,
        interface=Interfaces.WSGI if web else Interfaces.ASGINL,
        workers=1,
        # A thread more than there are database connections would only wait for one.
        blocking_threads=environment.database_pool if web else 1,
        workers_kill_timeout=SECONDS_TO_FINISH,
        websockets=False,
    ).serve(target_loader=_load)


def _load(target: str) -> Any:
    """Load the application in granian's worker process, bound to granian's main process."""
    die_with_parent(signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:
        sys.exit(1)
    module, _, attribute = target.partition(":")
    loaded = importlib.import_module(module)
    if begun := getattr(loaded, "begun", None):
        begun()
    return getattr(loaded, attribute)
