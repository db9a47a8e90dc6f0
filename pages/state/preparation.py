"""A road network being prepared for quick answers: one thread for all sessions, which can be stopped."""

import gc
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from geo.errors import PassageError
from routing.index import NetworkIndex


class State(StrEnum):
    """Where a preparation stands."""

    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a preparation is; `share` is 0 to 1."""

    state: State
    share: float
    doing: str
    seconds: float


class Stopped(PassageError):
    """Raised inside a preparation that somebody stopped."""


STEPS = ((0.05, "taking the roads apart"), (0.95, "putting junctions in order"), (2.0, "building short cuts"))
"""What is being done until which share is reached."""


class Preparation:
    """The preparation of one network; everything else answers by the plain search meanwhile.

    Threads may share it. However many sessions start it, one thread works.
    """

    def __init__(self, index: NetworkIndex, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._index, self._folder, self._clock = index, folder, clock
        self._guard = threading.Lock()
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None
        self._share, self._began, self._ended = 0.0, clock(), clock()
        self._done = False

    def start(self) -> None:
        """Prepare beside everything else, unless that is done or under way."""
        with self._guard:
            if self._done or (self._thread is not None and self._thread.is_alive()):
                return
            self._wanted.set()
            self._share, self._began = 0.0, self._clock()
            self._thread = threading.Thread(target=self._work, name="prepare-network", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Give up at the next step; answers stay right and come from the plain search."""
        self._wanted.clear()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the thread has ended."""
        if self._thread is not None:
            self._thread.join(seconds)

    @property
    def told(self) -> Progress:
        """How far it is."""
        state = self._state()
        until = self._clock() if state in {State.RUNNING, State.STOPPING} else self._ended
        doing = next(words for limit, words in STEPS if self._share < limit)
        return Progress(state=state, share=min(self._share, 1.0), doing=doing, seconds=until - self._began)

    def _state(self) -> State:
        if self._done:
            return State.DONE
        if self._thread is None or not self._thread.is_alive():
            return State.STOPPED
        return State.RUNNING if self._wanted.is_set() else State.STOPPING

    def _work(self) -> None:
        try:
            self._index.prepare(self._folder, self._note)
            self._done = True
        except Stopped:
            return
        finally:
            self._ended = self._clock()
        # Streamlit collects garbage after every run: keep the resident network out of that
        gc.collect()
        gc.freeze()

    def _note(self, share: float) -> None:
        self._share = share
        if not self._wanted.is_set():
            msg = "The preparation was stopped."
            raise Stopped(msg)
