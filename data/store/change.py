"""Change: one record before and after, as a save makes it and as it waits for a second person."""

from dataclasses import dataclass

from data.errors import StoreError
from data.model import Record
from data.model.records import called
from data.store.codec import kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One record before and after; None where there is none."""

    before: Record | None
    after: Record | None

    @property
    def record(self) -> Record:
        """The record as it is after, else as it was.

        Raises
        ------
        StoreError
            When the change is about nothing.
        """
        found = self.after or self.before
        if found is None:
            message = "A change must be about a record; this one names none."
            raise StoreError(message)
        return found

    @property
    def id(self) -> str:
        """Id of the record."""
        return str(self.record.id)

    @property
    def kind(self) -> str:
        """Kind of the record, as the store names it."""
        return kind_of(self.record)

    @property
    def name(self) -> str:
        """What the record is called in a sentence, with its kind."""
        return f"{called(type(self.record))} {getattr(self.record, 'name', None) or self.id}"

    @property
    def told(self) -> str:
        """What is done to which record, in words."""
        done = "added" if self.before is None else "removed" if self.after is None else "changed"
        return f"{self.name} {done}"
