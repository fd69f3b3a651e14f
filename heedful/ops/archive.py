"""The file that `heedful backup` writes: a tar of parts, each with its sum, and who made them."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from heedful.ops.home import OperatorError

FORMAT = 1
MANIFEST, SUM, DUMP, KEY, UPLOADS = (
    "manifest.json",
    "manifest.sha256",
    "database.dump",
    "secret.key",
    "uploads/",
)
CHUNK = 1 << 20


class DamagedBackup(OperatorError):
    """The file is not what was written."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in the file and what it needs."""

    format: int
    version: str
    made_at: str
    server_major: int  # PostgreSQL's; an older one cannot take the dump,
    dump_major: int  # nor can an older pg_restore read it.
    migrations: list[list[str]]
    counts: dict[str, int]
    sums: dict[str, str]  # SHA-256 of each part, by its name.


def write(file: IO[bytes], *, parts: Iterable[tuple[str, Path]], facts: dict[str, Any]) -> Manifest:
    """Write the parts, then what they are. Reading starts at the end of what was promised."""
    sums: dict[str, str] = {}
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in parts:
            # An upload may be taken away meanwhile, as a person would have it.
            with suppress(FileNotFoundError), path.open("rb") as source:
                summed = _Summing(source)
                # The size is settled here: a file that grows must not break the tar.
                tar.addfile(_entry(name, os.fstat(source.fileno()).st_size), summed)
                sums[name] = summed.hexdigest()
        manifest = Manifest(format=FORMAT, sums=sums, **facts)
        told = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
        for name, content in (
            (MANIFEST, told),
            (SUM, hashlib.sha256(told).hexdigest().encode()),
        ):
            tar.addfile(_entry(name, len(content)), io.BytesIO(content))
    return manifest


def read(path: Path) -> Manifest:
    """Check every byte of the file. Raises DamagedBackup, or OperatorError for a newer one."""
    found: dict[str, str] = {}
    told, promised = b"", ""
    with _opened(path) as tar:
        for entry in tar:
            content = tar.extractfile(entry)
            if content is None:
                raise DamagedBackup(f"{path} holds {entry.name}, which is no file.")
            if entry.name == MANIFEST:
                told = content.read()
            elif entry.name == SUM:
                promised = content.read().decode("ascii", "replace")
            else:
                found[entry.name] = _sum(content)
    if not told or hashlib.sha256(told).hexdigest() != promised:
        raise DamagedBackup(f"{path} is damaged or incomplete: its list of contents is wrong.")
    manifest = _manifest(path, told)
    if wrong := sorted(name for name, _ in found.items() ^ manifest.sums.items()):
        raise DamagedBackup(f"{path} is damaged: {', '.join(wrong[:3])} is not as it was written.")
    return manifest


def unpack(path: Path, names: Iterable[str], into: Path) -> None:
    """Write parts that `read` has checked below `into`, for the owner's eyes only."""
    wanted = set(names)
    with _opened(path) as tar:
        for entry in tar:
            if entry.name not in wanted:
                continue
            # The filter refuses names that lead out of the folder.
            entry.mode = 0o600
            tar.extract(entry, into, filter="data")


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError) as reason:
        raise DamagedBackup(
            f"{path} is damaged, incomplete, or not written by heedful backup ({reason})."
        ) from reason


def _manifest(path: Path, told: bytes) -> Manifest:
    facts = json.loads(told)
    if facts["format"] > FORMAT:
        raise OperatorError(
            f"{path} was written by Heedful {facts['version']}, which is newer than this one."
            " Install that version, then restore."
        )
    return Manifest(**facts)


def _entry(name: str, length: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = length, 0o600
    return entry


def _sum(content: IO[bytes]) -> str:
    told = hashlib.sha256()
    while chunk := content.read(CHUNK):
        told.update(chunk)
    return told.hexdigest()


class _Summing(io.RawIOBase):
    """Reads through to a file and sums what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self._told = source, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, number: int = -1) -> bytes:
        chunk = self._source.read(number)
        self._told.update(chunk)
        return chunk

    def hexdigest(self) -> str:
        return self._told.hexdigest()
