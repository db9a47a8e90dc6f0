"""Health sites after cyclone Idai: 19 sites with hours around Beira, three vehicles of 300 from the port.

The roads of the region are not at hand. Legs that a published schedule of these sites drove (openrouteservice-examples)
take as long as they took there; all others are the straight line, longer by as much as the published ones were.
"""

import csv
import math
import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from geo.measure import distance_m
from routing.replay.rounds import faults_of_rounds
from routing.rounds.case import DEPOT, Case, Fleet, Round, Rounds, Stop, Visit
from routing.rounds.solve import solve

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder of real data"),
]
PORT = 34.835447, -19.818474
SERVICE_S = 20 * 60
SECONDS_PER_M = 1.86 * 3.6 / 60.0
# when each vehicle of the published schedule left, and for each site when it came and left, as h:mm:ss
PUBLISHED = """
8:08:44 2,8:30:00,8:50:00 18,8:59:05,9:19:05 11,9:38:50,9:58:50 10,10:08:38,10:28:38 9,11:02:14,11:22:14 20,16:52:15,17:12:15
8:50:59 4,9:01:58,9:21:58 5,9:26:47,9:46:47 7,10:00:00,10:20:00 6,10:33:11,10:53:11 3,10:58:02,11:18:02 16,16:59:54,17:19:54 15,17:59:44,18:19:44
8:07:55 13,8:40:30,9:00:30 12,9:13:42,9:33:42 14,10:00:00,10:20:00 8,12:22:39,12:42:39 17,14:34:13,14:54:13 1,17:21:58,17:41:58
"""  # noqa: E501 - a line for each vehicle


def seconds(clock):
    hours, minutes, rest = (int(part) for part in clock.split(":"))
    return hours * 3600 + minutes * 60 + rest


def sites():
    path = Path(os.environ["PASSAGE_DATA"]) / "crises" / "beira" / "idai_health_sites.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def published(rows):
    """The published rounds, by the numbers of our places."""
    place = {row["ID"]: number for number, row in enumerate(rows, start=1)}
    rounds = []
    for told in PUBLISHED.strip().splitlines():
        leaves, *stops = told.split()
        visits = [stop.split(",") for stop in stops]
        rounds.append(
            Round(
                leaves_s=seconds(leaves),
                visits=tuple(
                    Visit(place=place[own], arrives_s=seconds(came), begins_s=seconds(came), leaves_s=seconds(left))
                    for own, came, left in visits
                ),
                back_s=None,
            )
        )
    return tuple(rounds)


def instance(rows):
    """The case: published legs as they were driven, the others by the straight line."""
    places = [PORT, *((float(row["Lon"]), float(row["Lat"])) for row in rows)]
    drive_s = [[math.ceil(distance_m(a, b) * SECONDS_PER_M) if a != b else 0 for b in places] for a in places]
    for own in published(rows):
        ways = [(DEPOT, own.leaves_s), *((visit.place, visit.leaves_s) for visit in own.visits)]
        for ((here, left_s), (there, _)), visit in zip(pairwise(ways), own.visits, strict=True):
            drive_s[here][there] = visit.arrives_s - left_s
    stops = tuple(
        Stop(
            name=f"site {row['ID']}",
            amount=int(row["Needed_Amount"]),
            opens_s=seconds(row["Open_From"][11:]),
            closes_s=seconds(row["Open_To"][11:]),
            service_s=SERVICE_S,
        )
        for row in rows
    )
    fleet = Fleet(count=3, capacity=300, starts_s=8 * 3600, ends_s=20 * 3600, returns=False)
    return Case(stops=stops, fleet=fleet, drive_s=tuple(map(tuple, drive_s)))


def driven_s(case, rounds):
    orders = [(DEPOT, *(visit.place for visit in own.visits)) for own in rounds]
    return sum(case.drive_s[here][there] for order in orders for here, there in pairwise(order))


def test_all_sites_are_served_within_their_hours_where_the_published_schedule_comes_too_late_to_one():
    rows = sites()
    case, before = instance(rows), published(rows)
    assert driven_s(case, before) == 78_379
    known = Rounds(rounds=before, unserved=(), driven_s=78_379, least_unserved=0, least_driven_s=0, is_proven=False)
    assert faults_of_rounds(case, known) == ("Vehicle 2: it serves site 15 for 1184 s after that has closed.",)
    found = solve(case, limit_s=8)
    assert faults_of_rounds(case, found) == ()
    assert found.unserved == ()
    assert driven_s(case, found.rounds) == found.driven_s <= 78_379
    assert found.least_driven_s <= found.driven_s


def test_where_vehicles_must_be_back_by_night_the_north_cannot_be_served_and_that_is_proven():
    rows = sites()
    case = instance(rows)
    case = replace(case, fleet=replace(case.fleet, returns=True))
    found = solve(case, limit_s=4)
    assert faults_of_rounds(case, found) == ()
    assert {case.stops[place - 1].name for place in found.unserved} == {"site 15", "site 16", "site 20"}
    assert sum(case.stops[place - 1].amount for place in found.unserved) == found.least_unserved == 180
