"""March arithmetic: plain formulas on plain numbers, in metres, seconds and kilometres an hour.

The formulas are those of FM 55-10 (appendix E) and ATP 4-16 as commonly taught, turned from kilometres
and minutes into metres and seconds. A None that goes in comes out: what is not known stays not known.
"""

import math

VEHICLES_PER_EXTRA_MINUTE = 25
EXTRA_ROUNDS_UP_AT = 13
MINUTE_S = 60.0
HOUR_S = 3600.0
KMH_PER_M_S = 3.6


def vehicles_per_km(vehicle_gap_m: float, vehicle_length_m: float = 0.0) -> float:
    """Density: vehicles on a kilometre of road.

    Without a length it is the doctrinal shorthand, 1000 / gap (ST 100-3: 100 m for 10 vehicles a
    kilometre); with one it is what really fits, 1000 / (gap + length).

    >>> vehicles_per_km(100.0)
    10.0
    >>> vehicles_per_km(40.0, 10.0)
    20.0
    """
    return 1000.0 / (vehicle_gap_m + vehicle_length_m)


def time_gaps_s(unit_count: int, serial_count: int, unit_gap_s: float, serial_gap_s: float) -> float:
    """All time gaps of a column: (M - 1) x gap of units + (S - 1) x (gap of serials - gap of units) (FM 55-10).

    >>> time_gaps_s(4, 2, 180.0, 360.0) / 60
    12.0
    """
    return (unit_count - 1) * unit_gap_s + (serial_count - 1) * (serial_gap_s - unit_gap_s)


def extra_time_s(vehicle_count: int) -> float:
    """EXTAL: a minute for every 25 vehicles, none below 25; a remainder of 13 and more counts as 25.

    >>> [extra_time_s(count) / 60 for count in (24, 25, 37, 38, 40, 87)]
    [0.0, 1.0, 1.0, 2.0, 2.0, 3.0]
    """
    whole, rest = divmod(vehicle_count, VEHICLES_PER_EXTRA_MINUTE)
    return MINUTE_S * (whole + (rest >= EXTRA_ROUNDS_UP_AT)) if whole else 0.0


def speed_m_s(speed_kmh: float) -> float:
    """Metres a second of kilometres an hour."""
    return speed_kmh / KMH_PER_M_S


def road_space_m(vehicle_count: int, density_per_km: float, gaps_s: float, speed_kmh: float) -> float:
    """Road a column takes, metres: n / D + G x v (FM 55-10).

    >>> road_space_m(40, 10.0, 720.0, 25.0)
    9000.0
    """
    return vehicle_count / density_per_km * 1000.0 + gaps_s * speed_m_s(speed_kmh)


def pass_time_s(space_m: float, speed_kmh: float, extra_s: float = 0.0) -> float:
    """Time a column takes to pass a point: road space / v + EXTAL, which is n x 60 / (D x v) + G + EXTAL in minutes.

    >>> round(pass_time_s(9000.0, 25.0, 120.0) / 60, 3)
    23.6
    """
    return space_m / speed_m_s(speed_kmh) + extra_s


def time_distance_s(distance_m: float, speed_kmh: float) -> float:
    """Time the head takes to drive a distance: distance / v.

    >>> round(time_distance_s(155_000.0, 30.0) / 3600, 2)
    5.17
    """
    return distance_m / speed_m_s(speed_kmh)


def arrive_s(start_s: float, driving_s: float, halts_s: float = 0.0) -> float:
    """When the head is at a point: start + time distance (`driving_s`) + halts before it."""
    return start_s + driving_s + halts_s


def clear_s(arrives_s: float, passes_s: float | None) -> float | None:
    """When the tail has passed a point: arrive + pass time; not known without the pass time."""
    return None if passes_s is None else arrives_s + passes_s


def next_start_s(clears_start_s: float, gap_s: float) -> float:
    """When the next serial may pass the start point at the earliest: the one before clears it + gap."""
    return clears_start_s + gap_s


def processing_s(vehicle_count: int | None, service_s: float | None, lanes: int | None = None) -> float | None:
    """Time a gate takes for a column: n x service time / lanes, one lane where nobody says; None where not known.

    Nothing passes a gate that has no lane open: the time is infinite.

    >>> processing_s(24, 480.0, 2) / 3600
    1.6
    """
    if vehicle_count is None or service_s is None:
        return None
    if lanes == 0:
        return math.inf if service_s > 0 else 0.0
    return vehicle_count * service_s / (lanes or 1)


def gate_pass_s(passes_s: float | None, processes_s: float | None) -> float | None:
    """Time from the head's arrival at a gate until the tail is through: the longer of passing and processing."""
    return None if passes_s is None or processes_s is None else max(passes_s, processes_s)


def halt_s(halt: float, per_vehicles: int | None, vehicle_count: int | None) -> float | None:
    """Length of a halt: itself, or once for every group of vehicles begun; None where their number matters unknown.

    >>> halt_s(900.0, 3, 10) / 60
    60.0
    """
    if per_vehicles is None:
        return halt
    return None if vehicle_count is None else halt * math.ceil(vehicle_count / per_vehicles)


def fuel_range_m(
    tank_l: float | None, consumption_l_per_100km: float | None, *, fill: float = 1.0, reserve: float = 0.2
) -> float | None:
    """How far the fuel takes a vehicle, metres: tank x fill x (1 - reserve) / consumption; None where not reported.

    `fill` is the share of the tank that is full at the start, `reserve` the share of that not to be used.

    >>> fuel_range_m(400.0, 40.0) / 1000
    800.0
    """
    if tank_l is None or consumption_l_per_100km is None:
        return None
    return tank_l * fill * (1.0 - reserve) / consumption_l_per_100km * 100_000.0
