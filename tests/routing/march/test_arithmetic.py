"""March arithmetic: the worked figures of doctrine, and what holds for every column."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.march import arithmetic as march

COUNTS = st.integers(1, 500)
SPEEDS = st.floats(5, 90)
GAPS = st.floats(10, 300)


def column(count, density, speed_kmh, gaps_s=0.0, *, extra=False):
    """Road space in km and pass time in minutes."""
    space_m = march.road_space_m(count, density, gaps_s, speed_kmh)
    return space_m / 1000, march.pass_time_s(space_m, speed_kmh, march.extra_time_s(count) if extra else 0.0) / 60


def test_25_000_vehicles_take_2500_km_and_100_hours():
    space_km, passes_min = column(25_000, march.vehicles_per_km(100), 25)
    assert space_km == pytest.approx(2500)
    assert passes_min / 60 == pytest.approx(100)


@pytest.mark.parametrize(("space_km", "hours"), [(155, 5.17), (320, 10.67)])
def test_columns_of_the_manual_pass_in_the_hours_it_gives(space_km, hours):
    assert march.pass_time_s(space_km * 1000, 30) / 3600 == pytest.approx(hours, abs=0.005)


def test_a_corps_on_eight_routes_takes_312_km_of_each():
    occupied_km = column(12_000, 10, 25)[0]
    assert occupied_km == pytest.approx(1200)
    assert (occupied_km + 1300) / 8 == pytest.approx(312.5)


@pytest.mark.parametrize(
    ("count", "density", "speed_kmh", "units", "serials", "gaps_min", "passes_min", "space_km"),
    [
        (40, 10, 25, 4, 2, (3, 6), 23.6, 9.0),
        (12, 20, 30, 1, 1, (0, 0), 1.2, 0.6),
        (87, 20, 25, 5, 1, (3, 0), 25.44, 9.35),
    ],
)
def test_worked_columns_take_the_road_and_time_they_should(
    count, density, speed_kmh, units, serials, gaps_min, passes_min, space_km
):
    gaps_s = march.time_gaps_s(units, serials, *(60 * gap for gap in gaps_min))
    told = column(count, density, speed_kmh, gaps_s, extra=True)
    assert told == (pytest.approx(space_km), pytest.approx(passes_min))


def test_the_length_of_vehicles_thins_a_column_out():
    assert march.vehicles_per_km(100) == 10
    assert march.vehicles_per_km(100, 10) == pytest.approx(9.0909, abs=1e-4)


def test_arrive_clear_and_the_next_start_follow_from_each_other():
    arrives_s = march.arrive_s(1000.0, march.time_distance_s(25_000, 25), halts_s=600)
    assert arrives_s == 5200
    assert march.clear_s(arrives_s, 1416) == 6616
    assert march.next_start_s(6616, 360) == 6976
    assert march.clear_s(arrives_s, None) is None


@pytest.mark.parametrize(
    ("count", "service_s", "lanes", "takes_s"),
    [(24, 480, None, 11_520), (24, 480, 4, 2880), (None, 480, 1, None), (24, None, 1, None), (3, 60, 0, math.inf)],
)
def test_a_gate_takes_its_time_for_every_vehicle(count, service_s, lanes, takes_s):
    assert march.processing_s(count, service_s, lanes) == takes_s


@pytest.mark.parametrize(("passes_s", "processes_s", "takes_s"), [(100, 300, 300), (300, 100, 300), (None, 9, None)])
def test_at_a_gate_the_longer_of_passing_and_processing_counts(passes_s, processes_s, takes_s):
    assert march.gate_pass_s(passes_s, processes_s) == takes_s


def test_a_halt_for_every_three_vehicles_begun_is_not_known_without_their_number():
    assert march.halt_s(900, 3, 7) == 2700
    assert march.halt_s(900, 3, None) is None
    assert march.halt_s(900, None, None) == 900


def test_fuel_takes_a_vehicle_as_far_as_tank_and_reserve_allow():
    assert march.fuel_range_m(300, 30, fill=0.5, reserve=0.2) == pytest.approx(400_000)
    assert march.fuel_range_m(None, 30) is None
    assert march.fuel_range_m(300, None) is None


@given(COUNTS, COUNTS, GAPS, SPEEDS)
def test_two_columns_one_behind_the_other_pass_in_the_sum_of_their_times(one, other, gap_m, speed_kmh):
    density = march.vehicles_per_km(gap_m)
    both, first, second = (column(count, density, speed_kmh)[1] for count in (one + other, one, other))
    assert both == pytest.approx(first + second)


@given(COUNTS, GAPS, st.floats(3, 25), SPEEDS, st.floats(0, 3600))
def test_switches_only_ever_lengthen_a_column(count, gap_m, length_m, speed_kmh, gaps_s):
    doctrinal, physical = march.vehicles_per_km(gap_m), march.vehicles_per_km(gap_m, length_m)
    bare = column(count, doctrinal, speed_kmh)[1]
    assert bare >= count * gap_m / march.speed_m_s(speed_kmh) / 60 - 1e-9
    assert column(count, physical, speed_kmh)[1] > bare
    assert column(count, doctrinal, speed_kmh, extra=True)[1] >= bare
    assert column(count, doctrinal, speed_kmh, gaps_s)[1] == pytest.approx(bare + gaps_s / 60)


@given(st.integers(0, 5000))
def test_extra_time_is_within_half_a_minute_of_a_minute_for_25(count):
    extra_min = march.extra_time_s(count) / 60
    assert extra_min == 0 if count < 25 else abs(extra_min - count / 25) <= 0.5 + 1e-9


@given(st.integers(0, 1000), st.floats(1, 3600), st.integers(1, 8))
def test_more_lanes_never_take_longer(count, service_s, lanes):
    assert march.processing_s(count, service_s, lanes + 1) <= march.processing_s(count, service_s, lanes)
