from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import BarrierKind, MovementLimit, RoadStatus, Validity
from data.model.rules import DailyHours
from geo.daylight import is_daylight
from routing.changing import moments_of_change, moments_of_protection
from routing.costs.effects import effects_of
from routing.index import NetworkIndex
from routing.question import Terms
from tests.asciimap import ascii_map
from tests.builders import NOON, barrier, contributor, phase, plan, road_report, sector, source, zone
from tests.force_builders import caveat

MAP = ascii_map("A--B--C")
INDEX = NetworkIndex(MAP.network)
DAY = timedelta(hours=24)
HOURS = st.integers(-30, 60).map(lambda h: NOON + timedelta(hours=h))


@st.composite
def valids(draw):
    starts_at, hours = draw(st.none() | HOURS), draw(st.none() | st.integers(1, 40))
    ends_at = None if hours is None else (starts_at or NOON) + timedelta(hours=hours)
    return Validity(starts_at=starts_at, ends_at=ends_at)


@st.composite
def plans(draw):
    reported = draw(st.none() | HOURS)
    report = road_report(
        status=RoadStatus.NOT_PASSABLE,
        source=source(reported_at=reported),
        stale_after=timedelta(hours=draw(st.integers(0, 50))),
        valid=draw(valids()),
    )
    phases = phase(starts_at=NOON + timedelta(hours=3), ends_at=NOON + timedelta(hours=draw(st.integers(4, 30))))
    slow = barrier("b2", area_id="north", kind=BarrierKind.SCALED, value=2.0, phases=("p",), valid=draw(valids()))
    areas = zone(area=MAP.zone("A"), valid=draw(valids()), exposure=1.0), sector(area=MAP.zone("C"))
    return plan(*areas, phases, barrier(valid=draw(valids())), slow, report)


@settings(max_examples=40, deadline=None)
@given(plans())
def test_from_one_moment_of_change_to_the_next_the_same_acts_on_the_roads(made):
    moments = moments_of_change(made, (NOON, NOON + DAY))
    assert moments[0] == NOON
    for minutes in range(0, 1440, 30):
        at = NOON + timedelta(minutes=minutes)
        first = max(moment for moment in moments if moment <= at)
        one, other = (effects_of(INDEX, made, Terms(at=t)).effects for t in (first, at))
        assert one == other


def test_a_report_changes_the_roads_when_it_is_made_and_when_it_grows_stale():
    made = plan(road_report(stale_after=timedelta(hours=2), source=source(reported_at=NOON + timedelta(hours=1))))
    told = moments_of_change(made, (NOON, NOON + DAY))
    assert [(at - NOON) // timedelta(hours=1) for at in told] == [0, 1, 3]


def test_protection_may_change_when_the_clock_shows_the_hours_of_a_caveat_and_when_it_is_changed():
    gaza = ZoneInfo("Asia/Gaza")
    own = caveat(barred_sectors=(), hours=DailyHours(starts=time(1, 30), ends=time(20)))
    between = tuple(datetime(2026, 10, day, 22, tzinfo=gaza) for day in (23, 24))
    told = moments_of_protection(plan(contributor(), own, time_zone="Asia/Gaza"), between)
    # that night the clock shows 02:00 and goes back to 01:00: half past one comes twice
    assert [f"{at.astimezone(gaza):%H:%M}" for at in told] == ["22:00", "01:30", "01:00", "01:30", "20:00"]


def test_where_a_caveat_asks_for_daylight_protection_may_change_when_the_sun_rises_or_sets():
    made = plan(
        contributor(), sector(area=MAP.zone("C")), caveat(barred_sectors=(), movement=(MovementLimit.DAYLIGHT_ONLY,))
    )
    middle = MAP.zone("C").representative_point()
    since, *later = moments_of_protection(made, (NOON, NOON + DAY))
    assert [is_daylight(middle.x, middle.y, at) for at in (since, *later)] == [True, False, True]
