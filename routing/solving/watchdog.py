"""Stops a solver that does not look at the clock often enough by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

PACE_S = 0.05


@contextmanager
def watchdog(is_over: Callable[[], bool], stop: Callable[[], object]) -> Iterator[None]:
    """While inside, calls `stop` again and again once all is over."""
    done = Event()

    def watch() -> None:
        while not done.wait(PACE_S):
            if is_over():
                stop()

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
