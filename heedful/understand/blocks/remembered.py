"""What was read or found last: the next page of the same days needs the same."""

import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was read; of which version of the blocks, stands with what was found."""

    tenant_id: uuid.UUID
    questionnaire_id: uuid.UUID
    items: int
    first: date
    last: date


class Remembered(Generic[Key, Found]):
    """The newest few, as far as they find room; safe to share between threads."""

    def __init__(self, most: int, size: Callable[[Found], int]) -> None:
        self.most, self.size = most, size
        self._kept: OrderedDict[Key, Found] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: Key) -> Found | None:
        with self._lock:
            found = self._kept.get(asked)
            if found is not None:
                self._kept.move_to_end(asked)
            return found

    def put(self, asked: Key, found: Found) -> None:
        """Keep it and forget the oldest; what is larger than all the room is not kept."""
        if self.size(found) > self.most:
            return
        with self._lock:
            self._kept[asked] = found
            self._kept.move_to_end(asked)
            while sum(map(self.size, self._kept.values())) > self.most:
                self._kept.popitem(last=False)
