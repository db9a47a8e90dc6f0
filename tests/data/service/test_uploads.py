"""How much somebody may bring: never more within an hour than is allowed, and never less than that is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import NotAllowed
from data.identity.principal import Role
from data.service import reading
from data.service.uploads import HOUR_S, MEGABYTE, Allowance, TooMuch, Uploads
from data.store.memory import MemoryPlanStore
from tests import builders
from tests.data.service.people import person, planner

FILE_MB, HOUR_MB = 3, 5


def uploads(now):
    return Uploads(lambda: Allowance(file_mb=FILE_MB, hour_mb=HOUR_MB), lambda: now[0])


def brings(place, who, megabytes):
    upload = place.begin(who, megabytes * MEGABYTE)
    upload.take(megabytes * MEGABYTE)
    upload.end()


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 4), st.integers(0, 2000)), max_size=30))
def test_what_is_taken_within_an_hour_is_what_a_plain_count_allows(steps):
    now, taken = [0.0], []
    place = uploads(now)
    for who, megabytes, passed_s in steps:
        now[0] += passed_s
        recent = sum(one for by, at, one in taken if by == who and now[0] - at < HOUR_S)
        if megabytes > FILE_MB or recent + megabytes > HOUR_MB:
            with pytest.raises(TooMuch):
                brings(place, who, megabytes)
        else:
            brings(place, who, megabytes)
            taken.append((who, now[0], megabytes))


def test_a_refusal_says_when_it_would_be_taken_and_then_it_is():
    now = [0.0]
    place = uploads(now)
    brings(place, "a", 3)
    now[0] = 600.0
    brings(place, "a", 2)
    with pytest.raises(TooMuch, match="Try again in 51 minutes") as refused:
        brings(place, "a", 3)
    now[0] += refused.value.wait_s
    brings(place, "a", 3)


def test_what_is_announced_is_reserved_until_it_is_known_what_arrived():
    place = uploads([0.0])
    first = place.begin("a", 3 * MEGABYTE)
    with pytest.raises(TooMuch):
        place.begin("a", 3 * MEGABYTE)
    first.take(MEGABYTE)
    first.end()
    brings(place, "a", 3)


def test_what_arrives_is_counted_whatever_was_announced():
    place = uploads([0.0])
    upload = place.begin("a")
    for _ in range(FILE_MB):
        upload.take(MEGABYTE)
    with pytest.raises(TooMuch, match="a file may have 3 MB"):
        upload.take(1)


def test_no_photograph_larger_than_its_bound_is_kept_by_whoever_asks():
    store = MemoryPlanStore(builders.plan(), reason="begun", actor="tester")
    with pytest.raises(TooMuch, match="20 MB"):
        reading.keep_photo(planner(), store, bytes(reading.MOST_PHOTO_MB * MEGABYTE + 1))
    with pytest.raises(NotAllowed):
        reading.keep_photo(person(Role.VIEWER), store, bytes(reading.MOST_PHOTO_MB * MEGABYTE + 1))
