"""Reading a value once: the same few texts stand in a column again and again."""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

# Beyond this many different values a column does not repeat itself and remembering is no use.
MAX_REMEMBERED = 20_000


class Memo(dict[Key, Value], ABC, Generic[Key, Value]):
    """A dictionary that fills itself by `read`; look values up with square brackets."""

    @abstractmethod
    def read(self, key: Key) -> Value: ...

    def __missing__(self, key: Key) -> Value:
        value = self.read(key)
        if len(self) < MAX_REMEMBERED:
            self[key] = value
        return value


class Unreadable(str):
    """Why a value could not be read, as a sentence; it stands where the value would have stood."""

    __slots__ = ()
