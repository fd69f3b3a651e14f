"""The cross-products that were read last: the next page of the same days needs the same ones."""

import uuid
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from threading import Lock

from heedful.understand.blocks.crossing import Matrix

# Of twenty thousand places and twelve items there is room for the days of one page.
MOST_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Asked:
    """What was read. The version grows with everything that changes it, so nothing old is told."""

    tenant_id: uuid.UUID
    questionnaire_id: uuid.UUID
    version: int
    items: int
    first: date
    last: date


class Remembered:
    """The newest few, as far as they find room; safe to share between threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._kept: OrderedDict[Asked, Matrix] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: Asked) -> Matrix | None:
        with self._lock:
            found = self._kept.get(asked)
            if found is not None:
                self._kept.move_to_end(asked)
            return found

    def put(self, asked: Asked, matrix: Matrix) -> None:
        """Keep it and forget the oldest; what is larger than all the room is not kept."""
        if matrix.nbytes > self.most_bytes:
            return
        with self._lock:
            self._kept[asked] = matrix
            self._kept.move_to_end(asked)
            while sum(one.nbytes for one in self._kept.values()) > self.most_bytes:
                self._kept.popitem(last=False)
