"""`heedful backup`: one consistent file while people go on working."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from psycopg import Connection, IsolationLevel, connect, sql

from heedful import __version__
from heedful.ops import archive
from heedful.ops.binaries import Binaries, find_binaries, newest_clients
from heedful.ops.database import Database, available, given, must_answer
from heedful.ops.findings import size
from heedful.ops.home import Home, OperatorError
from heedful.ops.postgres import data_major

TABLES = """
    select relname from pg_class
    where relnamespace = 'public'::regnamespace
      and (relkind = 'r' and not relispartition or relkind = 'p')
    order by relname
"""


def back_up(home: Home, file: Path, environ: Mapping[str, str]) -> str:
    """Write database, uploads and key to `file`; returns a sentence that says what is in it.

    All tables are seen as of one instant. A backup that fails leaves no file, and an older file
    of the same name stays as it was.
    """
    if not home.path.is_dir() and not given(environ):
        raise OperatorError(f"There is nothing to back up: {home.path} is not there.")
    file.parent.mkdir(parents=True, exist_ok=True)
    with (
        available(home, environ) as database,
        tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}-") as name,
    ):
        folder = Path(name)
        facts = dump(database, folder / archive.DUMP, clients(home, environ, database))
        unfinished = folder / "unfinished"
        with unfinished.open("wb") as target:
            manifest = archive.write(target, parts=_parts(home, folder), facts=facts)
            target.flush()
            os.fsync(target.fileno())
        unfinished.chmod(0o600)
        unfinished.replace(file)
    return (
        f"{file}: {sum(manifest.counts.values()):,} rows of {len(manifest.counts)} tables and"
        f" {len(manifest.sums) - 1} files, {size(file.stat().st_size)}. Keep it as closed as the"
        " data folder: it holds everything, the signing key too."
    )


def dump(database: Database, target: Path, programs: Binaries) -> dict[str, object]:
    """Dump the database, and count every table as of the same instant."""
    with connect(database.admin_url) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        must_see_everything(connection)
        snapshot = _value(connection, "select pg_export_snapshot()")
        _run_dump(programs, database, target, snapshot=str(snapshot))
        return {
            "version": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "dump_major": programs.major,
            "server_major": connection.info.server_version // 10000,
            "migrations": _migrations(connection),
            "counts": count_rows(connection),
        }


def count_rows(connection: Connection) -> dict[str, int]:
    names = [name for (name,) in connection.execute(TABLES).fetchall()]
    counts = {}
    for name in names:
        question = sql.SQL("select count(*) from public.{}").format(sql.Identifier(name))
        counts[name] = int(str(_value(connection, question)))
    return counts


def clients(home: Home, environ: Mapping[str, str], database: Database) -> Binaries:
    """Programs that can dump the database: not older than its server."""
    if database.own:
        return find_binaries(environ, major=data_major(home))
    must_answer(database.admin_url, seconds=0)
    with connect(database.admin_url) as connection:
        major = connection.info.server_version // 10000
    found = newest_clients(environ)
    if found is None or found.major < major:
        raise OperatorError(
            f"The server is PostgreSQL {major}; backup and restore need its programs, or newer"
            " ones. Name their folder in HEEDFUL_PG_BINDIR."
        )
    return found


def _run_dump(programs: Binaries, database: Database, target: Path, *, snapshot: str) -> None:
    ran = subprocess.run(
        [
            programs.program("pg_dump"),
            *("--format=custom", "--compress=1", "--no-password", f"--snapshot={snapshot}"),
            *(f"--file={target}", f"--dbname={database.admin_url}"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        raise OperatorError(f"The database could not be dumped: {ran.stderr.strip()}")


def must_see_everything(connection: Connection) -> None:
    """Refuse a role that the fences hold for: it would dump an organisation's rows, or none."""
    question = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
    if not _value(connection, question):
        raise OperatorError(
            "The role of DATABASE_URL sees one organisation at a time, as it should. For backup"
            " name a role that sees all rows (superuser, or with BYPASSRLS) in"
            " HEEDFUL_ADMIN_DATABASE_URL."
        )


def _migrations(connection: Connection) -> list[list[str]]:
    rows = connection.execute("select app, name from django_migrations order by app, name")
    return [list(row) for row in rows.fetchall()]


def _parts(home: Home, folder: Path) -> Iterator[tuple[str, Path]]:
    yield archive.DUMP, folder / archive.DUMP
    if home.secret_key.exists():
        yield archive.KEY, home.secret_key
    for path in sorted(home.uploads.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield archive.UPLOADS + path.relative_to(home.uploads).as_posix(), path


def _value(connection: Connection, question: str | sql.Composed) -> object:
    asked = question.encode() if isinstance(question, str) else question
    row = connection.execute(asked).fetchone()
    return row[0] if row else None
