"""`heedful doctor`: is everything well, and what to do where it is not."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from psycopg import Error, connect

from heedful import __version__
from heedful.environment import Environment, read
from heedful.ops import lock, tables
from heedful.ops.addresses import address, as_served, ask
from heedful.ops.binaries import find_binaries
from heedful.ops.database import available, given
from heedful.ops.findings import Finding, size, table
from heedful.ops.home import Home, OperatorError
from heedful.ops.ports import is_free
from heedful.ops.postgres import data_major

LEAST_FREE = 1 << 30


def report(home: Home, environ: Mapping[str, str]) -> bool:
    """Print a line for each thing looked at; say whether all is well."""
    findings = list(examine(home, environ))
    sys.stdout.write(table(findings) + "\n")
    return all(finding.is_well for finding in findings)


def examine(home: Home, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Look at everything, the machine first. Works while Heedful runs and while it is stopped."""
    environment = as_served(read(dict(environ)))
    is_running = lock.is_held(home.path)
    yield Finding("version", f"Heedful {__version__}, Python {platform.python_version()}")
    yield Finding("time", datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC"))
    if not home.path.is_dir() and not given(environ):
        yield Finding("data folder", f"{home.path} (not there yet; heedful up makes it)")
        return
    yield folder(home)
    yield disk(home)
    yield lake(home, environment)
    yield programs(home, environ)
    yield from pages(environment, is_running=is_running)
    if data_major(home) is None and not given(environ):
        # Looking must not make a database where there is none.
        yield Finding("database", "none here yet; heedful up makes it")
        return
    try:
        with available(home, environ) as database, connect(database.url) as connection:
            yield from tables.examine(connection, is_running=is_running)
    except (OperatorError, Error) as reason:
        yield Finding(
            "database", str(reason).strip(), _reach_advice(named=given(environ) is not None)
        )


def folder(home: Home) -> Finding:
    if not home.path.is_dir():
        return Finding("data folder", f"{home.path} (not there yet; heedful up makes it)")
    total = sum(_size_of(file) for file in home.path.rglob("*"))
    says = f"{home.path}, {size(total)}"
    if os.access(home.path, os.W_OK):
        return Finding("data folder", says)
    return Finding(
        "data folder", says, "This account may not write there: use the one that owns it."
    )


def disk(home: Home) -> Finding:
    place = home.path if home.path.is_dir() else Path.cwd()
    free = shutil.disk_usage(place).free
    advice = "Make room: PostgreSQL stops when the disk is full." if free < LEAST_FREE else ""
    return Finding("disk", f"{size(free)} free", advice)


def lake(home: Home, environment: Environment) -> Finding:
    """Where the rows of feedback lie that are counted by other engines."""
    place = environment.lake or str(home.path / "lake")
    if "://" in place:
        return Finding("lake folder", f"{place}, read by {environment.engine or 'this machine'}")
    total = sum(_size_of(file) for file in Path(place).rglob("*"))
    return Finding(
        "lake folder", f"{place}, {size(total)}, read by {environment.engine or 'this machine'}"
    )


def programs(home: Home, environ: Mapping[str, str]) -> Finding:
    """Where PostgreSQL's programs come from, whether or not they are needed to serve."""
    try:
        found = find_binaries(environ, major=data_major(home))
    except OperatorError as reason:
        if given(environ):
            return Finding("programs", "none; heedful backup needs PostgreSQL's pg_dump")
        return Finding("programs", "PostgreSQL cannot be started", str(reason))
    return Finding("programs", f"PostgreSQL {found.version} from {found.origin} ({found.folder})")


def pages(environment: Environment, *, is_running: bool) -> Iterator[Finding]:
    """Whether the pages answer, or could."""
    if is_running:
        answer = ask(environment, "/readyz")
        well = answer.status == 200
        yield Finding(
            "pages",
            f"{address(environment)} {'is ready' if well else answer}",
            "" if well else f"Look into {environment.home / 'logs' / 'web.log'}.",
        )
        return
    yield Finding("running", "no; heedful up starts it")
    for port, setting in (
        (environment.port, "HEEDFUL_PORT"),
        (environment.live_port, "HEEDFUL_LIVE_PORT"),
    ):
        free = is_free(environment.host, port)
        yield Finding(
            "port",
            f"{port} on {environment.host} is {'free' if free else 'in use by another program'}",
            "" if free else f"Stop that program, or choose another port by {setting}.",
        )


def _size_of(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:  # PostgreSQL removes files while we look.
        return 0


def _reach_advice(*, named: bool) -> str:
    if named:
        return "Check DATABASE_URL and that the server runs and lets this role in."
    return "Start Heedful with heedful up, and look into logs/postgres.log of the data folder."
