import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from heedful.ops import leftovers
from heedful.ops.home import Home, OperatorError
from heedful.ops.postgres import data_major, own_server, running, temporary
from heedful.ops.processes import wait_until

DEBIAN = Path("/usr/lib/postgresql/15/bin")
needs_debian = pytest.mark.skipif(
    not DEBIAN.is_dir() and not os.environ.get("CI"), reason="Debian's PostgreSQL 15 is not here"
)
pytestmark = pytest.mark.peer


def one(url, query):
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query).fetchone()


def run(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("bindir", "major"), [(None, 18), pytest.param(DEBIAN, 15, marks=needs_debian)]
)
def test_a_throw_away_server_gives_a_role_that_the_fences_hold_for(bindir, major):
    with temporary(bindir) as url:
        version, superuser, past_fences, may_create, tcp = one(
            url,
            "SELECT current_setting('server_version_num')::int / 10000, rolsuper, rolbypassrls,"
            " rolcreatedb, current_setting('listen_addresses')"
            " FROM pg_roles WHERE rolname = current_user",
        )
        assert (version, superuser, past_fences, may_create, tcp) == (major, False, False, True, "")

        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'heedful'"
        assert one(url, owner) == ("heedful",)

        run(url, "CREATE TABLE t (n int); ALTER TABLE t ENABLE ROW LEVEL SECURITY")
        run(url, "ALTER TABLE t FORCE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (n = 1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(url, "INSERT INTO t VALUES (2)")
        folder = Path(psycopg.conninfo.conninfo_to_dict(url)["host"]).parent

    assert not folder.exists()


def test_data_survives_a_stop_and_the_second_start_is_quick(home):
    with running(home, os.environ) as server:
        run(server.url(), "CREATE TABLE kept AS SELECT 7 AS n")

    began = time.process_time()
    with running(home, os.environ) as server:
        assert one(server.url(), "SELECT n FROM kept") == (7,)
        assert one(server.url(user="postgres"), "SHOW data_checksums") == ("on",)
    assert time.process_time() - began < 1
    assert data_major(home) == 18
    assert not leftovers.at_work(server.data)


def test_only_the_owner_reaches_socket_and_data(home):
    with running(home, os.environ) as server:
        socket = server.socket / ".s.PGSQL.5432"
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (server.socket, server.data, socket)]
    assert [oct(mode) for mode in modes] == ["0o700", "0o700", "0o700"]


def test_a_killed_postmaster_loses_nothing_that_was_committed(home):
    with running(home, os.environ) as server:
        run(server.url(), "CREATE TABLE kept AS SELECT generate_series(1, 50000) AS n")
        server.process.kill()
        server.process.wait()

        server.start()

        assert one(server.url(), "SELECT count(*), sum(n) FROM kept") == (50000, 1250025000)


def test_a_pid_file_whose_number_another_program_has_by_now_does_not_bar_the_start(home):
    with running(home, os.environ) as server:
        pass
    stale = server.data / "postmaster.pid"
    other = subprocess.Popen(["sleep", "60"], user=server.account.uid if server.account else None)
    try:
        stale.write_text(f"{other.pid}\n{server.data}\n1700000000\n5432\n{server.socket}\n\n\n")
        stale.chmod(0o600)
        if server.account:
            server.account.owns(stale)

        with running(home, os.environ) as server:
            assert one(server.url(), "SELECT 1") == (1,)
    finally:
        other.kill()
        other.wait()


STARTS_AND_WAITS = """
import os, sys, time
from pathlib import Path
from heedful.ops.home import Home
from heedful.ops.postgres import running
with running(Home(Path(sys.argv[1])), os.environ) as server:
    print(server.process.pid, flush=True)
    time.sleep(60)
"""


def test_when_the_starter_is_killed_the_server_ends_cleanly_by_itself(home):
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTS_AND_WAITS, str(home.path)], stdout=subprocess.PIPE, text=True
    )
    with starter.stdout as said:
        assert int(said.readline()) > 0
        data = home.path / "pg18"
        assert leftovers.at_work(data) != []
        starter.kill()
        starter.wait()
    assert wait_until(lambda: not leftovers.at_work(data), seconds=20)
    with running(home, os.environ) as server:
        recovered = "automatic recovery in progress" in server.log.read_text()
    assert not recovered


def test_an_interrupted_making_is_not_taken_for_data(home):
    (home.path / "pg18.new").mkdir()
    (home.path / "pg18.new" / "PG_VERSION").write_text("18\n")

    with running(home, os.environ) as server:
        assert one(server.url(), "SELECT 1") == (1,)
    assert sorted(folder.name for folder in home.path.glob("pg*")) == ["pg18"]


def test_a_server_that_cannot_start_says_its_last_words(home):
    with running(home, os.environ) as server:
        pass
    with (server.data / "postgresql.conf").open("a") as file:
        file.write("work_mem = 'plenty'\n")

    with pytest.raises(OperatorError, match='invalid value for parameter "work_mem"'):
        server.start()
    assert not server.is_alive()


@needs_debian
def test_data_of_another_version_is_never_passed_over(home):
    with running(home, {"HEEDFUL_PG_BINDIR": str(DEBIAN)}):
        pass

    assert own_server(home, {}).binaries.major == 15
    (home.path / "pg15" / "PG_VERSION").write_text("17\n")
    with pytest.raises(OperatorError, match="written by PostgreSQL 17, but 18"):
        own_server(home, {})


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may choose another account")
def test_a_closed_folder_on_the_way_is_named_and_not_opened(open_folder):
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    home = Home(closed / "heedful")
    home.prepare()

    with pytest.raises(OperatorError, match=f"may not enter {closed}. Choose a data folder"):
        own_server(home, os.environ).start()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
