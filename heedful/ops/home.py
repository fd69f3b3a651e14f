"""The one data folder: where it is, what lies in it, and what is remembered there."""

import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The kernel keeps 108 bytes for a socket's path, with the closing zero; PostgreSQL appends this.
SOCKET_NAME = "/.s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107


class OperatorError(Exception):
    """Something only the person at the machine can set right; the message says what to do."""


def home_folder(environ: Mapping[str, str]) -> Path:
    """Where Heedful keeps everything, by the environment; the folder need not exist yet."""
    if given := environ.get("HEEDFUL_HOME", "").strip():
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/heedful")
    if shared := environ.get("XDG_DATA_HOME", "").strip():
        return Path(shared).expanduser().absolute() / "heedful"
    return Path("~/.local/share/heedful").expanduser().absolute()


def kept_secret(home: Path) -> str:
    """The signing key kept in `home`; one for this process alone while none is kept.

    Reading settings must not write on the machine (type checkers and tests read them too), so
    the key is made by `Home.prepare`, which every command that serves or stores calls first.
    """
    try:
        return (home / "secret.key").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return secrets.token_urlsafe(48)
    except PermissionError as reason:
        raise OperatorError(anothers(home)) from reason


def anothers(home: Path) -> str:
    return (
        f"The data folder {home} belongs to another account. Run this as that account, or name"
        " another folder with --data DIR or HEEDFUL_HOME."
    )


def socket_folder(home: Path) -> Path:
    """Where Heedful's own PostgreSQL listens: `home/run`, or a short folder when that is long."""
    remembered = Home(home).state().get("socket")
    return Path(remembered) if remembered else home / "run"


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder at `path`."""

    path: Path

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def uploads(self) -> Path:
        return self.path / "uploads"

    @property
    def secret_key(self) -> Path:
        return self.path / "secret.key"

    def prepare(self) -> None:
        """Make the folder, what lies in it and the signing key. Safe to repeat.

        Only folders made here get a mode: the folder a person chose, and those above it, keep
        theirs. As root, the way through the new folder is left open, since the database's own
        account must reach its part; every part is closed by itself.
        """
        try:
            make_folder(self.path, 0o711 if os.geteuid() == 0 else 0o700)
            make_folder(self.logs, 0o700)
            make_folder(self.uploads, 0o700)
            make_folder(self.path / "run", 0o700)
            self._make_secret_key()
        except OSError as reason:
            raise OperatorError(
                f"The data folder {self.path} cannot be used ({reason.strerror}). Choose another"
                " with --data DIR or HEEDFUL_HOME, or give this account the right to write there."
            ) from reason

    def prepare_socket(self) -> Path:
        """Make the folder for the socket, short enough for the kernel, and remember where it is."""
        ordinary = self.path / "run"
        if len(os.fsencode(f"{ordinary}{SOCKET_NAME}")) <= LONGEST_SOCKET_PATH:
            self.remember(socket=None)
            return ordinary
        remembered = self.state().get("socket")
        if remembered is None or not Path(remembered).is_dir():
            remembered = tempfile.mkdtemp(prefix="heedful-")
            self.remember(socket=remembered)
        return Path(remembered)

    def state(self) -> dict[str, Any]:
        """What was remembered between starts; empty in a new folder."""
        try:
            remembered: dict[str, Any] = json.loads((self.path / "state.json").read_bytes())
        except FileNotFoundError:
            return {}
        except PermissionError as reason:
            raise OperatorError(anothers(self.path)) from reason
        return remembered

    def remember(self, **facts: Any) -> None:
        """Keep `facts` for the next start; None forgets. A reader sees all of them or none."""
        before = self.state()
        after = {name: fact for name, fact in (before | facts).items() if fact is not None}
        if after != before:
            replace_file(self.path / "state.json", json.dumps(after, indent=1))

    def _make_secret_key(self) -> None:
        if self.secret_key.exists():
            return
        fresh = self.path / f"secret.key.{os.getpid()}"
        replace_file(fresh, secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            # A link, unlike a rename, lets the first of two starters win.
            self.secret_key.hardlink_to(fresh)
        fresh.unlink()


def make_folder(path: Path, mode: int) -> None:
    """Make `path` with `mode` unless it is there; the folders above it as the system makes them."""
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=mode, exist_ok=True)
        path.chmod(mode)  # The umask took part in the mode above.


def replace_file(path: Path, text: str) -> None:
    """Write `text` for the owner's eyes only, so that a reader meets the old or the new whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
