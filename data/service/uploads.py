"""Uploads: how large a file may be, and how much one person may bring in an hour, said before any of it is kept."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from geo.errors import PassageError

MEGABYTE = 1 << 20
HOUR_S = 3600.0


class TooMuch(PassageError):
    """An upload that is refused; `wait_s` is after how long it would be taken, None where it never is."""

    def __init__(self, message: str, wait_s: float | None = None) -> None:
        self.wait_s = wait_s
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Megabytes of one file, and of all that one person brings in an hour."""

    file_mb: int
    hour_mb: int


@dataclass(slots=True)
class _Brought:
    at: float
    byte_count: int


class Upload:
    """One upload on its way: what is counted of it grows with what arrives."""

    def __init__(self, uploads: "Uploads", brought: _Brought, who: str) -> None:
        self._uploads, self._brought, self._who = uploads, brought, who
        self._arrived = 0

    def take(self, byte_count: int) -> None:
        """Count what arrived.

        Raises
        ------
        TooMuch
            When it is more than is allowed, whatever was announced.
        """
        self._arrived += byte_count
        self._uploads.require(self._who, self._brought, self._arrived)

    def end(self) -> None:
        """Count what arrived in the place of what was announced."""
        self._brought.byte_count = self._arrived


class Uploads:
    """What was brought within the last hour, by whom; forgotten when the app ends."""

    def __init__(self, allowance: Callable[[], Allowance], seconds: Callable[[], float] = time.monotonic) -> None:
        self._allowance, self._seconds = allowance, seconds
        self._brought: dict[str, list[_Brought]] = {}
        self._lock = threading.Lock()

    def begin(self, who: str, announced: int = 0) -> Upload:
        """An upload of somebody that is announced to be so large.

        Raises
        ------
        TooMuch
            When it is more than is allowed.
        """
        brought = _Brought(self._seconds(), 0)
        with self._lock:
            known = [one for one in self._brought.get(who, ()) if self._seconds() - one.at < HOUR_S]
            self._brought[who] = [*known, brought]
        self.require(who, brought, announced)
        return Upload(self, brought, who)

    def require(self, who: str, brought: _Brought, byte_count: int) -> None:
        """Count so much of an upload, or refuse it.

        Raises
        ------
        TooMuch
            When it is more than is allowed.
        """
        allowed = self._allowance()
        if byte_count > allowed.file_mb * MEGABYTE:
            message = f"Not taken: a file may have {allowed.file_mb} MB here. Bring a smaller one, or part of it."
            raise TooMuch(message)
        with self._lock:
            others = [one for one in self._brought.get(who, ()) if one is not brought]
            if sum(one.byte_count for one in others) + byte_count > allowed.hour_mb * MEGABYTE:
                raise _too_much_an_hour(others, byte_count, allowed, self._seconds())
            brought.byte_count = max(brought.byte_count, byte_count)


def _too_much_an_hour(others: list[_Brought], byte_count: int, allowed: Allowance, now: float) -> TooMuch:
    left = allowed.hour_mb * MEGABYTE - byte_count
    waits = [HOUR_S - (now - one.at) for one in others]
    kept = [sum(one.byte_count for one in others[number:]) for number in range(1, len(others) + 1)]
    wait_s = next((wait for wait, rest in zip(waits, kept, strict=True) if rest <= left), None)
    when = "Bring less" if wait_s is None else f"Try again in {int(wait_s // 60) + 1} minutes"
    message = (
        f"Not taken: within an hour one person may bring {allowed.hour_mb} MB here, and this would be more. {when}, or "
        "ask whoever looks after this machine to allow more."
    )
    return TooMuch(message, wait_s)
