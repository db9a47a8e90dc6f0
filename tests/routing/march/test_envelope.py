"""A column is as high, as heavy and as slow as its worst vehicle, and what one does not state is not forgotten."""

import pytest

from data.model import RoadGroup, Vehicle
from routing.index import NetworkIndex
from routing.march.catalogue import STANDARD_TYPES, types_offered
from routing.march.envelope import column_speeds_kmh, column_vehicle
from routing.question import Terms
from routing.standing import Asked, convoy_question, standing_of
from tests import builders, march_builders
from tests.asciimap import ascii_map
from tests.builders import NOON

TRUCK = march_builders.vehicle_type("truck", speeds_kmh=((RoadGroup.MAIN, 60.0), (RoadGroup.TRACK, 15.0)))
VAN = march_builders.vehicle_type(
    "van", envelope=Vehicle(name="van", height_m=2.5), speeds_kmh=((RoadGroup.MAIN, 90.0), (RoadGroup.LOCAL, 30.0))
)


def planned(*kinds, convoy=None, more=()):
    unit = march_builders.march_unit("A", *(march_builders.vehicle(type=kind.id) for kind in kinds))
    column = (march_builders.serial("1", unit),) if kinds else ()
    own = builders.convoy(serials=column, **(convoy or {}))
    return builders.plan(builders.site(), builders.crossing(), *kinds, own, *more), own


def test_a_column_needs_the_most_any_vehicle_needs_and_at_least_where_one_does_not_say():
    column = column_vehicle(*planned(TRUCK, VAN))
    assert (column.height_m, column.weight_t) == (4.0, 18.0)
    assert "weight_t" in column.at_least
    assert "height_m" not in column.at_least


def test_a_column_nobody_has_told_has_no_envelope():
    assert column_vehicle(*planned()) is None


def test_a_column_drives_as_fast_as_its_slowest_vehicle_on_each_group_of_roads():
    told = column_speeds_kmh(*planned(TRUCK, VAN))
    assert told == {RoadGroup.MAIN: 60.0, RoadGroup.TRACK: 15.0, RoadGroup.LOCAL: 30.0}


def test_a_convoy_is_asked_for_with_its_own_vehicles_unless_another_is_named():
    plan, convoy = planned(TRUCK)
    assert convoy_question(plan, convoy, Terms(at=NOON)).vehicle == column_vehicle(plan, convoy)
    named = Vehicle(name="tank", weight_t=60.0)
    assert convoy_question(plan, convoy, Terms(at=NOON, vehicle=named)).vehicle == named


@pytest.mark.parametrize(("weight_t", "way_m"), [(18.0, 600), (8.0, 200)])
def test_a_heavy_column_goes_round_a_weak_bridge_and_a_light_one_over_it(weight_t, way_m):
    drawn = ascii_map("A-B\n| |\nC-D", roads={"AB": {"maxweight_t": 10.0, "bridge": "yes"}}, grid_m=100)
    kind = march_builders.vehicle_type("truck", envelope=Vehicle(name="truck", weight_t=weight_t))
    ends = (builders.site("s", point=drawn.point("A")), builders.site("t", point=drawn.point("B")))
    plan, convoy = planned(kind, convoy={"origin": "s", "destination": "t"}, more=ends)
    found = standing_of(NetworkIndex(drawn.network), plan, Asked(terms=Terms(at=NOON))).answers[convoy.id]
    assert found.distance_m == pytest.approx(way_m, abs=2)


def test_the_catalogue_offers_each_type_once_and_the_plans_own_first():
    plan, _ = planned(TRUCK)
    offered = types_offered(plan)
    assert offered[0] == TRUCK
    assert len({kind.id for kind in offered}) == len(offered) == len(STANDARD_TYPES)
    assert all(len(kind.speeds_kmh) == len(RoadGroup) and kind.tank_l for kind in STANDARD_TYPES)
