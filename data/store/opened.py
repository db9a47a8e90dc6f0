"""Stores that are open, by name: each is opened once and shared by all who ask, in whatever thread."""

from collections.abc import Callable
from threading import Lock

from data.errors import StoreError
from data.store.plan_store import PlanStore


class Opened:
    """The open stores of a shelf."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stores: dict[str, PlanStore] = {}
        self._is_closed = False

    def __contains__(self, name: str) -> bool:
        return name in self._stores

    def get(self, name: str, make: Callable[[], PlanStore]) -> PlanStore:
        """The open store of this name; made when there is none yet, by one thread at a time.

        Raises
        ------
        StoreError
            When the shelf is closed, or the store cannot be made.
        """
        if (known := self._stores.get(name)) is not None:
            return known
        with self._lock:
            if self._is_closed:
                msg = "The operations are closed; sign in again to open them."
                raise StoreError(msg)
            if name not in self._stores:
                self._stores[name] = make()
            return self._stores[name]

    def let_go(self, name: str) -> None:
        """Close the store of this name, if it is open."""
        with self._lock:
            store = self._stores.pop(name, None)
        if store is not None:
            store.close()

    def close(self) -> None:
        """Close every store; none is opened any more."""
        with self._lock:
            stores, self._stores, self._is_closed = [*self._stores.values()], {}, True
        for store in stores:
            store.close()
