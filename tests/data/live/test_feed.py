"""One number for all who look at an operation, asked of the store by one thread."""

import time
from types import SimpleNamespace

import pytest

from data.errors import StoreError
from data.live.feed import FORGET_S, Feed


class Operation:
    """A store that counts how often it is asked."""

    def __init__(self, seq=1):
        self.seq, self.asked, self.is_broken = seq, 0, False

    def read(self):
        self.asked += 1
        if self.is_broken:
            raise StoreError("gone")
        return SimpleNamespace(seq=self.seq)


@pytest.fixture
def feed():
    made = Feed(every_s=0.01)
    yield made
    made.close()


def test_a_save_elsewhere_is_known_to_whoever_waits_for_it(feed):
    operation = Operation()
    assert feed.newest("op", operation) == 1
    operation.seq = 4
    assert feed.wait_beyond("op", 1, 5)
    assert feed.newest("op", operation) == 4


def test_many_questions_cost_the_store_none_beyond_those_of_the_one_thread():
    feed, operation = Feed(every_s=60), Operation()
    assert [feed.newest("op", operation) for _ in range(500)] == [1] * 500
    assert operation.asked == 1
    feed.close()


def test_what_is_told_is_known_at_once_and_never_goes_back():
    feed, operation = Feed(every_s=60), Operation()
    feed.newest("op", operation)
    feed.heard("op", 9)
    feed.heard("op", 3)
    assert feed.newest("op", operation) == 9
    feed.close()


def test_a_store_that_cannot_be_read_keeps_its_number_and_is_asked_again(feed):
    operation = Operation()
    feed.newest("op", operation)
    operation.is_broken, operation.seq = True, 2
    assert not feed.wait_beyond("op", 1, 0.1)
    operation.is_broken = False
    assert feed.wait_beyond("op", 1, 5)


def test_a_missed_notice_heals_itself():
    feed, operation = Feed(every_s=0.05), Operation()
    feed.newest("op", operation)
    feed.told_of(0.05)
    operation.seq = 2  # and nobody tells
    assert feed.wait_beyond("op", 1, 5)
    feed.close()


def test_an_operation_nobody_looks_at_any_more_is_not_asked(monkeypatch):
    feed, operation = Feed(every_s=60), Operation()
    feed.newest("op", operation)
    later = time.monotonic() + FORGET_S + 1
    monkeypatch.setattr("data.live.feed.time.monotonic", lambda: later)
    feed.look()
    assert operation.asked == 1
    feed.close()


def test_the_store_that_is_followed_is_asked_and_no_other_until_it_is_opened_anew(feed):
    before, after = Operation(7), Operation(3)
    assert feed.newest("op", before) == 7
    before.is_broken = True
    assert feed.newest("op", after) == 3
    asked = before.asked
    after.seq = 5
    assert feed.wait_beyond("op", 3, 5)
    assert (feed.newest("op", after), before.asked) == (5, asked)
