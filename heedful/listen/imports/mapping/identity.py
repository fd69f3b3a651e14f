"""Which rows are the same row: keys that never change, digests that show a change."""

import hashlib
import uuid
from collections.abc import Iterator, Sequence

from heedful.listen.imports.mapping.model import Series

NAMESPACE = uuid.UUID("6b0f3d3e-5a0c-5c8e-9d55-4a1f0c2e7b61")
_SEPARATOR = "\x1f"


class Identities:
    """Keys for the rows of one file.

    A row with an identity of its own gets a key made of it. Other rows get a key made of all
    their values (the columns in the order of their names, so that moving a column changes
    nothing) and of how many rows with the same values came before, so that equal answers of
    different people stay apart. Remembers about 100 bytes a row.
    """

    def __init__(self, family: Series, columns: Sequence[str]) -> None:
        self._prefix = _SEPARATOR.join((family.questionnaire, family.version))
        self._order = sorted(range(len(columns)), key=lambda index: columns[index])
        self._lines: dict[str, int] = {}
        self._counts: dict[bytes, int] = {}

    def by_content(self, columns: Sequence[Sequence[str | None]]) -> Iterator[uuid.UUID]:
        ordered = [columns[index] for index in self._order]
        for row in zip(*ordered, strict=True):
            content = _SEPARATOR.join([value or "" for value in row])
            digest = hashlib.blake2b(content.encode(), digest_size=16).digest()
            count = self._counts.get(digest, 0)
            self._counts[digest] = count + 1
            yield self._key("row", digest.hex(), str(count))

    def by_respondent(self, respondent: str) -> uuid.UUID:
        return self._key("respondent", respondent)

    def first_line(self, respondent: str, line: int) -> int:
        """Return the line on which this identity stood first, which may be this one."""
        return self._lines.setdefault(respondent, line)

    def _key(self, *parts: str) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, _SEPARATOR.join((self._prefix, *parts)))


def digest_of(head: str, scores: bytes) -> bytes:
    """Return 16 bytes that differ when the normalised content differs."""
    return hashlib.blake2b(head.encode() + b"\x1e" + scores, digest_size=16).digest()
