"""Calendars read back by another program: head to tail, one event over revisions, no places or people unasked."""

from datetime import UTC

import pytest
import vobject

from data.export.handout.calendar import schedule
from tests.handouts import handed, post, terms
from tests.routing.march.town import column, truck


def events(content):
    calendar = next(vobject.readComponents(content.decode()))
    return calendar.contents["vevent"]


def test_an_event_goes_from_the_head_that_leaves_to_the_tail_that_is_in():
    out = handed(truck(), serials=column((3,)), vehicle_gap_m=47, movement_number="M-7")
    [event] = events(schedule([out]))
    assert event.dtstart.value == out.departs.at
    assert 0 <= (event.dtend.value - out.clears.at).total_seconds() < 1
    assert event.dtend.value.tzinfo.utcoffset(None) == UTC.utcoffset(None)
    assert event.summary.value == "Movement M-7, vehicles: 3"
    assert event.status.value == "TENTATIVE"
    assert "no approval" in event.description.value


def test_an_event_of_a_later_revision_replaces_the_one_before():
    [first], [second] = (events(schedule([handed(vehicle_count=3, said=terms(revision=n))])) for n in (3, 9))
    assert first.uid.value == second.uid.value
    assert (first.sequence.value, second.sequence.value) == ("3", "9")


def test_a_tail_nobody_knows_gives_no_end_and_says_so():
    [event] = events(schedule([handed()]))
    assert "dtend" not in event.contents
    assert "end not known" in event.summary.value
    assert "vehicles: not known" in event.summary.value


@pytest.mark.parametrize("is_asked", [False, True])
def test_places_and_people_stand_in_it_only_when_asked(is_asked):
    out = handed(post(), vehicle_count=3, commander="Leader Q", said=terms(names_people=is_asked))
    content = schedule([out], points=is_asked).decode().replace("\r\n ", "")
    told = [text in content for text in ("Leader Q", "Post", "Alpha", "Gamma")]
    assert told == [is_asked] * 4
    assert len(events(schedule([out], points=is_asked))) == (1 + len(out.points) if is_asked else 1)


def test_the_same_marches_give_the_same_bytes():
    assert schedule([handed(vehicle_count=3)]) == schedule([handed(vehicle_count=3)])
