"""A question answered in a thread of its own, beside the pages, which can be watched and stopped."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from geo.errors import PassageError
from pages.web.watch.log import say
from pages.web.watch.words import Event
from routing.solving.progress import Progress, Standing

Found = TypeVar("Found")


class Working(Generic[Found]):
    """A question answered in a thread of its own, which can be watched and stopped."""

    def __init__(self, work: Callable[[Progress], Found]) -> None:
        self._progress = Progress()
        self.found: Found | None = None
        self.fault = ""
        self._work = work
        self._thread = threading.Thread(target=self._run, name="search", daemon=True)
        self._thread.start()

    @property
    def standing(self) -> Standing:
        """How far it is."""
        return self._progress.standing

    @property
    def is_running(self) -> bool:
        """Whether it still works."""
        return self._thread.is_alive()

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to end with what it has."""
        return self._progress.is_cancelled

    def stop(self) -> None:
        """Ask it to end with what it has."""
        self._progress.cancel()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended, at most so long."""
        self._thread.join(seconds)

    def _run(self) -> None:
        done = False
        try:
            self.found = self._work(self._progress)
            done = True
        except PassageError as error:
            self.fault, done = str(error), True
        finally:
            if not done:
                # the thread's own traceback goes to the log; a page must not wait for it
                say(Event.WORK_FAILED, level=logging.ERROR)
                self.fault = "The search ended without an answer; the log of the server says why."
