"""Bars say when something holds, cut to the span of the phases."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from data.model import (
    Barrier,
    BarrierKind,
    Convoy,
    Phase,
    Plan,
    Sector,
    SectorState,
    Site,
    SiteKind,
    Validity,
    Zone,
    ZoneKind,
)
from routing.timeline import MARGIN, timeline_of

DAY = timedelta(days=1)
T0 = datetime(2027, 3, 1, tzinfo=UTC)
AREA = box(34, 31, 35, 32)
PHASES = (
    Phase(id="P1", name="One", starts_at=T0, ends_at=T0 + 10 * DAY, sector_states=(("S", SectorState.PREPARING),)),
    Phase(
        id="P2", name="Two", starts_at=T0 + 10 * DAY, ends_at=T0 + 20 * DAY, sector_states=(("S", SectorState.ACTIVE),)
    ),
)
SECTOR = Sector(id="S", name="North", area=AREA)


def bars(group, **collections):
    plan = Plan(name="x", phases=PHASES, sectors=(SECTOR,), **collections)
    return [b for b in timeline_of(plan) if b.group == group]


def zone(**validity):
    return Zone(id="Z", name="Flood", area=AREA, kind=ZoneKind.FLOOD, valid=Validity(**validity))


def test_a_plan_without_phases_has_no_timeline():
    assert timeline_of(Plan(name="x")) == ()


def test_each_phase_is_one_bar_in_order():
    assert [(b.label, b.starts_at, b.ends_at) for b in bars("phase")] == [
        ("One", T0, T0 + 10 * DAY),
        ("Two", T0 + 10 * DAY, T0 + 20 * DAY),
    ]


def test_a_sector_has_its_state_in_each_phase():
    assert [(b.phase_id, b.state) for b in bars("sector")] == [("P1", "preparing"), ("P2", "active")]


def test_an_open_zone_reaches_to_the_edge_and_says_so():
    barrier = Barrier(id="B", area_id="Z", kind=BarrierKind.CLOSED)
    [bar] = bars("zone", zones=(zone(),), barriers=(barrier,))
    assert (bar.starts_at, bar.ends_at, bar.clipped) == (T0 - MARGIN, T0 + 20 * DAY + MARGIN, True)


def test_a_zone_without_a_barrier_closes_nothing_and_has_no_bar():
    assert bars("zone", zones=(zone(),)) == []


def test_a_barrier_of_one_phase_holds_only_then():
    barrier = Barrier(id="B", area_id="Z", kind=BarrierKind.CLOSED, phases=("P2",))
    [bar] = bars("zone", zones=(zone(starts_at=T0 + 12 * DAY),), barriers=(barrier,))
    assert (bar.starts_at, bar.ends_at) == (T0 + 12 * DAY, T0 + 20 * DAY)


def test_a_convoy_is_a_moment():
    sites = tuple(Site(id=i, name=i, point=Point(34, 31), kind=SiteKind.WAREHOUSE) for i in "AB")
    convoy = Convoy(id="C", name="C-01", organisation="x", origin="A", destination="B", departs_at=T0 + DAY)
    [bar] = bars("convoy", sites=sites, convoys=(convoy,))
    assert bar.starts_at == bar.ends_at == T0 + DAY


@given(
    zone_days=st.tuples(st.integers(-30, 40), st.integers(1, 40)),
    barrier_days=st.tuples(st.integers(-30, 40), st.integers(1, 40)),
    moment=st.integers(-2, 21),
)
def test_a_bar_covers_exactly_the_moments_at_which_zone_and_barrier_hold(zone_days, barrier_days, moment):
    def span(days):
        return Validity(starts_at=T0 + days[0] * DAY, ends_at=T0 + (days[0] + days[1]) * DAY)

    barrier = Barrier(id="B", area_id="Z", kind=BarrierKind.CLOSED, valid=span(barrier_days))
    one = Zone(id="Z", name="Flood", area=AREA, kind=ZoneKind.FLOOD, valid=span(zone_days))
    at = T0 + moment * DAY
    covered = any(b.starts_at <= at < b.ends_at for b in bars("zone", zones=(one,), barriers=(barrier,)))
    assert covered == (one.valid.holds_at(at) and barrier.valid.holds_at(at))


@pytest.mark.parametrize("group", ["phase", "sector"])
def test_bars_of_a_phase_know_their_phase(group):
    assert all(b.phase_id in {"P1", "P2"} for b in bars(group))
