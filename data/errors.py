"""Errors of the nouns; the whole family is drawn in geo/errors.py."""

from collections.abc import Sequence

from geo.errors import PassageError


class PlanError(PassageError, ValueError):
    """A plan that would contradict itself."""


class UnknownSubject(PlanError):
    """An id that is not in the plan."""


class NotAllowed(PassageError):
    """Something that whoever asks may not do or see; the text says what, and who may."""


class AskAgain(NotAllowed):
    """A severe act of somebody who gave their passphrase some time ago: it is asked for again."""


class StoreError(PassageError):
    """The operation cannot be kept or opened."""


class StalePlan(StoreError):
    """Somebody saved since this was read, and the two do not go together; `clashes` are ids both have changed."""

    def __init__(self, message: str, clashes: frozenset[str] = frozenset()) -> None:
        self.clashes = clashes
        super().__init__(message)


class SourceError(PassageError):
    """A file that is not what it claims; `faults` lists everything wrong with it.

    Parameters
    ----------
    file_name
        Name of the file as the operator knows it.
    faults
        One sentence for each fault: which feature or line, what is wrong.
    remedy
        What the operator can do about it.
    """

    def __init__(self, file_name: str, faults: Sequence[str], remedy: str) -> None:
        self.file_name = file_name
        self.faults = tuple(faults)
        self.remedy = remedy
        shown = "; ".join(self.faults[:5])
        more = len(self.faults) - 5
        tail = f" (and {more} more)" if more > 0 else ""
        super().__init__(f"{file_name} was not read: {shown}{tail}. {remedy}")
