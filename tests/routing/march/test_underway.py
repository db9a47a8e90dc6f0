"""What is to be expected of a column after reports: straight roads, and laws over reports drawn at random."""

from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.model import Density, PlannedWait, SiteKind
from data.model.movement import Waypoint
from routing.columns import Progress
from routing.march.underway import PointState, underway_from
from tests import builders, march_builders
from tests.builders import NOON
from tests.routing.march.town import at, column, marched, planned, since_s, truck

PROFILE = march_builders.march_profile("bare", unit_gap_s=60, serial_gap_s=120, density=Density.DOCTRINAL)
PLACES = ("a", "lay", "gate", "bend", "c")


def stops(**gate):
    """A lay-by with room after 2 km, a gate after 4 and a holding point after 6."""
    post = {"kind": SiteKind.CHECKPOINT, "service_time_per_vehicle_s": 30.0, "lanes": 1, **gate}
    return (
        builders.site("lay", name="Lay-by", point=at(2000), kind=SiteKind.HOLDING_POINT, room_m=2000.0),
        builders.site("gate", name="Gate", point=at(4000), **post),
        builders.site("bend", name="Bend", point=at(6000), kind=SiteKind.HOLDING_POINT),
    )


def told(place, arrived_s=None, cleared_s=None, report_id=None):
    moment = {
        name: None if s is None else NOON + timedelta(seconds=s) for name, s in (("a", arrived_s), ("c", cleared_s))
    }
    return march_builders.passing_report(
        report_id or f"at-{place}", convoy="v", place=place, arrived_at=moment["a"], cleared_at=moment["c"]
    )


WAITING = {"waits": (PlannedWait(place="lay", wait_s=600.0),), "vehicle_count": 10, "vehicle_gap_m": 50}
PLAN, _ = planned(*stops(), **WAITING)
TABLE = marched(*stops(), **WAITING)


def under_way(*reports, now_s=7200.0, table=TABLE, plan=PLAN):
    free = Progress(since_s=table.drive.since_s, along_m=table.drive.along_m)
    return underway_from(plan, table, free, reports, NOON + timedelta(seconds=now_s))


def point(found, place):
    return next(one for one in found.points if one.planned.point.subject == place)


def heads(found):
    return [since_s(one.expected.arrives_at) for one in found.points]


def tails(found):
    return [since_s(one.expected.clears_at) for one in found.points]


def as_planned(place, table=TABLE):
    own = table.row_of(place).column
    return told(place, since_s(own.arrives_at), since_s(own.clears_at))


def test_reports_as_planned_change_nothing():
    for reports in ([as_planned("a")], [as_planned("gate")], [as_planned(place) for place in PLACES]):
        found = under_way(*reports, now_s=2000)
        assert heads(found) == pytest.approx([since_s(row.column.arrives_at) for row in TABLE.rows], abs=1e-3)
        assert tails(found) == pytest.approx([since_s(row.column.clears_at) for row in TABLE.rows], abs=1e-3)
        assert found.findings == ()


def test_a_column_that_is_late_at_a_point_stays_late_behind_it():
    found = under_way(told("gate", arrived_s=1000 + 900))
    assert point(found, "gate").state is PointState.REPORTED
    assert point(found, "lay").state is PointState.PASSED
    for place in ("gate", "bend", "c"):
        assert point(found, place).later_s == pytest.approx(900, abs=1)
        assert point(found, place).clears_later_s == pytest.approx(900, abs=1)
    assert found.expected.clears_at - TABLE.clears_at == pytest.approx(timedelta(seconds=900), abs=timedelta(seconds=1))


def test_a_planned_wait_takes_up_what_a_column_is_early_by():
    found = under_way(told("a", arrived_s=-500))
    assert point(found, "lay").later_s == pytest.approx(-500, abs=1)
    assert point(found, "gate").later_s == pytest.approx(0, abs=1)
    assert found.findings[0].code == "column-left-early"


def test_a_gate_that_took_longer_than_planned_holds_up_all_of_the_column():
    planned_s = since_s(TABLE.row_of("gate").column.clears_at)
    found = under_way(told("gate", since_s(TABLE.row_of("gate").column.arrives_at), planned_s + 1200))
    assert point(found, "c").later_s == pytest.approx(1200, abs=1)
    assert point(found, "c").clears_later_s == pytest.approx(1200, abs=1)


def test_a_tail_that_is_late_where_nothing_is_processed_stays_late_and_leaves_the_head_alone():
    own = TABLE.row_of("bend").column
    found = under_way(told("bend", since_s(own.arrives_at), since_s(own.clears_at) + 700))
    assert point(found, "c").later_s == pytest.approx(0, abs=1)
    assert point(found, "c").clears_later_s == pytest.approx(700, abs=1)
    assert found.expected.column.clears_at == found.expected.clears_at


def test_a_wait_that_was_cut_short_is_not_counted_any_more():
    own = TABLE.row_of("lay").column
    found = under_way(told("lay", since_s(own.arrives_at), since_s(own.clears_at) - 400))
    assert point(found, "c").later_s == pytest.approx(-400, abs=1)


def test_a_tail_reported_sooner_than_the_head_was_planned_says_that_the_head_was_there():
    found = under_way(told("bend", cleared_s=1100))
    assert since_s(point(found, "bend").expected.arrives_at) <= 1100
    assert point(found, "c").later_s < 0


@pytest.mark.parametrize(
    ("reports", "codes"),
    [
        ([told("gate", 1900), told("bend", 1500)], ["passing-out-of-order"]),
        ([told("gate", 1900), told("bend", 1950), told("c", 2500)], ["passing-too-fast"]),
        ([told("gate", 9000)], ["passing-in-the-future"]),
        ([told("gate", 1900), told("gate", 2500, report_id="again")], ["passing-told-twice"]),
        ([told("gate", 1900), told("bend", cleared_s=1800)], ["passing-out-of-order"]),
        ([told("elsewhere", 1900)], ["passing-off-the-way"]),
    ],
)
def test_a_report_that_cannot_be_right_is_told_and_not_used(reports, codes):
    found = under_way(*reports)
    assert [one.code for one in found.findings if one.code != "column-not-heard-of"] == codes
    used_s = {s for one in found.heard.points for s in (one.arrived_s, one.cleared_s) if s is not None}
    assert used_s <= {1900.0, 1950.0, 2500.0}


def test_of_reports_that_contradict_each_other_the_most_that_hold_together_are_used():
    found = under_way(told("lay", 5000), told("gate", 1400), told("bend", 1700))
    assert [one.place for one in found.heard.points] == ["gate", "bend"]
    assert [one.code for one in found.findings] == ["passing-out-of-order", "column-not-heard-of"]


def test_a_column_of_which_nothing_is_heard_when_due_is_overdue_and_its_times_are_the_earliest():
    gate = since_s(TABLE.row_of("gate").column.arrives_at)
    heard = told("lay", since_s(TABLE.row_of("lay").column.arrives_at))
    assert under_way(heard, now_s=gate + 1799).silence is None
    found = under_way(heard, now_s=gate + 1801)
    assert (found.silence.place, since_s(found.silence.since)) == ("Gate", heard_s(heard))
    assert point(found, "gate").state is PointState.OVERDUE
    assert point(found, "c").expected.arrival_is_earliest
    assert found.expected.unknowns[-1].code == "not_heard_of"
    assert [one.code for one in found.findings] == ["column-not-heard-of"]


def test_a_column_is_overdue_where_the_plan_knows_no_place_as_well():
    turn = {"via": (Waypoint(point=at(3000), name="Turn"),), "vehicle_count": 10}
    plan, _ = planned(*stops(), **turn)
    table = marched(*stops(), **turn)
    due_s = next(since_s(row.column.arrives_at) for row in table.rows if row.point.name == "Turn")
    found = under_way(as_planned("lay", table), now_s=due_s + 1801, table=table, plan=plan)
    assert (found.silence.place, since_s(found.silence.due_at)) == ("Turn", pytest.approx(due_s, abs=1))


def heard_s(report):
    return since_s(report.arrived_at)


def test_a_mission_of_which_the_outcome_is_known_is_not_overdue():
    over = march_builders.mission_outcome("over", convoy="v", ended_at=NOON + timedelta(hours=1), waits=())
    assert under_way(plan=PLAN.with_record(over)).silence is None
    assert under_way().silence is not None


def test_what_nobody_knew_before_a_place_is_settled_once_all_of_the_column_is_behind_it():
    plan, _ = planned(*stops(service_time_per_vehicle_s=None), vehicle_count=10, vehicle_gap_m=50)
    table = marched(*stops(service_time_per_vehicle_s=None), vehicle_count=10, vehicle_gap_m=50)
    assert table.clearing_is_earliest
    found = under_way(told("bend", 2000), table=table, plan=plan, now_s=2100)
    assert not point(found, "c").expected.arrival_is_earliest
    assert point(found, "c").expected.clearing_is_earliest
    found = under_way(told("bend", 2000, 2050), table=table, plan=plan, now_s=2100)
    assert not point(found, "c").expected.clearing_is_earliest


def test_the_tail_of_a_column_nobody_counted_is_known_where_it_was_seen_and_nowhere_else():
    plan, _ = planned(*stops())
    found = under_way(told("bend", 700, 900), table=marched(*stops()), plan=plan, now_s=1000)
    assert since_s(point(found, "bend").expected.clears_at) == 900
    assert point(found, "c").expected.clears_at is None


def test_serials_and_units_follow_the_head_that_was_reported_and_the_last_of_them_the_tail():
    serials = {"serials": column((4, 3), (3,)), "profile": "bare", "vehicle_gap_m": 50}
    plan, _ = planned(truck(), PROFILE, *stops(), **serials)
    table = marched(truck(), PROFILE, *stops(), **serials)
    own = table.row_of("gate").column
    late = told("gate", since_s(own.arrives_at) + 600, since_s(own.clears_at) + 900)
    found = under_way(late, table=table, plan=plan, now_s=since_s(own.clears_at) + 901)
    before, after = table.rows[-1].passings, found.expected.rows[-1].passings
    shifts_s = [(new.arrives_at - old.arrives_at).total_seconds() for old, new in zip(before, after, strict=True)]
    assert shifts_s == pytest.approx([900] * len(before), abs=2)
    assert after[-1].clears_at == after[0].clears_at
    cleared_s = [(new.clears_at - old.clears_at).total_seconds() for old, new in zip(before, after, strict=True)]
    assert cleared_s == pytest.approx([900] * len(before), abs=2)


DELAYS = st.lists(st.tuples(st.sampled_from(PLACES), st.integers(-200, 1800), st.integers(0, 1800)), max_size=4)


@given(DELAYS, st.data())
@settings(max_examples=60, deadline=None)
def test_a_report_that_comes_later_makes_nothing_earlier_as_long_as_all_hold_together(delays, data):
    kept = {place: (late_s, tail_s) for place, late_s, tail_s in delays}
    if not kept:
        return
    changed = data.draw(st.sampled_from(sorted(kept)))
    more_s = data.draw(st.integers(1, 1200))
    of_tail = data.draw(st.booleans())

    def reported(extra_s):
        for place, (late_s, tail_s) in kept.items():
            own = TABLE.row_of(place).column
            extra = extra_s if place == changed else 0
            arrived_s = since_s(own.arrives_at) + late_s + (0 if of_tail else extra)
            yield told(place, arrived_s, since_s(own.clears_at) + late_s + tail_s + extra)

    before, after = (under_way(*reported(extra_s), now_s=90_000) for extra_s in (0, more_s))
    if before.heard.findings or after.heard.findings:
        return
    assert all(late >= soon - 1e-3 for soon, late in zip(heads(before), heads(after), strict=True))
    assert all(late >= soon - 1e-3 for soon, late in zip(tails(before), tails(after), strict=True))


@given(DELAYS)
@example([("gate", 650, 317), ("c", 0, 916)])
@example([("lay", 800, 0), ("gate", 0, 351), ("bend", -100, 0)])
@settings(max_examples=60, deadline=None)
def test_times_rise_along_the_way_and_what_was_reported_stands_as_reported(delays):
    kept = {}
    for place, late_s, tail_s in delays:
        own = TABLE.row_of(place).column
        kept[place] = told(place, since_s(own.arrives_at) + late_s, since_s(own.clears_at) + late_s + tail_s)
    found = under_way(*kept.values(), now_s=90_000)
    used = {one.row: one for one in found.heard.points}
    for row, one in enumerate(found.points):
        if row in used and used[row].arrived_s is not None:
            assert since_s(one.expected.arrives_at) == pytest.approx(used[row].arrived_s, abs=1e-3)
        if row in used and used[row].cleared_s is not None:
            assert since_s(one.expected.clears_at) == pytest.approx(used[row].cleared_s, abs=1e-3)
        assert one.expected.clears_at >= one.expected.arrives_at
    assert heads(found) == sorted(heads(found))
