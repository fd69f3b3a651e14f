"""`heedful restore`: bring a backup back whole, or change nothing."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from psycopg import Connection, connect, sql

from heedful.ops import archive, backup, lock
from heedful.ops.archive import Manifest
from heedful.ops.binaries import Binaries
from heedful.ops.database import Database, given, own
from heedful.ops.home import Home, OperatorError
from heedful.ops.migrate import known_migrations
from heedful.ops.postgres import data_major, running

# The restored database waits under the first name, the former one under the second.
FRESH, FORMER = "heedful_restored", "heedful_replaced"


def bring_back(home: Home, file: Path, environ: Mapping[str, str], *, replace: bool) -> str:
    """Restore `file` into the data folder; returns a sentence that says what came back.

    Everything is read, brought in and counted before what was there makes way, so that a
    refusal or a failure leaves it untouched. Raises OperatorError with the reason.
    """
    manifest = archive.read(file)
    _must_know(file, manifest)
    if not replace and (data_major(home) or any(home.uploads.glob("*"))):
        raise OperatorError(
            f"{home.path} holds data already. To replace it with the backup, add --yes."
        )
    home.prepare()
    with ExitStack() as stack:
        stack.enter_context(lock.held(home.path))
        database = given(environ)
        if database is None:
            stack.enter_context(running(home, environ))
            database = own(home)
        programs = backup.clients(home, environ, database)
        _must_be_able(file, manifest, programs, database)
        staging = Path(
            stack.enter_context(tempfile.TemporaryDirectory(dir=home.path, prefix=".restore-"))
        )
        archive.unpack(file, manifest.sums, staging)
        _bring_in(staging / archive.DUMP, manifest, programs, database)
        _put_in_place(home, staging)
        if database.own:
            _drop(database.admin_url, FORMER)
        home.remember(migrated=None, welcomed=None)
    return (
        f"{home.path} is as it was at {manifest.made_at}: {sum(manifest.counts.values()):,} rows of"
        f" {len(manifest.counts)} tables, counted and equal."
        f" Start it with: heedful --data {home.path} up"
    )


def _bring_in(dump: Path, manifest: Manifest, programs: Binaries, database: Database) -> None:
    """Restore beside what is there, compare, and only then change places."""
    if not database.own:
        _run_restore(programs, dump, database.url, "--single-transaction")
        _must_be_equal(database.admin_url, manifest)
        return
    fresh = database.admin_url.replace("/heedful?", f"/{FRESH}?")
    _drop(database.admin_url, FRESH)
    _drop(database.admin_url, FORMER)
    with connect(database.admin_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {FRESH} OWNER heedful TEMPLATE template0")
    _run_restore(programs, dump, fresh, "--role=heedful", "--exit-on-error")
    _must_be_equal(fresh, manifest)
    with connect(database.admin_url.replace("/heedful?", "/postgres?")) as connection:
        # One transaction: whoever starts next finds the one or the other.
        connection.execute(f"ALTER DATABASE heedful RENAME TO {FORMER}")
        connection.execute(f"ALTER DATABASE {FRESH} RENAME TO heedful")


def _run_restore(programs: Binaries, dump: Path, url: str, *more: str) -> None:
    ran = subprocess.run(
        [
            programs.program("pg_restore"),
            *("--no-owner", "--no-privileges", "--no-password", f"--dbname={url}", *more),
            str(dump),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        raise OperatorError(f"The database could not be restored: {ran.stderr.strip()}")


def _must_be_equal(url: str, manifest: Manifest) -> None:
    with connect(url, autocommit=True) as connection:
        counts = backup.count_rows(connection)
        _forget_lake(connection)
        connection.execute("ANALYZE")
    if counts != manifest.counts:
        names = sorted({name for name, _ in counts.items() ^ manifest.counts.items()})
        raise OperatorError(
            f"The restored rows differ from the backup's list in {', '.join(names)}."
        )


def _forget_lake(connection: Connection) -> None:
    """The lake may hold what came after the backup, so it is written anew."""
    found = connection.execute("SELECT to_regclass('understand_lake_state')").fetchone()
    if found and found[0]:
        connection.execute(
            "UPDATE understand_lake_state SET written_at = NULL, batch = NULL, trying = NULL"
        )


def _put_in_place(home: Home, staging: Path) -> None:
    former = staging / "former"
    home.uploads.rename(former)
    restored = staging / archive.UPLOADS
    restored.mkdir(exist_ok=True)
    for folder in (restored, *(path for path in restored.rglob("*") if path.is_dir())):
        folder.chmod(0o700)
    restored.rename(home.uploads)
    if (key := staging / archive.KEY).exists():
        shutil.move(key, home.secret_key)


def _must_know(file: Path, manifest: Manifest) -> None:
    known, _ = known_migrations()
    if unknown := {(app, name) for app, name in manifest.migrations} - known:
        app, name = min(unknown)
        raise OperatorError(
            f"{file} was written by Heedful {manifest.version}, which has tables that this version"
            f" does not know ({app}.{name}). Install that version or a newer one, then restore."
        )


def _must_be_able(file: Path, manifest: Manifest, programs: Binaries, database: Database) -> None:
    with connect(database.admin_url) as connection:
        major = connection.info.server_version // 10000
        if not database.own:
            backup.must_see_everything(connection)
            if backup.count_rows(connection):
                raise OperatorError(
                    "The database of DATABASE_URL holds tables already. Make an empty one, name it"
                    " in DATABASE_URL, and restore into that."
                )
    needed = max(manifest.server_major, manifest.dump_major)
    if min(major, programs.major) < needed:
        raise OperatorError(
            f"{file} was written with PostgreSQL {needed}, which {min(major, programs.major)}"
            f" cannot read. Use PostgreSQL {needed}."
        )


def _drop(admin_url: str, name: str) -> None:
    with connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
