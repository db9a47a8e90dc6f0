"""Reasons become documents in which no forbidden way can be taken for a route."""

import json
from dataclasses import fields

from shapely import LineString, Point

from data.export.reasons import reasons_document, separation_document, would_be_document
from data.model.reasons import BindingReason, RouteReasons
from data.model.results import (
    ClosedPart,
    NoRoute,
    NoRouteReason,
    Obstacle,
    Route,
    RoutePolicy,
    Snap,
    WouldBeRoute,
)
from tests.builders import NOON

STOP = Snap(wanted=Point(34.4, 31.5), point=Point(34.4, 31.5), segment=0, offset_m=0.0, distance_m=0.0)
LINE = LineString([(34.4, 31.5), (34.41, 31.5)])
ROUTE = Route(
    policy=RoutePolicy.FASTEST,
    at=NOON,
    origin=STOP,
    destination=STOP,
    via=(),
    line=LINE,
    distance_m=900.0,
    duration_s=90.0,
    exposure_s=4.0,
    pieces=(),
    exposure=(),
    streets=(),
    reports=(),
    unknown_m=0.0,
    unreported_m=900.0,
)
WALL = Obstacle(kind="zone", id="wall", name="Wall", why="closed", places=((34.4, 31.5),))
GATE = Obstacle(kind="gate", id="7", name="gate at node 7", why="closed to convoys")
WOULD_BE = WouldBeRoute(
    lifted=(("zone", "wall"),),
    as_if_lifted=ROUTE,
    closed=(ClosedPart(kind="zone", id="wall", line=LINE, distance_m=200.0),),
)
WALL_TOLD = {"kind": "zone", "id": "wall", "name": "Wall", "why": "closed", "places": [[34.4, 31.5]]}


def no_route(**said):
    wanted = {"policy": RoutePolicy.FASTEST, "at": NOON, "reason": NoRouteReason.CLOSED, "message": "Closed."}
    return NoRoute(**{**wanted, **said})


def test_a_way_that_is_not_permitted_is_under_no_key_called_route():
    told = would_be_document(WOULD_BE)
    assert list(told) == ["lifted", "not_permitted", "findings", "closed"]
    assert told["lifted"] == [{"kind": "zone", "id": "wall"}]
    assert told["not_permitted"]["distance_m"] == 900.0
    assert told["closed"][0]["distance_m"] == 200.0
    assert told["closed"][0]["geometry"]["type"] == "LineString"


def test_a_missing_route_tells_what_to_lift_what_separates_and_whether_it_is_proven():
    told = separation_document(no_route(obstacles=(WALL,), separating=(WALL, GATE), weight=3, at_least=2))
    assert told["to_lift"] == [WALL_TOLD]
    assert [own["id"] for own in told["separating"]] == ["wall", "7"]
    assert (told["weight"], told["at_least"], told["proven"], told["would_be"]) == (3, 2, False, None)
    assert separation_document(no_route(weight=2, at_least=2, relaxed=WOULD_BE))["would_be"]["closed"]


def test_reasons_tell_each_cost_and_null_where_there_would_be_no_way():
    costs = {"extra_s": 40.0, "extra_m": 400.0, "extra_exposure_s": -4.0}
    binding = BindingReason(reasons=(WALL,), without=WOULD_BE, **costs)
    held = BindingReason(reasons=(GATE,), without=None, extra_s=None, extra_m=None, extra_exposure_s=None)
    reasons = RouteReasons(route=ROUTE, obvious=WOULD_BE, is_obvious=False, binding=(held, binding), **costs)
    told = reasons_document(reasons)
    assert {name: told[name] for name in costs} == costs
    assert told["binding"][0]["without"] is None
    assert told["binding"][0]["extra_s"] is None
    assert told["binding"][1]["reasons"] == [WALL_TOLD]
    assert json.loads(json.dumps(told))["binding"][1]["extra_s"] == 40.0
    assert set(told) == {f.name for f in fields(RouteReasons)} - {"route"}
