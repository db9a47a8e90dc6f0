"""What is kept beside the plan and its history: photographs, and what people did without changing anything."""

from contextlib import AbstractContextManager
from typing import Protocol

import sqlalchemy as sa

from data.store import deeds, photos
from data.store.deed import Deed, KeptDeed, Trail


class Place(Protocol):
    """Where transactions on the tables begin and end."""

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """A transaction that sees the operation as at one moment."""
        ...

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """A transaction that is kept whole at the end of the block, or not at all."""
        ...


class Beside:
    """The part of a store in the tables of a database that no save touches."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def keep_photo(self, jpeg: bytes) -> str:
        """The SHA-256 of a photograph that is now kept; see `PlanStore.keep_photo`."""
        with self._place.writing() as connection:
            return photos.keep(connection, jpeg)

    def photo(self, sha256: str) -> bytes:
        """The photograph of this name; see `PlanStore.photo`."""
        with self._place.reading() as connection:
            return photos.kept(connection, sha256)

    def note(self, deed: Deed, *, once: bool = False) -> None:
        """Keep what somebody did; see `PlanStore.note`."""
        with self._place.writing() as connection:
            deeds.add(connection, deed, once=once)

    def deeds(self, limit: int) -> tuple[KeptDeed, ...]:
        """The newest of what people did; see `PlanStore.deeds`."""
        with self._place.reading() as connection:
            return deeds.newest(connection, limit)

    def trail(self) -> Trail:
        """Every deed, made here or told; see `PlanStore.trail`."""
        with self._place.reading() as connection:
            return deeds.trail(connection)
