"""Opening the bytes: gzip is taken off, and what swells beyond reason is refused."""

import gzip
import io
import tempfile
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

from heedful.listen.imports.reading.batch import UnreadableFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

GZIP_MAGIC = b"\x1f\x8b"
# Real exports shrink to a tenth, surveys of repeating digits to a fortieth; bombs to a thousandth.
MAX_RATIO = 200
# Below this size nothing can hurt, so the ratio is not looked at.
HARMLESS_BYTES = 32 * 1024 * 1024
MAX_UNPACKED_BYTES = 64 * 1024**3
# Formats that need to jump about in the file are unpacked to disk first, up to this size.
MAX_SPOOLED_BYTES = 4 * 1024**3

# What readers read from: buffered bytes, that can be peeked at.
Content: TypeAlias = "io.BufferedReader[io.FileIO] | io.BufferedReader[Unpacked]"

SWELLS = (
    "The file swells to more than {ratio} times its size when it is unpacked, "
    "which files of feedback do not do. Unpack it yourself and import the result."
)


def refuse_bomb(*, packed: int, unpacked: int, limit: int = MAX_UNPACKED_BYTES) -> None:
    """Raise UnreadableFile when `unpacked` bytes are more than `packed` bytes may become."""
    if unpacked > limit:
        raise UnreadableFile(
            f"The file is larger than {limit // 1024**3} GB when it is unpacked. Split it."
        )
    if unpacked > HARMLESS_BYTES and unpacked > MAX_RATIO * max(packed, 1):
        raise UnreadableFile(SWELLS.format(ratio=MAX_RATIO))


class Unpacked(io.RawIOBase):
    """The content of a gzip file, refused as soon as it grows beyond reason."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._content = gzip.GzipFile(fileobj=packed, mode="rb")
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        room = memoryview(buffer).cast("B")
        try:
            data = self._content.read(len(room))
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise UnreadableFile(
                "The gzip file is damaged or was cut off. Fetch it again."
            ) from error
        self._count += len(data)
        refuse_bomb(packed=self._packed.tell(), unpacked=self._count)
        room[: len(data)] = data
        return len(data)


def open_bytes(path: Path) -> tuple[io.FileIO, Content]:
    """Return the raw file (for its position) and its content without gzip around it."""
    try:
        raw = path.open("rb", buffering=0)
    except OSError as error:
        raise UnreadableFile(f"The file cannot be opened: {error.strerror}.") from error
    magic = raw.read(2)
    raw.seek(0)
    if magic != GZIP_MAGIC:
        return raw, io.BufferedReader(raw, 1 << 18)
    content = io.BufferedReader(Unpacked(io.BufferedReader(raw, 1 << 18)), 1 << 18)
    if content.peek(2)[:2] == GZIP_MAGIC:
        raise UnreadableFile("The file is packed with gzip twice. Unpack it once and try again.")
    return raw, content


def seekable(raw: io.FileIO, content: Content) -> IO[bytes]:
    """Return the content as a file that can be read in any order."""
    if content.raw is raw:
        return content
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the source closes it
    count = 0
    while chunk := content.read(1 << 20):
        count += len(chunk)
        refuse_bomb(packed=raw.tell(), unpacked=count, limit=MAX_SPOOLED_BYTES)
        spool.write(chunk)
    spool.seek(0)
    return spool
