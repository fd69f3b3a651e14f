import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from heedful.ops import archive, lock
from heedful.ops.backup import back_up, count_rows
from heedful.ops.database import own
from heedful.ops.home import Home, OperatorError, kept_secret
from heedful.ops.postgres import running
from heedful.ops.restore import bring_back

DEBIAN = Path("/usr/lib/postgresql/15/bin")
pytestmark = [pytest.mark.peer, pytest.mark.slow]


def heedful(home, *arguments, **environ):
    return subprocess.run(
        [sys.executable, "-m", "heedful", "--data", str(home.path), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "heedful.settings"} | environ,
    )


def rows(url):
    """Every row of every table, as text in a settled order."""
    found = {}
    with psycopg.connect(url, autocommit=True) as connection:
        for name in count_rows(connection):
            lines = connection.execute(f"select t::text from public.{name} t order by 1").fetchall()
            found[name] = [line for (line,) in lines]
    return found


def named(server, database):
    """The server as if it were somebody else's, named in the environment."""
    return {
        "DATABASE_URL": server.url(database=database),
        "HEEDFUL_ADMIN_DATABASE_URL": server.url(user="postgres", database=database),
    }


def refused(home, file, environ=os.environ, *, replace=False):
    """The sentence with which restoring is refused."""
    with pytest.raises(OperatorError) as reason:
        bring_back(home, file, environ, replace=replace)
    return str(reason.value)


def upload(home, name, content):
    path = home.uploads / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def uploads(home):
    return {
        path.relative_to(home.uploads).as_posix(): path.read_bytes()
        for path in home.uploads.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def source():
    """A data folder with an organisation, rows behind its fence, and uploads."""
    folder = Path(tempfile.mkdtemp(prefix="heedful-test-"))
    folder.chmod(0o755)
    home = Home(folder / "home")
    said = heedful(home, "migrate")
    assert said.returncode == 0, said.stderr
    said = heedful(home, "sign-in-link", "--first")
    assert said.stdout.startswith("http://127.0.0.1:8000/welcome/"), said.stderr
    upload(home, "imports/2026/spring.csv", b"score\n4\n" * 1000)
    upload(home, "näme with spaces.xlsx", bytes(range(256)))
    yield home
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def file(source, tmp_path_factory):
    file = tmp_path_factory.mktemp("backups") / "night.heedful"
    with running(source, os.environ) as server:
        back_up(source, file, named(server, "heedful"))
    return file


def test_restoring_brings_every_row_and_file_back(source, file, home):
    said = heedful(home, "restore", file)

    assert said.returncode == 0, said.stderr
    assert "counted and equal. Start it with: heedful --data" in said.stdout
    with running(source, os.environ):
        before = rows(own(source).admin_url)
    with running(home, os.environ) as server:
        after = rows(own(home).admin_url)
        assert _owners(server.url()) == {"heedful"}
        assert _databases(server.url()) == ["heedful", "postgres"]
        with pytest.raises(psycopg.errors.UndefinedObject), psycopg.connect(server.url()) as inside:
            inside.execute("select count(*) from base_node")
    assert len(before["base_node"]) == len(before["base_tenant"]) == 1
    assert after == before
    assert uploads(home) == uploads(source)
    assert kept_secret(home.path) == kept_secret(source.path)
    assert sorted(part.name for part in home.path.iterdir()) == [
        "lock", "logs", "pg18", "run", "secret.key", "uploads",
    ]  # fmt: skip


def _owners(url):
    with psycopg.connect(url) as connection:
        return {
            owner
            for (owner,) in connection.execute(
                "select tableowner from pg_tables where schemaname = 'public'"
            )
        }


def _databases(url):
    with psycopg.connect(url) as connection:
        names = connection.execute("select datname from pg_database where not datistemplate")
        return sorted(name for (name,) in names)


def test_the_file_says_what_it_holds_and_is_closed_to_others(source, file):
    manifest = archive.read(file)

    with running(source, os.environ), psycopg.connect(own(source).admin_url) as connection:
        assert manifest.counts == count_rows(connection)
    assert sorted(manifest.sums) == [
        "database.dump",
        "secret.key",
        "uploads/imports/2026/spring.csv",
        "uploads/näme with spaces.xlsx",
    ]
    assert ["base", "0001_start"] in manifest.migrations
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [part.name for part in file.parent.iterdir()] == [file.name]


def test_a_backup_is_made_while_heedful_is_stopped_too(source, tmp_path):
    said = heedful(source, "backup", tmp_path / "b")

    assert said.returncode == 0, said.stderr
    assert " and 3 files, " in said.stdout
    assert archive.read(tmp_path / "b").counts["base_tenant"] == 1


def test_what_is_there_is_replaced_only_when_told_so(source, file, home):
    bring_back(home, file, os.environ, replace=False)
    upload(home, "later.csv", b"x")
    with running(home, os.environ) as server, psycopg.connect(server.url()) as connection:
        connection.execute("update base_tenant set name = 'Later'")

    assert refused(home, file) == (
        f"{home.path} holds data already. To replace it with the backup, add --yes."
    )
    assert "later.csv" in uploads(home)

    bring_back(home, file, os.environ, replace=True)
    assert uploads(home) == uploads(source)
    with running(home, os.environ) as server:
        assert _databases(server.url()) == ["heedful", "postgres"]
        with psycopg.connect(server.url()) as connection:
            assert connection.execute("select name from base_tenant").fetchall() == [
                ("Our organisation",)
            ]


def test_it_refuses_while_heedful_runs(file, home):
    with lock.held(home.path):
        said = heedful(home, "restore", file, "--yes")

    assert said.returncode == 1
    assert said.stderr.startswith(f"heedful: Heedful already works on {home.path} (process ")


@pytest.mark.parametrize("position", [600, 0.5, -1])
def test_one_changed_byte_anywhere_is_refused_and_nothing_is_touched(
    file, home, tmp_path, position
):
    content = bytearray(file.read_bytes())
    # The last block of a tar is padding; what counts ends with the sum of the list.
    end = content.rindex(archive.read(file).sums["database.dump"].encode())
    at = {600: 600, 0.5: end // 2, -1: end}[position]
    content[at] ^= 1
    damaged = tmp_path / "damaged"
    damaged.write_bytes(content)

    assert "is damaged" in refused(home, damaged)
    assert not list(home.path.glob("pg*"))


@pytest.mark.parametrize("share", [0, 0.4, 0.95])
def test_an_incomplete_file_is_refused(file, tmp_path, share):
    content = file.read_bytes().rstrip(b"\0")
    cut = tmp_path / "cut"
    cut.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(archive.DamagedBackup):
        archive.read(cut)


def altered(file, to, **facts):
    """The same contents under another list, as another version would have written it."""
    manifest = archive.read(file)
    folder = to.parent / "parts"
    archive.unpack(file, manifest.sums, folder)
    kept = {
        name: getattr(manifest, name)
        for name in ("version", "made_at", "server_major", "dump_major", "migrations", "counts")
    }
    with to.open("wb") as target:
        archive.write(
            target, parts=[(name, folder / name) for name in manifest.sums], facts=kept | facts
        )
    return to


def test_a_file_of_a_newer_version_is_refused(file, home, tmp_path):
    newer = altered(file, tmp_path / "newer", version="9.0", migrations=[["base", "0900_later"]])

    assert "was written by Heedful 9.0, which has tables that this version does not know" in (
        refused(home, newer)
    )


def test_rows_that_do_not_arrive_leave_everything_as_it_was(source, file, home, tmp_path):
    bring_back(home, file, os.environ, replace=False)
    counts = archive.read(file).counts | {"base_tenant": 2}
    wrong = altered(file, tmp_path / "wrong", counts=counts)

    assert refused(home, wrong, replace=True) == (
        "The restored rows differ from the backup's list in base_tenant."
    )
    assert uploads(home) == uploads(source)
    with running(home, os.environ):
        assert len(rows(own(home).admin_url)["base_tenant"]) == 1


@pytest.mark.skipif(
    not DEBIAN.is_dir() and not os.environ.get("CI"), reason="Debian's PostgreSQL 15 is not here"
)
def test_an_older_postgresql_refuses_what_it_could_not_read(file, home):
    assert refused(home, file, {"HEEDFUL_PG_BINDIR": str(DEBIAN)}) == (
        f"{file} was written with PostgreSQL 18, which 15 cannot read. Use PostgreSQL 18."
    )


def test_a_role_behind_the_fences_is_told_what_a_backup_needs(source, tmp_path):
    with running(source, os.environ), pytest.raises(OperatorError) as reason:
        back_up(source, tmp_path / "b", {"DATABASE_URL": own(source).url})

    assert "in HEEDFUL_ADMIN_DATABASE_URL." in str(reason.value)
    assert list(tmp_path.iterdir()) == []


def test_into_a_given_database_only_when_it_is_empty(source, file, home):
    with running(source, os.environ) as server:
        with psycopg.connect(server.url(user="postgres"), autocommit=True) as connection:
            connection.execute("create database second owner heedful")
        second = named(server, "second")

        bring_back(home, file, second, replace=False)

        brought = rows(second["HEEDFUL_ADMIN_DATABASE_URL"])
        assert brought == rows(server.url(user="postgres"))
        assert "holds tables already. Make an empty one" in refused(
            home, file, second, replace=True
        )
        with psycopg.connect(server.url(user="postgres"), autocommit=True) as connection:
            connection.execute("drop database second")
