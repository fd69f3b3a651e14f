import fcntl
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from heedful.ops.forks import CAN_FORK, fork, words_of
from heedful.ops.processes import wait_until

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="children are copies only on Linux")
PATIENCE = 60


def copy(run, tmp_path, **environ):
    return fork(
        run,
        name="a-copy-with-a-long-name",
        log=tmp_path / "log",
        dies_with_us_by=signal.SIGKILL,
        environ=environ,
    )


def said(tmp_path):
    return (tmp_path / "log").read_text()


def fail():
    raise ValueError("the reason")


def wait_for_a_signal():
    sys.stdout.write("ready\n")
    signal.pause()


@pytest.mark.parametrize(
    ("run", "code", "words"),
    [
        (lambda: sys.stdout.write("done"), 0, "done"),
        (lambda: sys.exit(3), 3, ""),
        (lambda: sys.exit("a sentence"), 1, "a sentence\n"),
        (lambda: os.kill(os.getpid(), signal.SIGTERM), -signal.SIGTERM, ""),
    ],
)
def test_a_copy_ends_as_a_program_would(tmp_path, run, code, words):
    running = copy(run, tmp_path)

    assert running.wait(PATIENCE) == code
    assert (running.poll(), said(tmp_path)) == (code, words)


def test_what_went_wrong_stands_in_its_log(tmp_path):
    assert copy(fail, tmp_path).wait(PATIENCE) == 1
    assert said(tmp_path).splitlines()[-1] == "ValueError: the reason"


@pytest.mark.parametrize(
    ("run", "words"),
    [(lambda: sys.stdout.write(os.environ["ONLY"]), "this"), (lambda: sys.exit("no"), "")],
)
def test_what_a_copy_says_is_heard_when_all_went_well(run, words):
    assert words_of(run, environ={"ONLY": "this"}) == words


def test_a_copy_has_its_own_surroundings(tmp_path):
    def tell():
        name = Path("/proc/self/comm").read_text().strip()
        default = signal.getsignal(signal.SIGINT) == signal.SIG_DFL
        facts = [dict(os.environ), os.getsid(0) == os.getpid(), name, default, sys.stdin.read()]
        sys.stdout.write(json.dumps(facts))

    assert copy(tell, tmp_path, ONLY="this").wait(PATIENCE) == 0
    assert json.loads(said(tmp_path)) == [{"ONLY": "this"}, True, "heedful-a-copy-", True, ""]


def test_a_copy_does_not_hold_on_to_the_lock(tmp_path):
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        running = copy(wait_for_a_signal, tmp_path)
        # It speaks once it has let go of all that was ours.
        assert wait_until(
            lambda: (tmp_path / "log").exists() and said(tmp_path) == "ready\n", seconds=PATIENCE
        )
    try:
        with (tmp_path / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        running.send_signal(signal.SIGKILL)
        assert running.wait(PATIENCE) == -signal.SIGKILL


def test_a_wait_has_an_end(tmp_path):
    running = copy(signal.pause, tmp_path)
    with pytest.raises(TimeoutError):
        running.wait(0.05)
    running.send_signal(signal.SIGTERM)
    assert running.wait(PATIENCE) == -signal.SIGTERM
    running.send_signal(signal.SIGTERM)


def test_copies_do_not_make_the_same_keys(tmp_path):
    from heedful.base.tenancy.models import new_id

    def make():
        sys.stdout.write("\n".join(str(new_id()) for _ in range(2000)))

    assert new_id() != new_id()  # The source of randomness is at work before the copies are made.
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made.append(copy(make, tmp_path / name))

    assert [running.wait(PATIENCE) for running in made] == [0, 0]
    keys = [set(said(tmp_path / name).split()) for name in ("one", "two")]
    # The last 62 bits are random; the first are the time, which may well be the same.
    tails = [{key[-17:] for key in some} for some in keys]
    assert [len(some) for some in tails] == [2000, 2000]
    assert tails[0] & tails[1] == set()
