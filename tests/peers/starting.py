"""Real servers, started by the tests on loopback with folders of their own, ended by their id."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def needs(*programs):
    """Skip, or under CI fail, when one of these programs is not on the machine."""
    missing = [
        one for one in programs if not shutil.which(one, path=f"{os.environ['PATH']}:/usr/sbin")
    ]
    if missing:
        is_missing(", ".join(missing))


def is_missing(what):
    reason = (
        f"{what}: not on this machine (python -m tools.run_tests installs it as root on Debian)"
    )
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def fill(name, target, **values):
    """Copy a file of settings with its names in braces filled in."""
    text = (HERE / name).read_text()
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    target.write_text(text)


@contextmanager
def running(argv, *, log, env=None):
    """Run a program until the block ends; what it says goes into `log`."""
    with log.open("ab") as words:
        process = subprocess.Popen(
            [str(part) for part in argv], stdin=subprocess.DEVNULL, stdout=words, stderr=words,
            env=env,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(done, *, seconds=30, log=None):
    """Look until `done` gives something true, and return it."""
    last = time.monotonic() + seconds
    while not (found := done()):
        if time.monotonic() > last:
            pytest.fail(f"nothing after {seconds} s\n{log.read_text()[-3000:] if log else ''}")
        time.sleep(0.1)
    return found


def answers(port):
    def ask():
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) == 0

    return ask
