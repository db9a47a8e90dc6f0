"""What a vehicle class says of itself, and what it leaves unsaid."""

import math

import pytest

from data.errors import PlanError
from data.model import DIMENSIONS, STANDARD_VEHICLES, Running, Vehicle, envelope_of


@pytest.mark.parametrize("wrong", [0, -1.0, math.nan, math.inf])
@pytest.mark.parametrize("name", DIMENSIONS)
def test_a_dimension_that_is_no_number_above_0_is_refused(name, wrong):
    with pytest.raises(PlanError, match=name):
        Vehicle(name="truck", **{name: wrong})


@pytest.mark.parametrize(
    ("load_class", "wheeled_t", "tracked_t"),
    [(40, 42.6, 36.3), (50, 52.6, 45.4), (80, 83.5, 72.6), (100, 104.3, 90.7), (120, 125.2, 108.9)],
)
def test_estimated_load_classes_are_near_the_published_weights(load_class, wheeled_t, tracked_t):
    """Published equivalents of bridge classes; the rule of thumb is within three classes of them."""
    wheeled = Vehicle(name="w", weight_t=wheeled_t)
    tracked = Vehicle(name="t", weight_t=tracked_t, running=Running.TRACKS)
    assert wheeled.estimated_load_class == pytest.approx(load_class, abs=3)
    assert tracked.estimated_load_class == pytest.approx(load_class, abs=1)


def test_without_a_weight_no_load_class_is_estimated():
    assert Vehicle(name="truck", height_m=4.0).estimated_load_class is None


def test_what_is_not_stated_is_told():
    assert Vehicle(name="truck", height_m=4.0, weight_t=20.0).not_stated == (
        *("width_m", "length_m", "axle_load_t"),
        "load_class",
    )


def test_a_column_needs_the_greatest_of_each_dimension_and_says_which_some_do_not_state():
    low_wide = Vehicle(name="low", height_m=2.0, width_m=3.0, weight_t=10.0, running=Running.TRACKS)
    high = Vehicle(name="high", height_m=4.0, width_m=2.5)
    column = envelope_of([low_wide, high])
    assert (column.name, column.height_m, column.width_m) == ("low with high", 4.0, 3.0)
    assert (column.weight_t, column.at_least) == (10.0, ("weight_t",))
    assert column.load_class is None
    assert envelope_of([column, high]).at_least == ("weight_t",)
    assert column.running is Running.BOTH


def test_a_column_of_one_is_that_vehicle_and_one_of_none_is_refused():
    truck = STANDARD_VEHICLES["truck"]
    assert envelope_of([truck]) == truck
    with pytest.raises(PlanError, match="without vehicles"):
        envelope_of([])


def test_every_standard_class_says_what_its_numbers_rest_on():
    for vehicle in STANDARD_VEHICLES.values():
        assert vehicle.basis not in {"", "as asked"}
        assert vehicle.height_m
        assert vehicle.width_m
        assert vehicle.weight_t
