"""What makes a series of questions one series, and what is kept of a secret."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

# How long an answer may lie on a device without a connection.
LONGEST_WAY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """A question as a form or a file brings it, already turned so that `high` is best."""

    code: str
    label: str
    role: Literal["outcome", "driver", "marker"]
    low: int
    high: int
    kind: Literal["rating", "recommend"] = "rating"
    primary: bool = False


def primary_code(items: Sequence[ItemSpec]) -> str | None:
    """The outcome that everything is about: the one marked so, else the first; None without one."""
    outcomes = [item for item in items if item.role == "outcome"]
    marked = [item for item in outcomes if item.primary]
    return next((item.code for item in marked or outcomes), None)


def numbered(name: str, attempt: int) -> str:
    """The name of a version whose plain name already stands for other questions."""
    return name if attempt == 1 else f"{name} ({attempt})"


def token_hash(token: str) -> bytes:
    """Return what is stored of a link's secret of 128 random bits or more."""
    return hashlib.sha256(token.encode(errors="replace")).digest()
