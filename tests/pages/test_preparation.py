"""Preparing a network is done once, can be stopped, and tells how far it is."""

import threading

import pytest

from pages.state.preparation import Preparation, State


class Slow:
    """An index whose preparation goes on step by step when it is told to."""

    def __init__(self):
        self.runs, self.step, self.seen = 0, threading.Semaphore(0), threading.Semaphore(0)
        self.prepared = False

    def prepare(self, _folder, progress):
        self.runs += 1
        for share in (0.05, 0.5, 1.0):
            self.step.acquire()
            try:
                progress(share)
            finally:
                self.seen.release()
        self.prepared = True

    def go(self, steps=1):
        for _ in range(steps):
            self.step.release()
            self.seen.acquire(timeout=5)


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def preparation(slow, tmp_path):
    moments = iter(range(1000))
    made = Preparation(slow, tmp_path, clock=lambda: float(next(moments)))
    yield made
    made.stop()
    slow.step.release(3)
    made.wait(5)


def test_it_tells_what_is_being_done_and_how_far_it_is(preparation, slow):
    preparation.start()
    assert preparation.told.doing == "taking the roads apart"
    slow.go(2)
    told = preparation.told
    assert (told.state, told.share, told.doing) == (State.RUNNING, 0.5, "putting junctions in order")
    assert told.seconds > 0
    slow.go()
    preparation.wait(5)
    assert preparation.told.state is State.DONE
    assert slow.prepared


def test_two_sessions_that_start_it_prepare_once(preparation, slow):
    for _ in range(3):
        preparation.start()
    slow.go(3)
    preparation.wait(5)
    preparation.start()
    assert slow.runs == 1


def test_it_stops_when_told_and_nothing_is_prepared(preparation, slow):
    preparation.start()
    slow.go()
    preparation.stop()
    assert preparation.told.state is State.STOPPING
    slow.go()
    preparation.wait(5)
    assert preparation.told.state is State.STOPPED
    assert not slow.prepared


def test_what_was_stopped_can_be_prepared_later(preparation, slow):
    preparation.start()
    preparation.stop()
    slow.go()
    preparation.wait(5)
    preparation.start()
    slow.go(3)
    preparation.wait(5)
    assert preparation.told.state is State.DONE
    assert slow.runs == 2
