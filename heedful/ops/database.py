"""A database for a command, whether Heedful runs or not."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from psycopg import OperationalError, connect

from heedful.ops import lock
from heedful.ops.binaries import NEWEST, OLDEST
from heedful.ops.home import Home, OperatorError, socket_folder
from heedful.ops.postgres import running


@dataclass(frozen=True, slots=True)
class Database:
    """Where the database is. `admin_url` sees the rows of all organisations, for a backup."""

    url: str
    admin_url: str
    own: bool  # Heedful's own PostgreSQL.


def given(environ: Mapping[str, str]) -> Database | None:
    """The database that DATABASE_URL names."""
    if url := environ.get("DATABASE_URL", "").strip():
        admin = environ.get("HEEDFUL_ADMIN_DATABASE_URL", "").strip()
        return Database(url=url, admin_url=admin or url, own=False)
    return None


@contextmanager
def available(home: Home, environ: Mapping[str, str]) -> Iterator[Database]:
    """The database, running: as it is, or Heedful's own started for this while.

    While it is started here nobody else can start Heedful on the data folder.
    """
    if named := given(environ):
        must_answer(named.url, seconds=0)
        yield named
    elif lock.is_held(home.path):
        must_answer(own(home).url, seconds=10)  # It may be starting at this moment.
        yield own(home)
    else:
        home.prepare()
        with lock.held(home.path), running(home, environ):
            yield own(home)


def own(home: Home) -> Database:
    host = quote(str(socket_folder(home.path)), safe="/")
    return Database(
        url=f"postgresql://heedful@/heedful?host={host}",
        admin_url=f"postgresql://postgres@/heedful?host={host}",
        own=True,
    )


def must_answer(url: str, *, seconds: float) -> None:
    """Wait for a server that may be starting. Raises OperatorError when it stays away."""
    last = time.monotonic() + seconds
    while True:
        try:
            with connect(url, connect_timeout=5) as connection:
                version = connection.info.server_version // 10000
        except OperationalError as reason:
            if time.monotonic() > last:
                raise OperatorError(f"The database does not answer: {reason}") from reason
            time.sleep(0.5)
            continue
        if not OLDEST <= version <= NEWEST:
            raise OperatorError(
                f"The database is PostgreSQL {version}; Heedful needs {OLDEST} to {NEWEST}."
            )
        return
