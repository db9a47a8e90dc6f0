"""From plan to case, to schedule, through the gate and back to the plan: small roads, every claim by march tables."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import DailyHours, PlannedWait, Priority, Recurrence, SiteKind, Validity
from routing.convoys.asked import MovementAsked
from routing.convoys.gate import Accepted, Rejected, admitted, conflicts
from routing.convoys.laying import laid_out
from routing.convoys.taken import changes, with_schedule
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.march.table import march_table
from routing.movement.explain import Kind, explain
from routing.movement.schedule import Schedule
from routing.movement.solve import solve
from routing.question import Terms
from routing.replay.violation import Rule
from routing.search import find_route
from routing.standing import convoy_question
from tests import builders, march_builders
from tests.asciimap import ascii_map

DAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ASKED = MovementAsked(day=DAY, now=datetime(2026, 6, 1, 5, tzinfo=UTC), headway_s=300, ways=1)
JUNCTION = ascii_map(
    """
    A---B---C
        |
        D
    """,
    grid_m=1000,
    roads={name: {"lanes": 2.0} for name in ("AB", "BC", "BD")},
)
FORKED = ascii_map(
    """
    A---B---C---D
        |   |
        E---F
    """,
    grid_m=500,
    roads={name: {"lanes": 2.0} for name in ("AB", "BC", "CD", "BE", "EF", "FC")},
)


def site(drawn, letter, **said):
    return builders.site(letter.lower(), **{"name": letter, "point": drawn.point(letter), **said})


def convoy(name, way, departs_at=NOON, vehicles=11, **said):
    """A convoy of so many vehicles 100 m apart: eleven take 100 s at ten metres a second."""
    ends = {"origin": way[0].lower(), "destination": way[1].lower(), "departs_at": departs_at}
    return builders.convoy(name, **{"name": name, **ends, "vehicle_count": vehicles, **said})


def planned(drawn, *records, sites="ABCD"):
    places = (site(drawn, letter) for letter in sites if letter in drawn.node)
    return builders.plan(*places, *records)


def worked(drawn, plan, asked=ASKED):
    index = NetworkIndex(drawn.network)
    laid = laid_out(index, plan, asked)
    return index, laid, solve(laid.case, limit_s=2)


def curfew(starts, ends, **said):
    hours = Recurrence(hours=DailyHours(starts=starts, ends=ends))
    return march_builders.opening_rule("curfew", weekly=(hours,), **said)


def test_of_two_convoys_at_one_junction_the_lesser_waits_by_pass_time_and_headway_less_its_lead():
    first = convoy("first", "AC", priority=Priority.EMERGENCY)
    # the second has as far to the junction and would be there 40 s after the head of the first
    other = replace(convoy("other", "DC"), departs_at=NOON + timedelta(seconds=240))
    plan = planned(JUNCTION, first, other)
    index, laid, found = worked(JUNCTION, plan)
    assert {fault.rule for fault in conflicts(laid)} == {Rule.FOLLOWING}
    pass_s = laid.case.columns[0].pass_s
    lead_s = lead_at_junction(index, plan)
    (moved,) = changes(laid, found.schedule)
    assert moved.before.id == "other"
    assert moved.later_s == pytest.approx(pass_s + 300 - lead_s, abs=1)
    assert isinstance(admitted(index, laid, found.schedule), Accepted)


def lead_at_junction(index, plan):
    """Seconds between the heads of the two at B, by their march tables."""
    heads = []
    for own in plan.convoys:
        table = march_table(index, plan, own, find_route(index, plan, convoy_question(plan, own, Terms(at=NOON))))
        along_m = table.distance_m - 4000
        heads.append(own.departs_at + timedelta(seconds=table.drive.reached_s(along_m)))
    return (heads[1] - heads[0]).total_seconds()


def test_a_convoy_whose_tail_is_caught_by_the_curfew_moves_earlier_or_not_at_all():
    leaves_at, due_at = (datetime(2026, 6, 1, *at, tzinfo=UTC) for at in ((16, 41, 40), (18, 0)))
    own = convoy("aid", "AC", leaves_at, vehicles=54, deadline_at=due_at)
    plan = planned(JUNCTION, own, curfew(time(17), time(23)))
    _, laid, found = worked(JUNCTION, plan)
    table = laid.ways[0][0].way.table
    assert [f"{at:%H:%M}" for at in (table.arrives_at, table.clears_at)] == ["16:55", "17:04"]
    assert Rule.DAYLIGHT in {fault.rule for fault in conflicts(laid)}
    assert found.schedule == Schedule()
    assert found.standing == (0,)
    ready = planned(JUNCTION, replace(own, ready_at=own.departs_at - timedelta(hours=1)), curfew(time(17), time(23)))
    index, laid, found = worked(JUNCTION, ready)
    accepted = admitted(index, laid, found.schedule)
    (moved,) = accepted.plan.convoys
    assert moved.departs_at < own.departs_at
    assert conflicts(laid_out(index, accepted.plan, ASKED)) == ()


def test_on_a_bridge_of_one_lane_nobody_meets_and_the_one_who_waits_waits_until_it_is_clear():
    bridge = ascii_map(
        "A---B-C---D",
        grid_m=1000,
        roads={"AB": {"lanes": 2.0}, "BC": {"lanes": 1.0, "bridge": "yes"}, "CD": {"lanes": 2.0}},
    )
    plan = planned(bridge, convoy("east", "AD", priority=Priority.EMERGENCY), convoy("west", "DA"))
    index, laid, found = worked(bridge, plan)
    assert [fault.rule for fault in conflicts(laid)] == [Rule.MEETING]
    (moved,) = changes(laid, found.schedule)
    assert moved.before.id == "west"
    # both need 600 s to cross all; the bridge is 4 of 10 km long
    assert moved.later_s == pytest.approx(200 + laid.case.columns[0].pass_s + 300, abs=2)
    assert isinstance(admitted(index, laid, found.schedule), Accepted)


@pytest.mark.parametrize(("room_m", "waits"), [(2000.0, True), (500.0, False), (None, False)])
def test_columns_wait_only_where_their_room_is_known_and_enough(room_m, waits):
    lay_by = builders.site(
        "lay-by", name="Lay-by", kind=SiteKind.HOLDING_POINT, point=JUNCTION.point("A", east_m=2000), room_m=room_m
    )
    shut = builders.zone("z", area=JUNCTION.zone("C", 1000))
    rule = curfew(time(12), time(13), kind=march_builders.opening_rule().kind, about="z")
    own = convoy("aid", "AC", deadline_at=NOON + timedelta(hours=2))
    blocker = convoy("slow", "AB", departs_at=NOON + timedelta(seconds=500), is_fixed=True)
    plan = planned(JUNCTION, lay_by, shut, rule, own, blocker)
    index, laid, found = worked(JUNCTION, plan)
    accepted = admitted(index, laid, found.schedule)
    moved = accepted.plan.get("aid")
    assert bool(moved.waits) is False or waits
    with_wait = replace(plan.get("aid"), waits=(PlannedWait(place="lay-by", wait_s=3600),))
    faults = conflicts(laid_out(index, plan.with_record(with_wait), ASKED))
    assert (Rule.WAIT in {fault.rule for fault in faults}) is not waits


def test_the_gate_refuses_a_schedule_that_breaks_a_rule_and_says_which():
    plan = planned(JUNCTION, convoy("first", "AC"), convoy("other", "AC"))
    index, laid, found = worked(JUNCTION, plan)
    assert isinstance(admitted(index, laid, found.schedule), Accepted)
    refused = admitted(index, laid, laid.saved)
    assert isinstance(refused, Rejected)
    assert "comes within 5 min" in refused.reasons[0]


def test_the_gate_reads_the_plan_back_so_that_roads_closed_at_the_new_departure_count():
    own = convoy("aid", "AD", ready_at=NOON)
    zone = builders.zone("z", area=FORKED.zone("C", 100))
    closed = builders.barrier("shut", valid=Validity(starts_at=NOON + timedelta(minutes=30)))
    plan = planned(FORKED, own, zone, closed)
    index = NetworkIndex(FORKED.network)
    laid = laid_out(index, plan, ASKED)
    late = replace(
        laid.saved.movements[0], enters_s=tuple(second + 3600 for second in laid.saved.movements[0].enters_s)
    )
    refused = admitted(index, laid, Schedule(movements=(late,)))
    assert isinstance(refused, Rejected)


def test_announced_convoys_stay_and_the_others_go_around_them():
    told = convoy("told", "AC", is_fixed=True)
    urgent = convoy("urgent", "AC", priority=Priority.EMERGENCY, ready_at=NOON)
    index, laid, found = worked(JUNCTION, planned(JUNCTION, told, urgent))
    accepted = admitted(index, laid, found.schedule)
    assert accepted.plan.get("told") == told
    assert accepted.plan.get("urgent").departs_at > NOON


def test_two_announced_convoys_that_cannot_both_go_are_named():
    plan = planned(JUNCTION, convoy("one", "AC", is_fixed=True), convoy("two", "AC", is_fixed=True))
    with pytest.raises(RoutingError, match=r"cannot move as they were notified.*two"):
        worked(JUNCTION, plan)


def test_another_way_is_kept_as_places_it_is_led_over_and_is_found_again():
    first = convoy("first", "AD", vehicles=60, is_fixed=True)
    other = convoy(
        "other", "CB", departs_at=NOON + timedelta(seconds=30), vehicles=3, deadline_at=NOON + timedelta(minutes=12)
    )
    drawn = ascii_map(
        """
        A---B---C---D
            |   |
            E---F
        """,
        grid_m=500,
        roads={"BC": {"lanes": 1.0}, "AB": {"lanes": 2.0}, "CD": {"lanes": 2.0}}
        | {name: {"lanes": 2.0, "speed_kmh": 60.0} for name in ("BE", "EF", "FC")},
    )
    index, laid, found = worked(drawn, planned(drawn, first, other), replace(ASKED, ways=3))
    accepted = admitted(index, laid, found.schedule)
    assert isinstance(accepted, Accepted)
    moved = accepted.plan.get("other")
    assert moved.via
    (moving,) = changes(laid, found.schedule)
    assert moving.by_another_way
    route = find_route(index, accepted.plan, convoy_question(accepted.plan, moved, Terms(at=NOON)))
    assert route.distance_m > 2500


def test_whoever_cannot_be_planned_is_named_with_the_reason_and_the_others_are():
    records = (
        convoy("known", "AC"),
        convoy("uncounted", "AC", vehicles=None),
        convoy("nowhere", "AA"),
        builders.site("gate", name="Gate", kind=SiteKind.CHECKPOINT, point=JUNCTION.point("B", east_m=1500)),
    )
    index = NetworkIndex(JUNCTION.network)
    plan = planned(JUNCTION, *records, convoy("short", "DB"))
    laid = laid_out(index, plan, ASKED)
    why = {left.convoy: left.reason for left in laid.left_out}
    assert [own.id for own in laid.convoys] == ["short"]
    assert "How long the column stands at Gate is not known" in why["known"]
    assert "the number of its vehicles was not reported" in why["uncounted"]
    assert "its origin is its destination" in why["nowhere"]
    assumed = laid_out(index, plan, replace(ASKED, gate_s=30.0))
    assert {own.id for own in assumed.convoys} == {"short", "known"}
    assert [note.code for note in assumed.roster.notes] == ["gate-time-assumed"]


def test_a_day_without_convoys_is_an_empty_case_that_can_be_solved():
    index, laid, found = worked(JUNCTION, planned(JUNCTION))
    assert (laid.convoys, found.schedule) == ((), Schedule())
    assert isinstance(admitted(index, laid, found.schedule), Accepted)


def test_why_a_convoy_stands_and_what_would_free_it_is_told_of_the_case():
    plan = planned(JUNCTION, convoy("aid", "AC", escort_teams=1))
    _, laid, found = worked(JUNCTION, plan)
    (binding,) = explain(laid.case, found.schedule, 0)
    assert (binding.kind, binding.by) == (Kind.ESCORTS, 1)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(RoutingError, match="headway"):
        replace(ASKED, headway_s=-1)
    with pytest.raises(RoutingError, match="gate"):
        replace(ASKED, gate_s=-1.0)


STREETS = ascii_map(
    """
    A---B---C---D
    |   |   |   |
    E---F---G---H
    """,
    grid_m=300,
    roads={name: {"lanes": 2.0} for name in ("AB", "BC", "CD", "EF", "FG", "GH", "AE")}
    | {"BF": {"lanes": 1.0}, "CG": {"lanes": 2.0, "speed_kmh": 20.0}, "DH": {"lanes": 1.0}},
)
STREETS_INDEX = NetworkIndex(STREETS.network)
LETTERS = st.sampled_from("ABCDEFGH")


@st.composite
def days(draw):
    """A few convoys at nearly one time on a small grid, with a gate and a holding point somewhere."""
    gate = builders.site(
        "gate",
        name="Gate",
        kind=SiteKind.CHECKPOINT,
        point=STREETS.point(draw(st.sampled_from(["BC", "FG", "CG"]))),
        service_time_per_vehicle_s=float(draw(st.integers(0, 60))),
        lanes=draw(st.sampled_from([None, 1, 2])),
    )
    room_m = draw(st.sampled_from([None, 400.0, 3000.0]))
    lay_by = builders.site(
        "lay-by", name="Lay-by", kind=SiteKind.HOLDING_POINT, point=STREETS.point("EF"), room_m=room_m
    )
    count = draw(st.integers(2, 4))
    convoys = [
        convoy(
            f"c{number}",
            draw(st.tuples(LETTERS, LETTERS).filter(lambda way: way[0] != way[1])),
            NOON + timedelta(seconds=draw(st.integers(0, 600))),
            vehicles=draw(st.integers(1, 12)),
            vehicle_gap_m=draw(st.sampled_from([50.0, 120.0])),
            priority=draw(st.sampled_from(list(Priority))),
        )
        for number in range(count)
    ]
    return planned(STREETS, gate, lay_by, *convoys, sites="ABCDEFGH")


@settings(max_examples=12, deadline=None)
@given(plan=days())
def test_every_schedule_passes_the_gate_and_its_march_tables_lie_within_it(plan):
    asked = replace(ASKED, headway_s=120, ways=3)
    laid = laid_out(STREETS_INDEX, plan, asked)
    found = solve(laid.case, limit_s=0.2)
    accepted = admitted(STREETS_INDEX, laid, found.schedule)
    assert isinstance(accepted, Accepted), accepted.reasons
    for movement in found.schedule.movements:
        check_within(laid, accepted.plan, movement)


def check_within(laid, plan, movement):
    """The head is where the table says, to the second; the tail leaves no node before the table says."""
    own = plan.get(laid.convoys[movement.column].id)
    column = laid.case.columns[movement.column]
    way = laid.ways[movement.column][movement.route]
    route = find_route(STREETS_INDEX, plan, convoy_question(plan, own, Terms(at=own.departs_at)))
    table = march_table(STREETS_INDEX, plan, own, route)
    starts_s = laid.hours.second(own.departs_at)
    short_legs = sum(leg.traverse_s <= 1 for leg in way.route.legs)
    heads = [*movement.enters_s, movement.enters_s[-1] + way.route.legs[-1].traverse_s]
    for along_m, head_s in zip(way.behind_m[1:-1], heads[1:-1], strict=True):
        left_s = starts_s + float(table.progress(table.formation.column.begins).left_s(along_m))
        assert head_s == pytest.approx(left_s, abs=1.2 + short_legs + sum(leg.service_s > 0 for leg in way.route.legs))
    assert laid.hours.second(table.clears_at) <= heads[-1] + column.pass_s
    assert laid.hours.second(table.arrives_at) == pytest.approx(way.head_in_s(movement), abs=2 + short_legs)


def test_taking_over_what_is_saved_changes_nothing():
    plan = planned(JUNCTION, convoy("aid", "AC"))
    index = NetworkIndex(JUNCTION.network)
    laid = laid_out(index, plan, ASKED)
    assert with_schedule(laid, laid.saved) == plan
