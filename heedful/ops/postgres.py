"""Heedful's own PostgreSQL: made, started, watched and ended by whoever holds the data folder."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from heedful.ops import leftovers
from heedful.ops.account import Account, database_account
from heedful.ops.binaries import Binaries, find_binaries, reachable
from heedful.ops.home import Home, OperatorError, make_folder
from heedful.ops.logs import last_lines
from heedful.ops.processes import signal_group, spawn, wait_until
from heedful.ops.roles import make_database

# Crash recovery of a large import took 12 s; it may take longer on a slow disk.
START_SECONDS = 120.0
STOP_SECONDS = 60.0

SETTINGS = {
    "cluster_name": "heedful",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",  # It costs more than it saves on short queries, and the wheel has none.
}
# For a server whose data nobody will miss.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(slots=True)
class Server:
    """A PostgreSQL on `data`, reached only through the socket in `socket`."""

    data: Path
    socket: Path
    log: Path
    binaries: Binaries
    account: Account | None
    process: subprocess.Popen[bytes] | None = None

    def start(
        self,
        settings: Mapping[str, str] = SETTINGS,
        *,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """Make the data directory when there is none, start, and return once it takes queries.

        While the server comes up, `meanwhile` is done; it may neither fork nor start a thread.
        Raises OperatorError with the server's last words when it ends instead.
        """
        if not (self.data / "PG_VERSION").exists():
            self._make_data()
        leftovers.clear(self.data)
        if self.account:
            self.account.owns(self.socket)
        options = [f"--{name}={value}" for name, value in settings.items()]
        self.process = spawn(
            [
                self.binaries.program("postgres"),
                *("-D", str(self.data), "-k", str(self.socket), "-h", "", *options),
            ],
            log=self.log,
            dies_with_us_by=signal.SIGINT,  # A fast, clean shutdown.
            account=self.account,
        )
        meanwhile()
        wait_until(lambda: self.is_ready() or not self.is_alive(), seconds=START_SECONDS)
        if not self.is_ready():
            words = last_lines(self.log, 4)
            self.stop()
            raise OperatorError(f"PostgreSQL did not start. Its last words ({self.log}):\n{words}")

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        """Say whether it takes queries, by the file in which the server itself says so."""
        if not self.is_alive() or self.process is None:
            return False
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        # The file may be read while it is being written, and is then short or empty.
        return lines[:1] == [str(self.process.pid)] and lines[7:8] == ["ready   "]

    def stop(self) -> None:
        """End it cleanly; after a minute, at once (the next start then recovers)."""
        if self.process is None:
            return
        if self.is_alive():
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                signal_group(self.process.pid, signal.SIGQUIT)
                self.process.wait()
        self.process = None

    def url(self, *, user: str = "heedful", database: str = "heedful") -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket), safe='/')}"

    def _make_data(self) -> None:
        """Run initdb beside the final place, so that an interrupted one is never taken for data."""
        unfinished = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        make_folder(unfinished, 0o700)
        if self.account:
            self.account.owns(unfinished)
        made = subprocess.run(
            [
                self.binaries.program("initdb"),
                *("-D", unfinished, "--username=postgres", "--auth=trust", "--encoding=UTF8"),
                *("--no-sync", "--no-instructions", "--data-checksums", *self._locale()),
            ],
            cwd="/",
            check=False,
            capture_output=True,
            text=True,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        if made.returncode != 0:
            raise OperatorError(
                f"PostgreSQL's data directory could not be made: {made.stderr.strip()}"
                f"{self._closed_way()}"
            )
        # One sync for the whole is several times quicker than initdb's own, file by file.
        os.sync()
        unfinished.rename(self.data)

    def _locale(self) -> list[str]:
        if self.binaries.major >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]

    def _closed_way(self) -> str:
        """Name the folder that bars the way for the account, where that is the reason."""
        for folder in reversed(self.data.parents):
            if self.account and not folder.stat().st_mode & 0o001:
                return (
                    f"\nThe account {self.account.name} may not enter {folder}. Choose a data"
                    " folder with --data DIR that it can reach, such as /var/lib/heedful."
                )
        return ""


def own_server(home: Home, environ: Mapping[str, str]) -> Server:
    """The server of the data folder, not yet started."""
    major = data_major(home)
    binaries = find_binaries(environ, major=major)
    data = home.path / f"pg{binaries.major}"
    account = database_account(data)
    return Server(
        data=data,
        socket=home.prepare_socket(),
        log=home.logs / "postgres.log",
        binaries=reachable(binaries, account=account, copies=home.path / "programs"),
        account=account,
    )


def data_major(home: Home) -> int | None:
    """PostgreSQL's version of the data in the folder; None while there is none."""
    versions = [int(file.read_text().strip()) for file in home.path.glob("pg[0-9]*/PG_VERSION")]
    return max(versions, default=None)


@contextmanager
def running(home: Home, environ: Mapping[str, str]) -> Iterator[Server]:
    """Start the server of the data folder, with role and database made, and end it after."""
    server = own_server(home, environ)
    server.start()
    try:
        make_database(server.url(user="postgres", database="postgres"))
        yield server
    finally:
        server.stop()


@contextmanager
def temporary(bindir: str | Path | None = None) -> Iterator[str]:
    """Start a throw-away server for tests; yields a URL for a role fenced as in production.

    The role `heedful` is no superuser, may make databases, and owns the database `heedful`.
    """
    environ = dict(os.environ) | ({"HEEDFUL_PG_BINDIR": str(bindir)} if bindir else {})
    with tempfile.TemporaryDirectory(prefix="heedful-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        home = Home(folder)
        home.prepare()
        server = own_server(home, environ)
        server.start(SETTINGS | CARELESS)
        try:
            make_database(server.url(user="postgres", database="postgres"), may_create=True)
            yield server.url()
        finally:
            server.stop()
