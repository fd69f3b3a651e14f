"""Dispatchers and folders that are killed at any moment, for as long as somebody writes a line.

Run by test_exactly_once: python -m tests.flows.killing TENANT SEED. Django is loaded once; what is
killed are copies of this process. A line on stdin ends it; it says how many it killed.
"""

import os
import random
import select
import signal
import sys
import time
import uuid

import django

# The longest that one copy may live, in seconds.
LIFE = 0.35


def main() -> None:
    django.setup()
    tenant, chance = uuid.UUID(sys.argv[1]), random.Random(int(sys.argv[2]))
    works = (dispatching, dispatching, folding)
    alive = {copy(work, tenant, chance.random()): work for work in works}
    killed = 0
    while not select.select([sys.stdin], [], [], chance.random() * LIFE / len(works))[0]:
        victim = chance.choice(sorted(alive))
        work = alive.pop(victim)
        end(victim)
        killed += 1
        alive[copy(work, tenant, chance.random())] = work
    for victim in alive:
        end(victim)
    sys.stdout.write(f"{killed}\n")


def copy(work, tenant, seed) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work(tenant, random.Random(seed))
    finally:
        os._exit(1)


def end(child) -> None:
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "it ended by itself"


def dispatching(tenant, chance) -> None:
    from django.utils import timezone

    from heedful.base.outbox.domain import dispatch
    from heedful.flows.dispatch import HANDLERS

    del tenant
    while True:
        if not dispatch(handlers=HANDLERS, now=timezone.now(), limit=chance.choice([1, 5, 40])):
            time.sleep(0.01)


def folding(tenant, chance) -> None:
    from heedful.understand.blocks.domain import fold_all

    while True:
        fold_all(tenant_id=tenant)
        time.sleep(chance.random() * 0.05)


if __name__ == "__main__":
    main()
