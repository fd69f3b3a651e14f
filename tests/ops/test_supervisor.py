import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psycopg
import pytest

from heedful.ops.children import pause_after
from heedful.ops.home import Home
from heedful.ops.postgres import running
from heedful.ops.processes import spawn, wait_until

pytestmark = pytest.mark.peer
# In seconds: longer than the busiest machine needs for anything that is waited for here.
PATIENCE = 60

# The real supervisor and database over small children: one that works, one with a child of its
# own, and one that may not want to end.
HOUSE = """
import os, sys
from pathlib import Path
from heedful.ops import lock, logs, supervisor
from heedful.ops.children import Child
from heedful.ops.home import Home, OperatorError
from heedful.ops.postgres import own_server
from heedful.ops.signals import Inbox
from heedful.ops.supervisor import Supervisor

home = Home(Path(sys.argv[1]))
home.prepare()

def child(name, code):
    return Child(name, (sys.executable, "-c", code), home.logs / f"{name}.log", dict(os.environ))

quiet = "import time; time.sleep(600)"
bound = "import ctypes; ctypes.CDLL(None).prctl(1, 9); " + quiet  # As granian's worker is.
parent = "import subprocess, sys; subprocess.run([sys.executable, '-c', %r])" % bound
deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True);" + quiet
try:
    with lock.held(home.path), Inbox() as inbox:
        logs.tell(home.logs)
        house = Supervisor(home=home, server=own_server(home, os.environ), inbox=inbox)
        house.start_server()
        house.groups = [[child("quiet", quiet), child("parent", parent)]]
        if "first" in sys.argv:  # Orphans come to us, as to the first process of a container.
            import ctypes
            ctypes.CDLL(None).prctl(36, 1)
            orphan = "print(os.getpid(), flush=True); time.sleep(60); os._exit(0)"
            fork = "if os.fork() == 0:\\n  if os.fork(): os._exit(0)\\n  "
            code = f"import os, time\\n{fork}{orphan}\\nos.wait(); {quiet}"
            house.groups.append([child("first", code)])
        if "deaf" in sys.argv:
            supervisor.GRACE = 600  # Only a second wish ends it.
            house.groups.append([child("deaf", deaf)])
        print("up", flush=True)
        house.run()
        house.stop()
        print("down", flush=True)
except OperatorError as reason:
    sys.exit(str(reason))
"""


@pytest.fixture(scope="module")
def home():
    """One data folder for all: making each its own would take most of the time."""
    folder = Path(tempfile.mkdtemp(prefix="heedful-test-"))
    folder.chmod(0o755)
    place = Home(folder / "home")
    place.prepare()
    yield place
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def no_words_of_earlier_tests(home):
    for log in home.logs.glob("*.log"):
        log.unlink()
    if (home.path / "pg18").exists():
        with running(home, os.environ):
            ask(home, "DROP TABLE IF EXISTS kept")


def start(home, *more, python=sys.executable, **options):
    house = subprocess.Popen(
        [python, "-c", HOUSE, str(home.path), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        start_new_session=True,
        **options,
    )
    assert house.stdout.readline() == "up\n"
    assert eventually(lambda: len(small_children(house)) >= 3 + len(more))
    if "deaf" in more:
        assert wait_until(lambda: (home.logs / "deaf.log").read_text() == "1\n", seconds=PATIENCE)
    return house


def processes():
    """Every live process as (pid, parent, command)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if fields[0] != "Z":
            found.append((int(entry.name), int(fields[1]), command))
    return found


def members(house):
    """Everything below the supervisor, however deep, by pid."""
    everything, below = processes(), {house.pid}
    while more := {pid for pid, parent, _ in everything if parent in below} - below:
        below |= more
    return {pid: command for pid, _, command in everything if pid in below - {house.pid}}


def small_children(house):
    """The small children and theirs, once they are themselves: a fork is its parent at first."""
    return {
        pid: command
        for pid, command in members(house).items()
        if "time.sleep(600)" in command and "heedful.ops" not in command
    }


def end(house):
    house.terminate()
    said, complained = house.communicate(timeout=PATIENCE)
    return said, complained


def eventually(done):
    """Looking at every process of the machine is work; ten times a second will do."""
    return wait_until(done, seconds=PATIENCE, step=0.1)


def none_left(pids):
    alive = {pid for pid, _, _ in processes()}
    return not alive & set(pids)


def ask(home, query):
    with psycopg.connect(
        host=str(home.path / "run"), user="heedful", dbname="heedful", autocommit=True
    ) as connection:
        cursor = connection.execute(query)
        return cursor.fetchone() if cursor.description else None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_wish_to_stop_ends_everything_in_order(home, number):
    house = start(home)
    everything = members(house)

    house.send_signal(number)
    said, complained = house.communicate(timeout=PATIENCE)

    assert (said, complained, house.returncode) == ("down\n", "", 0)
    assert none_left(everything)
    assert not (home.path / "run" / ".s.PGSQL.5432").exists()
    assert not (home.path / "pg18" / "postmaster.pid").exists()


def test_kill_9_of_the_supervisor_leaves_nothing_running_and_loses_nothing(home):
    house = start(home, "deaf")
    everything = members(house)
    ask(home, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")

    house.kill()
    house.communicate()

    assert eventually(lambda: none_left(everything))
    with running(home, os.environ):
        assert ask(home, "SELECT count(*), sum(n) FROM kept") == (1000, 500500)


def test_a_start_right_after_kill_9_waits_for_the_former_and_comes_up(home):
    house = start(home)
    ask(home, "CREATE TABLE kept AS SELECT 7 AS n")
    house.kill()
    house.communicate()

    again = start(home)

    assert ask(home, "SELECT n FROM kept") == (7,)
    end(again)
    assert again.returncode == 0


def test_a_killed_child_is_started_again_with_what_it_had_started_ended(home):
    house = start(home)
    (parent,) = [pid for pid, c in small_children(house).items() if "subprocess" in c]
    (grandchild,) = [pid for pid, above, _ in processes() if above == parent]

    os.kill(parent, signal.SIGKILL)

    assert eventually(lambda: none_left([parent, grandchild]))
    assert eventually(lambda: len(small_children(house)) == 3)
    said, complained = end(house)
    assert re.findall(
        r"^(\w+) ended (.*); starting it again in (.*)\. Its", said, re.MULTILINE
    ) == [("parent", "by SIGKILL", "0.5 s")]
    assert complained == ""


def test_a_killed_postmaster_is_started_again_and_loses_nothing(home):
    house = start(home)
    ask(home, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    postmaster = int((home.path / "pg18" / "postmaster.pid").read_text().split()[0])

    os.kill(postmaster, signal.SIGKILL)

    assert wait_until(lambda: "PostgreSQL is back" in (home.logs / "heedful.log").read_text(),
                      seconds=PATIENCE)  # fmt: skip
    assert ask(home, "SELECT count(*) FROM kept") == (1000,)
    said, _ = end(house)
    assert said.splitlines()[-2:] == ["PostgreSQL is back.", "down"]


def test_a_second_supervisor_says_who_holds_the_folder_and_touches_nothing(home):
    house = start(home)
    before = members(house)

    second = subprocess.run(
        [sys.executable, "-c", HOUSE, str(home.path)], capture_output=True, text=True, check=False
    )

    assert second.returncode == 1
    assert second.stderr == (
        f"Heedful already works on {home.path} (process {house.pid}). Stop it first, or name"
        " another data folder with --data DIR.\n"
    )
    assert members(house).keys() >= {pid for pid, c in before.items() if "postgres:" not in c}
    end(house)


def test_a_child_that_will_not_end_is_killed_and_a_second_wish_makes_it_quick(home):
    house = start(home, "deaf")
    everything = members(house)
    gentle = [pid for pid, c in small_children(house).items() if "SIG_IGN" not in c]

    house.terminate()
    assert eventually(lambda: none_left(gentle))
    house.terminate()
    said, _ = house.communicate(timeout=PATIENCE)

    assert said.splitlines() == ["deaf did not end by itself and is killed.", "down"]
    assert none_left(everything)


def python_for_all():
    """An interpreter of this version that every account may run; root's own often is not."""
    nobody = {"user": 65534, "group": 65534, "extra_groups": [], "cwd": "/"}
    for python in (sys.executable, f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"):
        try:
            subprocess.run([python, "-c", ""], check=True, **nobody)
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip("this machine has no interpreter that an ordinary account may run")


def test_as_the_first_process_of_a_container_it_buries_orphans(home):
    house = start(home, "first")
    log = home.logs / "first.log"
    assert wait_until(lambda: log.read_text().endswith("\n"), seconds=PATIENCE)
    orphan = Path("/proc") / log.read_text().strip()
    # It may say its number before the one that made it has ended.
    ours = f"PPid:\t{house.pid}\n"
    assert wait_until(lambda: ours in (orphan / "status").read_text(), seconds=PATIENCE)

    os.kill(int(orphan.name), signal.SIGKILL)

    assert wait_until(lambda: not orphan.exists(), seconds=PATIENCE)

    end(house)
    assert house.returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another account")
def test_an_ordinary_account_needs_no_help(open_folder):
    open_folder.chmod(0o777)
    house = start(
        Home(open_folder / "own"),
        python=python_for_all(),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": ":".join(filter(None, sys.path))},
        user=65534,
        group=65534,
        extra_groups=[],
    )

    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in members(house)}

    assert owners == {65534}
    assert end(house) == ("down\n", "")
    assert {path.stat().st_uid for path in (open_folder / "own").iterdir()} == {65534}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down")
def test_as_root_the_database_runs_as_an_account_without_rights(home):
    house = start(home)
    owners = {
        Path(f"/proc/{pid}").stat().st_uid
        for pid, command in members(house).items()
        if "postgres" in command
    }
    end(house)

    assert 0 not in owners
    assert len(owners) == 1


def test_pauses_grow_to_half_a_minute():
    assert [pause_after(n) for n in (1, 2, 3, 6, 7, 50)] == [0.5, 1, 2, 16, 30, 30]


def test_only_the_main_thread_may_start_what_dies_with_it(tmp_path):
    refused = []

    def try_it():
        try:
            spawn(["true"], log=tmp_path / "log", dies_with_us_by=signal.SIGKILL)
        except RuntimeError as reason:
            refused.append(str(reason))

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join()

    assert refused == ["only the main thread may start programs that die with it"]
