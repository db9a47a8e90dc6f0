"""How often something was tried in vain, so that nobody can go through passphrases one after the other."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from data.identity.errors import TooManyTries

WINDOW_S = 300.0
_MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Bound:
    """Something that may be tried in vain `most` times in five minutes."""

    what: str
    most: int


@dataclass
class Attempts:
    """What failed of late, by name and by where it came from; forgotten when the app ends."""

    seconds: Callable[[], float]
    _failed: dict[str, list[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def require_few(self, bounds: Iterable[Bound]) -> None:
        """Refuse another try where there were too many.

        Raises
        ------
        TooManyTries
            Saying how long to wait.
        """
        with self._lock:
            for bound in bounds:
                recent = self._recent(bound.what)
                if len(recent) >= bound.most:
                    raise TooManyTries(WINDOW_S - (self.seconds() - recent[-bound.most]))

    def failed(self, bounds: Iterable[Bound]) -> None:
        """Take note of a try in vain."""
        with self._lock:
            if len(self._failed) > _MOST_KEPT:
                self._failed = {what: times for what in list(self._failed) if (times := self._recent(what))}
            for bound in bounds:
                self._failed[bound.what] = [*self._recent(bound.what), self.seconds()]

    def passed(self, what: str) -> None:
        """Forget what failed before somebody came in."""
        with self._lock:
            self._failed.pop(what, None)

    def _recent(self, what: str) -> list[float]:
        return [at for at in self._failed.get(what, ()) if self.seconds() - at < WINDOW_S]
