import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from heedful.environment import read
from heedful.ops import leftovers
from heedful.ops.addresses import ask
from heedful.ops.database import own
from heedful.ops.migrate import is_due
from heedful.ops.postgres import running
from heedful.ops.processes import wait_until
from tests.ports import free_ports

pytestmark = [pytest.mark.peer, pytest.mark.slow]
# In seconds: longer than the busiest machine needs for anything that is waited for here.
PATIENCE = 240
# Web and live are two processes each, of which one takes the other along.
PROCESSES = {"web": 2, "live": 2, "dispatc": 1, "worker": 1}


def environ(home, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEEDFUL_")}
    settings = {"DJANGO_SETTINGS_MODULE": "heedful.settings", "HEEDFUL_HOME": str(home.path)}
    return kept | settings | more


def start(home, port):
    return subprocess.Popen(
        [sys.executable, "-m", "heedful", "up", "--port", str(port)],
        env=environ(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def is_ready(home, port):
    environment = read({"HEEDFUL_HOME": str(home.path), "HEEDFUL_PORT": str(port)})
    return ask(environment, "/readyz").status == 200


def session_members(home):
    """Every live process that works for this data folder, by its short name."""
    marks = (f"HEEDFUL_HOME={home.path}".encode(), str(home.path / "pg18").encode())
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "stat").read_text().rpartition(")")[2].split()[0] == "Z":
                continue
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            name = (entry / "comm").read_text().strip()
        except OSError:
            continue
        if any(mark in told for mark in marks):
            found[int(entry.name)] = name
    return found


def pids(home, name):
    return sorted(pid for pid, found in session_members(home).items() if found == name)


def counted(home):
    return {name: len(pids(home, f"heedful-{name}")) for name in PROCESSES}


def test_everything_comes_up_survives_every_kill_and_leaves_nothing(home):
    port, _live = free_ports(2)
    house = start(home, port)
    try:
        assert wait_until(lambda: is_ready(home, port), seconds=PATIENCE, step=0.1)
        assert wait_until(lambda: counted(home) == PROCESSES, seconds=PATIENCE, step=0.1)

        for name, number in (("web", 0), ("web", 1), ("live", 0), ("dispatc", 0), ("worker", 0)):
            before = pids(home, f"heedful-{name}")
            os.kill(before[number], signal.SIGKILL)
            assert wait_until(lambda name=name, before=before: is_new(home, name, before),
                              seconds=PATIENCE, step=0.1)  # fmt: skip
        assert wait_until(lambda: is_ready(home, port), seconds=PATIENCE, step=0.1)

        with psycopg.connect(own(home).url) as connection:
            connection.execute("create table kept as select 7 as n")
        house.kill()
        house.wait()
        assert wait_until(lambda: not session_members(home), seconds=PATIENCE, step=0.1)
        assert not leftovers.at_work(home.path / "pg18")
    finally:
        house.kill()
        said = house.communicate()[0]

    assert said.count("; starting it again in ") == 5
    assert said.count("Sign in with this link, which works once: http://127.0.0.1:") == 1
    with running(home, os.environ), psycopg.connect(own(home).url) as connection:
        assert connection.execute("select n from kept").fetchone() == (7,)
        assert not is_due(home, own(home).url)
        connection.execute("delete from django_migrations where app = 'base'")
        connection.commit()
        assert is_due(home, own(home).url)


def is_new(home, name, before):
    now = pids(home, f"heedful-{name}")
    return len(now) == len(before) and not set(now) & set(before)


def test_a_port_in_use_is_said_with_what_to_do(home):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        house = start(home, port)
        said = house.communicate(timeout=PATIENCE)[0]

    assert house.returncode == 1
    assert f"heedful: Port {port} on 127.0.0.1 is in use by another program. Stop" in said
    assert not list(home.path.glob("pg*"))


def test_ctrl_c_during_the_first_start_ends_in_order(home):
    port, _live = free_ports(2)
    house = start(home, port)
    assert house.stdout.readline() == "Preparing the database …\n"

    house.send_signal(signal.SIGINT)
    said = house.communicate(timeout=PATIENCE)[0]

    assert house.returncode == 0
    assert said.splitlines()[-2:] == ["Heedful is ending.", "Heedful has ended."]
    assert not session_members(home)


def test_a_database_that_does_not_answer_is_said_in_a_sentence(home):
    said = subprocess.run(
        [sys.executable, "-m", "heedful", "migrate"],
        env=environ(home, DATABASE_URL="postgresql://heedful@127.0.0.1:1/heedful"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 1
    assert said.stderr.startswith("heedful: The database does not answer: ")
