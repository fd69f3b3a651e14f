"""What was handed over is written down, whatever happens meanwhile."""

from threading import Event, Thread

from django.db import OperationalError

from heedful.base.connectors.handover import Handover, run_until


def run(write, *, number=3):
    """Hand so many over, in a thread of its own, until all but one at most are written."""
    waiting, written, stop = list(range(number)), [], Event()

    def claim(limit):
        return [waiting.pop(0) for _each in range(min(limit, len(waiting)))]

    def note(done):
        write(done)
        written.extend(done)
        if len(written) >= number - 1:
            stop.set()

    loop = Thread(target=run_until, args=(stop, Handover("test", claim, lambda one: one, note)))
    loop.start()
    loop.join(10)
    assert not loop.is_alive()
    return sorted(written)


def test_what_cannot_be_written_holds_up_nobody():
    def write(done):
        if 1 in done:
            raise ValueError

    assert run(write) == [0, 2]


def test_what_became_of_things_is_kept_while_the_database_is_away():
    tries = []

    def write(done):
        tries.append(len(done))
        if len(tries) == 1:
            raise OperationalError

    assert run(write, number=1) == [0]
    assert tries == [1, 1]
