"""Limits against a vehicle: what is exceeded closes, what nobody knows is told, nothing unknown is open."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import Running, Vehicle, envelope_of
from routing.costs.limits import LimitBlock, limit_block, met_limits
from routing.index import NetworkIndex
from routing.question import Terms, UnknownPolicy
from routing.roads.limits import WIDE_M, LimitKind
from tests.asciimap import ascii_map
from tests.builders import NOON

ROAD = "A---B---C---D"
TRUCK = Vehicle(
    name="truck", height_m=4.1, width_m=2.5, length_m=10.0, weight_t=18.0, axle_load_t=11.5, load_class=17
)  # fmt: skip
COLUMNS = {
    "maxheight_m": (LimitKind.HEIGHT, "height_m"),
    "maxwidth_m": (LimitKind.WIDTH, "width_m"),
    "width_m": (LimitKind.WIDTH, "width_m"),
    "maxlength_m": (LimitKind.LENGTH, "length_m"),
    "maxweight_t": (LimitKind.WEIGHT, "weight_t"),
    "maxaxleload_t": (LimitKind.AXLE_LOAD, "axle_load_t"),
    "mlc_wheeled": (LimitKind.LOAD_CLASS, "load_class"),
}


def block(drawn, vehicle=TRUCK, **said) -> LimitBlock:
    return limit_block(NetworkIndex(drawn.network), Terms(at=NOON, vehicle=vehicle, **said))


def told(drawn, vehicle=TRUCK):
    """(street, kind, limit, own) of every pair met, NaN as None."""
    met = met_limits(NetworkIndex(drawn.network), Terms(at=NOON, vehicle=vehicle))
    streets = {row: name for name, row in sorted(drawn.segment.items(), reverse=True)}
    columns = zip(met.segment.tolist(), met.kind.tolist(), met.limit.tolist(), met.own.tolist(), strict=True)
    return [(streets[s], LimitKind(k), *(None if np.isnan(x) else x for x in pair)) for s, k, *pair in columns]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_limit_below_the_vehicle_closes_its_segment_and_one_it_keeps_does_not(column):
    kind, name = COLUMNS[column]
    own = getattr(TRUCK, name)
    drawn = ascii_map(ROAD, roads={"AB": {column: own - 0.01}, "BC": {column: own}, "CD": {column: own + 1}})
    assert told(drawn) == [("AB", kind, own - 0.01, own)]
    assert block(drawn).closed.tolist() == [drawn.segment["AB"]]
    assert not len(block(drawn).doubtful)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_vehicle_that_does_not_state_a_dimension_is_in_doubt_at_every_such_limit(column):
    kind, _ = COLUMNS[column]
    drawn = ascii_map(ROAD, roads={"AB": {column: 30.0}})
    assert told(drawn, Vehicle(name="somebody")) == [("AB", kind, 30.0, None)]
    assert block(drawn, Vehicle(name="somebody")).doubtful.tolist() == [drawn.segment["AB"]]


def test_the_lesser_of_carriageway_and_permitted_width_counts():
    drawn = ascii_map(ROAD, roads={"AB": {"width_m": 2.2, "maxwidth_m": 3.0}, "BC": {"width_m": 6.0}})
    assert told(drawn) == [("AB", LimitKind.WIDTH, 2.2, 2.5)]


def test_a_bridge_is_in_doubt_until_a_weight_or_a_load_class_is_known():
    roads = {
        "AB": {"bridge": "yes"},
        "BC": {"bridge": "yes", "maxweight_t": 30.0},
        "CD": {"bridge": "yes", "mlc_wheeled": 40.0},
    }
    assert told(ascii_map(ROAD, roads=roads)) == [("AB", LimitKind.WEIGHT, None, 18.0)]


def test_an_axle_limit_alone_does_not_say_what_a_bridge_carries():
    drawn = ascii_map(ROAD, roads={"AB": {"bridge": "yes", "maxaxleload_t": 20.0}})
    assert told(drawn) == [("AB", LimitKind.WEIGHT, None, 18.0)]


def test_a_tunnel_is_in_doubt_until_its_height_is_known():
    drawn = ascii_map(ROAD, roads={"AB": {"tunnel": "yes"}, "BC": {"tunnel": "yes", "maxheight_m": 4.5}})
    assert told(drawn) == [("AB", LimitKind.HEIGHT, None, 4.1)]


def test_a_road_under_a_bridge_is_in_doubt_until_its_height_is_known():
    drawing = """
        E  F
        |  |
    A---+--+---B
        |  |
        G  H
    """
    drawn = ascii_map(drawing, roads={"AB": {"bridge": "yes", "maxweight_t": 40.0}, "FH": {"maxheight_m": 4.2}})
    assert told(drawn) == [("EG", LimitKind.HEIGHT, None, 4.1)]


def test_roads_that_meet_a_bridge_at_its_end_are_not_under_it():
    drawn = ascii_map("A---B---C\n    |\n    D", roads={"AB": {"bridge": "yes", "maxweight_t": 40.0}})
    assert told(drawn) == []


def test_of_two_bridges_that_cross_either_may_lie_below():
    drawn = ascii_map(" E\n |\nA+-B\n |\n F", roads={
        way: {"bridge": "yes", "maxweight_t": 40.0} for way in ("AB", "EF")})  # fmt: skip
    assert [(street, kind) for street, kind, _, _ in told(drawn)] == [
        ("AB", LimitKind.HEIGHT),
        ("EF", LimitKind.HEIGHT),
    ]


def test_an_unknown_width_matters_only_to_wide_vehicles():
    drawn = ascii_map(ROAD, roads={"AB": {"bridge": "yes", "maxweight_t": 40.0}})
    wide = Vehicle(name="wide", height_m=4.0, width_m=WIDE_M + 0.1, length_m=9.0, weight_t=9.0, axle_load_t=9.0)
    assert told(drawn, wide) == [("AB", LimitKind.WIDTH, None, WIDE_M + 0.1)]


def test_a_limit_tag_without_a_number_that_always_holds_is_in_doubt_for_every_vehicle():
    drawn = ascii_map(ROAD, roads={"AB": {"limit_doubt": "maxheight=below_default"}})
    assert told(drawn) == [("AB", LimitKind.OTHER, None, None)]


def test_an_estimated_load_class_can_close_a_bridge_but_never_clears_it():
    drawn = ascii_map(ROAD, roads={"AB": {"mlc_wheeled": 10.0}, "BC": {"mlc_wheeled": 100.0}})
    heavy = Vehicle(name="heavy", height_m=4.0, width_m=2.5, length_m=9.0, weight_t=18.0, axle_load_t=9.0)
    assert told(drawn, heavy) == [
        ("AB", LimitKind.LOAD_CLASS, 10.0, 17.0),
        ("BC", LimitKind.LOAD_CLASS, 100.0, None),
    ]
    met = met_limits(NetworkIndex(drawn.network), Terms(at=NOON, vehicle=heavy))
    assert met.is_estimate.tolist() == [True, False]


@pytest.mark.parametrize(("running", "closed"), [("wheels", "AB"), ("tracks", "BC"), ("both", "AB BC")])
def test_wheels_and_tracks_have_classes_of_their_own(running, closed):
    drawn = ascii_map(
        ROAD,
        roads={"AB": {"mlc_wheeled": 20.0, "mlc_tracked": 60.0}, "BC": {"mlc_wheeled": 60.0, "mlc_tracked": 20.0}},
    )
    vehicle = Vehicle(name="v", load_class=40, running=Running(running))
    assert [street for street, *_ in told(drawn, vehicle)] == closed.split()


def test_without_a_vehicle_nothing_is_closed_or_in_doubt():
    drawn = ascii_map(ROAD, roads={"AB": {"bridge": "yes", "maxweight_t": 1.0}})
    found = block(drawn, None, unknown_limits=UnknownPolicy.CLOSED)
    assert not len(found.closed)
    assert not len(found.doubtful)


def test_what_is_closed_by_one_limit_is_not_in_doubt_for_another():
    drawn = ascii_map(ROAD, roads={"AB": {"bridge": "yes", "maxheight_m": 3.0}})
    found = block(drawn)
    assert found.closed.tolist() == [drawn.segment["AB"]]
    assert not len(found.doubtful)


def test_answers_are_kept_for_each_vehicle_and_the_oldest_goes_first():
    index = NetworkIndex(ascii_map(ROAD).network)
    first = index.limits.met_by(TRUCK)
    assert index.limits.met_by(TRUCK) is first
    for height in range(1, 40):
        index.limits.met_by(Vehicle(name="v", height_m=float(height)))
    assert index.limits.met_by(TRUCK) is not first


@st.composite
def vehicles(draw):
    size = st.none() | st.sampled_from([2.0, 4.0, 8.0, 16.0])
    return Vehicle(
        name="v",
        height_m=draw(size),
        width_m=draw(size),
        length_m=draw(size),
        weight_t=draw(size),
        axle_load_t=draw(size),
        load_class=draw(st.none() | st.sampled_from([4, 16, 30])),
        running=draw(st.sampled_from(Running)),
    )


LIMITED = [*COLUMNS, "mlc_tracked"]


@settings(max_examples=150, deadline=None)
@given(
    vehicle=vehicles(),
    said=st.dictionaries(st.sampled_from(LIMITED), st.sampled_from([1.0, 4.0, 8.0, 20.0])),
    bridge=st.booleans(),
    tunnel=st.booleans(),
)
def test_a_segment_counts_as_passable_only_where_every_limit_is_known_to_be_kept(vehicle, said, bridge, tunnel):
    road = said | ({"bridge": "yes"} if bridge else {}) | ({"tunnel": "yes"} if tunnel else {})
    found = block(ascii_map("A---B", roads={"AB": road} if road else None), vehicle)
    word = "closed" if len(found.closed) else "doubt" if len(found.doubtful) else "passable"
    assert word == judged(vehicle, said, bridge=bridge, tunnel=tunnel)


def judged(vehicle, said, *, bridge, tunnel):
    """The same by cases, one limit after the other."""
    verdicts = set()
    for column, (_, name) in COLUMNS.items():
        if column in said and column != "mlc_wheeled":
            own = getattr(vehicle, name)
            verdicts.add("doubt" if own is None else "closed" if own > said[column] else "passable")
    wanted = {"wheels": ["mlc_wheeled"], "tracks": ["mlc_tracked"], "both": ["mlc_wheeled", "mlc_tracked"]}
    classes = [said[column] for column in wanted[vehicle.running] if column in said]
    for limit in classes:
        if vehicle.load_class is not None:
            verdicts.add("closed" if vehicle.load_class > limit else "passable")
        elif vehicle.estimated_load_class is not None and vehicle.estimated_load_class > limit:
            verdicts.add("closed")
        else:
            verdicts.add("doubt")
    unknown_height = tunnel and "maxheight_m" not in said
    unrated = bridge and "maxweight_t" not in said and not classes
    is_wide = vehicle.width_m is None or vehicle.width_m > WIDE_M
    unknown_width = is_wide and (bridge or tunnel) and not {"width_m", "maxwidth_m"} & set(said)
    if unknown_height or unrated or unknown_width:
        verdicts.add("doubt")
    return next((word for word in ("closed", "doubt") if word in verdicts), "passable")


def test_a_column_with_a_vehicle_nobody_measured_is_stopped_by_what_stops_the_others_and_in_doubt_at_the_rest():
    drawn = ascii_map("A---B---C---D", roads={"AB": {"maxweight_t": 15.0}, "BC": {"maxweight_t": 30.0}})
    column = envelope_of([Vehicle(name="truck", weight_t=18.0), Vehicle(name="hired")])
    found = block(drawn, column)
    assert found.closed.tolist() == [drawn.segment["AB"]]
    assert found.doubtful.tolist() == [drawn.segment["BC"]]


def test_a_load_class_that_one_vehicle_states_never_clears_the_heavier_one_that_does_not():
    column = envelope_of([Vehicle(name="tank", load_class=20, weight_t=20.0), Vehicle(name="hired", weight_t=40.0)])
    drawn = ascii_map("A---B---C---D", roads={"AB": {"mlc_wheeled": 30.0}, "BC": {"mlc_wheeled": 60.0}})
    assert block(drawn, column).closed.tolist() == [drawn.segment["AB"]]
    assert block(drawn, column).doubtful.tolist() == [drawn.segment["BC"]]
