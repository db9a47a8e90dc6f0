"""Which way a change makes things look, and that its reverse never slips through with it."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from data.model import (
    BarrierKind,
    BridgeStatus,
    Condition,
    Consent,
    ConsentState,
    Gate,
    OpeningKind,
    Party,
    Recurrence,
    Release,
    RoadStatus,
    SectorState,
    Validity,
    Weekday,
    ZoneKind,
)
from data.model.rules import DailyHours
from data.service.changes import with_changes
from data.service.direction import Direction, direction_of, split
from data.store.change import Change
from tests import builders, strategies
from tests.builders import NOON
from tests.force_builders import consent, party
from tests.march_builders import opening_rule

SAFER, DANGEROUS, NEITHER = Direction.SAFER, Direction.MORE_DANGEROUS, Direction.NEITHER
PLAN = builders.full_plan()
LATER = NOON + timedelta(days=2)


def way(before, after, plan=PLAN):
    change = Change(before=before, after=after)
    return direction_of(with_changes(plan, [change]), change)


def report(status, **said):
    return builders.road_report("new", **{"status": status, **said})


def gated(met):
    return builders.phase(gates=(Gate(condition="a", met=met),))


CLOSED, RESTRICTED, OPEN = RoadStatus.NOT_PASSABLE, RoadStatus.RESTRICTED, RoadStatus.PASSABLE
BARE = builders.plan(builders.zone(), builders.sector(), builders.phase(), builders.site(), builders.crossing())


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (None, report(CLOSED), DANGEROUS),
        (None, report(OPEN), SAFER),
        (None, report(RESTRICTED), SAFER),  # nobody knew whether anybody can pass
        (None, report(RoadStatus.UNKNOWN), NEITHER),
        (report(CLOSED), None, SAFER),
        (report(OPEN), None, DANGEROUS),
        (report(OPEN), report(CLOSED), DANGEROUS),
        (report(OPEN), report(RoadStatus.UNKNOWN), DANGEROUS),
        (report(RoadStatus.UNSPECIFIED), report(RESTRICTED), SAFER),
        (report(CLOSED), report(RoadStatus.UNKNOWN), SAFER),
        (report(OPEN), report(OPEN, note="seen"), NEITHER),
        (report(CLOSED), report(CLOSED, stale_after=timedelta(hours=1)), SAFER),
        (report(CLOSED), report(CLOSED, valid=Validity(ends_at=LATER)), SAFER),
        (report(OPEN), report(OPEN, stale_after=timedelta(hours=100)), SAFER),
        (None, builders.barrier(), DANGEROUS),
        (builders.barrier(), None, SAFER),
        (builders.barrier(), builders.barrier(valid=Validity(ends_at=LATER)), SAFER),
        (builders.barrier(valid=Validity(ends_at=LATER)), builders.barrier(), DANGEROUS),
        (builders.barrier(), builders.barrier(kind=BarrierKind.SCALED, value=4.0), SAFER),
        (builders.barrier(), builders.barrier(phases=("p",)), SAFER),
        (builders.barrier(), builders.barrier(area_id="north"), SAFER),
        (builders.zone(), builders.zone(kind=ZoneKind.MINES), DANGEROUS),
        (builders.zone(kind=ZoneKind.MINES), builders.zone(kind=ZoneKind.ADMIN), SAFER),
        (builders.zone(exposure=2.0), builders.zone(exposure=1.0), SAFER),
        (builders.zone(), builders.zone(name="Other"), NEITHER),
        (builders.sector(), builders.sector(area=builders.SQUARE.buffer(0.01)), SAFER),
        (builders.sector(), builders.sector(area=builders.SQUARE.buffer(-0.001)), DANGEROUS),
        (builders.sector(), builders.sector(note="met"), NEITHER),
        (builders.phase(), builders.phase(ends_at=NOON + timedelta(days=40)), SAFER),
        (builders.phase(gates=(Gate(condition="a"),)), builders.phase(gates=(Gate(condition="a", met=True),)), SAFER),
        (
            builders.phase(gates=(Gate(condition="a"),)),
            builders.phase(gates=(Gate(condition="a", met=False),)),
            NEITHER,
        ),
        (builders.phase(gates=(Gate(condition="a"),)), builders.phase(), SAFER),
        (builders.phase(), builders.phase(gates=(Gate(condition="a"),)), DANGEROUS),
        (None, opening_rule(), DANGEROUS),
        (opening_rule(), None, SAFER),
        (None, builders.incident(), DANGEROUS),
        (builders.incident(), None, SAFER),
        (None, builders.corridor(), SAFER),
        (builders.crossing(), builders.crossing(point=Point(34.41, 31.4)), SAFER),
        (builders.site(), builders.site(name="Other"), NEITHER),
        (builders.convoy(), builders.convoy(is_fixed=True), NEITHER),
        (builders.convoy(), builders.convoy(release=Release(by="A", at=NOON)), SAFER),
        (builders.convoy(release=Release(by="A", at=NOON)), builders.convoy(), DANGEROUS),
    ],
)
def test_a_change_looks_this_way(before, after, direction):
    here = BARE.with_record(before) if before is not None else BARE
    assert way(before, after, here) is direction


def beside(*reports):
    return BARE.with_record(*reports)


def test_what_would_speak_over_a_worse_report_looks_safer():
    closed = builders.road_report("old", status=CLOSED)
    for status in (RoadStatus.UNKNOWN, RESTRICTED):
        assert way(None, report(status), beside(closed)) is SAFER
    short = report(CLOSED, stale_after=timedelta(hours=1))
    assert way(None, short, beside(closed)) is SAFER, "the road would be unknown an hour later"
    bridge = builders.bridge_report("new", status=BridgeStatus.UNKNOWN)
    assert way(None, bridge, beside(closed)) is SAFER


def test_a_restriction_on_a_road_called_open_looks_more_dangerous():
    assert way(None, report(RESTRICTED), beside(builders.road_report("old"))) is DANGEROUS
    stale = builders.road_report("old", source=builders.source(reported_at=NOON - timedelta(days=30)))
    assert way(None, report(RESTRICTED), beside(stale)) is SAFER, "nobody knew any more"


def test_taking_a_report_away_lets_a_better_one_speak_again():
    assert way(report(RESTRICTED), None, beside(report(RESTRICTED), builders.road_report("old"))) is SAFER
    assert way(report(RESTRICTED), None, beside(report(RESTRICTED))) is DANGEROUS


def test_a_weak_barrier_that_goes_before_a_strong_one_looks_safer():
    weak = builders.barrier("weak", kind=BarrierKind.SCALED, value=2.0, priority=5)
    assert way(None, weak, BARE) is DANGEROUS
    assert way(None, weak, BARE.with_record(builders.barrier())) is SAFER


def test_a_second_opening_rule_may_let_more_through():
    hours = opening_rule("hours", kind=OpeningKind.OPENING_HOURS, about="x")
    more = replace(hours, id="more")
    assert way(None, hours, BARE) is DANGEROUS
    assert way(None, more, BARE.with_record(hours)) is SAFER


def test_fewer_curfew_hours_look_safer_and_fewer_opening_hours_more_dangerous():
    hours = DailyHours(starts=NOON.time(), ends=LATER.replace(hour=20).time())
    twice = (Recurrence(hours=hours, days=(Weekday.MONDAY,)), Recurrence(hours=hours, days=(Weekday.FRIDAY,)))
    for kind, direction in ((OpeningKind.CURFEW, SAFER), (OpeningKind.OPENING_HOURS, DANGEROUS)):
        rule = opening_rule("new", kind=kind, weekly=twice)
        assert way(rule, replace(rule, weekly=twice[:1]), BARE.with_record(rule)) is direction


@pytest.mark.parametrize(
    ("was", "now", "direction"),
    [
        (ConsentState.SILENT, ConsentState.GRANTED, SAFER),
        (ConsentState.GRANTED, ConsentState.WITHDRAWN, DANGEROUS),
        (ConsentState.REFUSED, ConsentState.SILENT, SAFER),
        (ConsentState.REFUSED, ConsentState.WITHDRAWN, NEITHER),
    ],
)
def test_the_word_of_a_party_looks_the_way_it_allows_more(was, now, direction):
    here = builders.plan(party(), builders.corridor(), builders.contributor(), builders.sector())
    before = replace(consent(about="c", task=None), state=was, conditions=(Condition(text="a"),))
    assert way(before, replace(before, state=now), here.with_record(before)) is direction


def test_a_condition_not_known_to_be_met_is_no_better_than_one_that_is_not():
    here = builders.plan(party(), builders.corridor(), builders.contributor(), builders.sector())
    asks = [
        Consent(
            id="w", party="party", state=ConsentState.CONDITIONAL, about="c", conditions=(Condition(text="a", met=met),)
        )
        for met in (None, False, True)
    ]
    found = [way(one, other, here.with_record(one)) for one, other in pairwise(asks)]
    assert found == [NEITHER, SAFER]


def test_a_party_that_need_not_be_asked_any_more_looks_safer():
    full = party()
    none = replace(full, required_for=())
    assert isinstance(full, Party)
    assert full.required_for
    assert (way(full, none, builders.plan(full)), way(none, full, builders.plan(none))) == (SAFER, DANGEROUS)


def test_of_a_phase_what_looks_more_dangerous_does_not_wait_for_the_rest():
    before = builders.phase(sector_states=(("a", SectorState.ACTIVE), ("b", SectorState.PREPARING)))
    after = builders.phase(sector_states=(("a", SectorState.SUSPENDED), ("b", SectorState.ACTIVE)))
    here = builders.plan(builders.sector("a"), builders.sector("b"), after)
    at_once, waits = split(here, Change(before=before, after=after))
    assert dict(at_once.after.sector_states) == {"a": SectorState.SUSPENDED, "b": SectorState.PREPARING}
    assert (waits.before, waits.after) == (at_once.after, after)


PIECES = st.sampled_from(
    [box(34.40, 31.40, 34.41, 31.41), box(34.415, 31.415, 34.43, 31.43), box(34.39, 31.39, 34.45, 31.45)]
)


@given(PIECES, st.sampled_from([builders.zone(), builders.sector()]))
def test_an_area_and_the_pieces_of_it(piece, record):
    larger, smaller = record.area.union(piece), record.area.difference(piece)
    grown = replace(record, area=larger)
    worse = DANGEROUS if record.id == "z" else SAFER
    if not larger.equals(record.area):
        assert way(record, grown, BARE) is worse
    if not smaller.is_empty and not smaller.equals(record.area):
        assert way(record, replace(record, area=smaller), BARE) is (SAFER if record.id == "z" else DANGEROUS)


RECORDS = {
    "report": strategies.status_reports(report_id=st.just("same"), crossing_ids=st.just("x")),
    "barrier": strategies.barriers(barrier_id=st.just("same"), area_ids=st.just("z"), phase_ids=st.just("p")),
    "zone": strategies.zones(zone_id=st.just("z")),
    "phase": strategies.phases(phase_id=st.just("p"), sector_ids=st.just("north")),
}


@pytest.mark.parametrize("name", RECORDS)
@given(data=st.data())
@settings(max_examples=60)
def test_what_takes_back_a_change_that_looked_more_dangerous_looks_safer(name, data):
    """So nobody alone can bring about, and then take away, what holds others up."""
    one, other = data.draw(RECORDS[name] | st.none()), data.draw(RECORDS[name])
    if name in {"zone", "phase"} and one is None:
        one = BARE.get("z" if name == "zone" else "p")
    here = BARE if one is None else BARE.with_record(one)
    there = with_changes(here, [Change(before=one, after=other)])
    forth, back = way(one, other, here), way(other, one, there)
    if forth is DANGEROUS:
        assert back is SAFER
    if forth is NEITHER:
        assert back is not DANGEROUS
