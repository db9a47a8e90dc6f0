"""Feed: the newest revision of every operation somebody looks at, asked by one thread for the whole process."""

import threading
import time
from dataclasses import dataclass

from data.store.plan_store import PlanStore
from geo.errors import PassageError

EVERY_S = 0.25
"""How often a store is asked that tells nothing by itself."""
HEAL_S = 5.0
"""How often one is asked that tells of each save: a notice that was missed is made good by then."""
FORGET_S = 60.0
"""An operation nobody has asked about for so long is followed no more."""


@dataclass(slots=True)
class _Followed:
    """What is known of one operation, and when anybody last wanted to know."""

    store: PlanStore
    seq: int
    wanted_at: float
    asked_at: float


class Feed:
    """The newest revision of each operation; whoever asks reads a number, and never the store."""

    def __init__(self, *, every_s: float = EVERY_S) -> None:
        self._every_s = every_s
        self._followed: dict[str, _Followed] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def newest(self, name: str, store: PlanStore) -> int:
        """The newest revision known of an operation; one not followed yet is asked here, and followed from now on.

        A store that was opened anew, as after locking, takes the place of the one before.
        """
        now = time.monotonic()
        with self._changed:
            known = self._followed.get(name)
            if known is not None and known.store is store:
                known.wanted_at = now
                return known.seq
        seq = store.read().seq
        with self._changed:
            known = self._followed.get(name)
            if known is None or known.store is not store:
                self._followed[name] = _Followed(store, seq, now, now)
                self._changed.notify_all()
            self._start()
        return seq

    def heard(self, name: str, seq: int) -> None:
        """Take note of a save; an older number than is known changes nothing."""
        with self._changed:
            known = self._followed.get(name)
            if known is not None and seq > known.seq:
                known.seq = seq
                self._changed.notify_all()

    def told_of(self, every_s: float) -> None:
        """Ask this seldom from now on, because saves are told; or often again, because they are not."""
        self._every_s = every_s

    def wait_beyond(self, name: str, seq: int, timeout_s: float) -> bool:
        """Whether a followed operation has a revision after `seq`, which is waited for at most so long."""
        with self._changed:
            return self._changed.wait_for(lambda: self._known(name) > seq, timeout_s)

    def close(self) -> None:
        """Follow nothing any more; no store is asked once this has returned."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def ask_all(self) -> None:
        """Ask every operation that is followed now, whenever its turn is."""
        with self._changed:
            for one in self._followed.values():
                one.asked_at = -self._every_s
        self.look()

    def look(self) -> None:
        """Ask every operation whose turn it is once; one that cannot be read keeps the number last known."""
        now = time.monotonic()
        for name, followed in self._due(now):
            try:
                seq = followed.store.read().seq
            except PassageError:
                # whoever works on it is told by their own page; here it is asked again
                continue
            with self._changed:
                is_same = self._followed.get(name) is followed
            if is_same:
                self.heard(name, seq)

    def _due(self, now: float) -> list[tuple[str, _Followed]]:
        with self._changed:
            kept = {name: one for name, one in self._followed.items() if now - one.wanted_at < FORGET_S}
            self._followed = kept
            due = [(name, one) for name, one in kept.items() if now - one.asked_at >= self._every_s * 0.9]
            for _, one in due:
                one.asked_at = now
        return due

    def _known(self, name: str) -> int:
        followed = self._followed.get(name)
        return followed.seq if followed else 0

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="revisions", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._closed.wait(min(self._every_s, EVERY_S)):
            self.look()
