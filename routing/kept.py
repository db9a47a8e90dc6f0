"""The last values made from something, so that the next question need not make them again."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True, eq=False)
class Shelf(Generic[Key, Value]):
    """What is kept of one sort for each network: at most so many values, and so many bytes."""

    most: int
    most_bytes: int = 1 << 40
    size_of: Callable[[Value], int] = lambda _: 0


class _Entry(Generic[Value]):
    """A value, what it takes in bytes, and when it was last asked for."""

    __slots__ = ("size_bytes", "used", "value")

    def __init__(self, value: Value, size_bytes: int, used: int) -> None:
        self.value, self.size_bytes, self.used = value, size_bytes, used


class Kept(Generic[Key, Value]):
    """The values of a shelf asked for last; threads may share it.

    No lock is held while a value is made: two threads may make the same one, and either is kept. The
    entries are only ever replaced as a whole, so nobody sees them half changed.
    """

    def __init__(self, shelf: Shelf[Key, Value]) -> None:
        self._shelf = shelf
        self._held: tuple[dict[Key, _Entry[Value]], int] = {}, 0
        self._clock = count()

    @property
    def size_bytes(self) -> int:
        """Memory held by the values."""
        return self._held[1]

    def find(self, key: Key) -> Value | None:
        """The value kept for this key, or None."""
        entry = self._held[0].get(key)
        if entry is None:
            return None
        entry.used = next(self._clock)
        return entry.value

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value kept for this key, made now where there is none."""
        found = self.find(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def put(self, key: Key, value: Value) -> None:
        """Keep this value; the ones asked for longest ago go where it gets too many."""
        entries, size_bytes = self._held
        entry, old = _Entry(value, self._shelf.size_of(value), next(self._clock)), entries.get(key)
        entries = {**entries, key: entry}
        size_bytes += entry.size_bytes - (old.size_bytes if old else 0)
        while len(entries) > 1 and (len(entries) > self._shelf.most or size_bytes > self._shelf.most_bytes):
            oldest = min((name for name in entries if name != key), key=lambda name: entries[name].used)
            size_bytes -= entries.pop(oldest).size_bytes
        self._held = entries, size_bytes

    def values(self) -> Iterator[Value]:
        """Every value kept."""
        return (entry.value for entry in self._held[0].values())


class Memory:
    """What questions to one network leave behind for the next; answers are the same without it."""

    def __init__(self) -> None:
        self._kept: dict[object, Kept[Any, Any]] = {}

    @property
    def size_bytes(self) -> int:
        """Memory held by the values of all shelves that count it."""
        return sum(kept.size_bytes for kept in list(self._kept.values()))

    def on(self, shelf: Shelf[Key, Value]) -> Kept[Key, Value]:
        """What is kept on one shelf."""
        return self._kept.setdefault(shelf, Kept(shelf))
