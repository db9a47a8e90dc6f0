"""Questions beyond one route on the command line: reasons, other ways, fronts, matrices and reach."""

from itertools import pairwise

import pytest

from data.model import STANDARD_VEHICLES
from pages.command.parser import VEHICLES
from tests.pages.test_command import AT, ENDS, ask, box, closed, feature, roads, write

__all__ = ["ask", "closed", "roads"]


@pytest.fixture
def places(tmp_path):
    return write(
        tmp_path / "places.geojson",
        feature("Point", [34.401, 31.5], id="west", name="West clinic", kind="clinic"),
        feature("Point", [34.439, 31.5], id="east", name="East hospital", kind="hospital"),
    )


def test_a_detour_is_explained_by_the_zone_that_makes_it(ask, roads, closed):
    code, told, _ = ask("route", "--roads", roads, "--zones", closed, *ENDS, *AT, "--explain")
    assert code == 0
    [binding] = told["explained"]["binding"]
    assert [o["id"] for o in binding["reasons"]] == ["rubble"]
    assert binding["extra_s"] == pytest.approx(told["explained"]["extra_s"])
    assert binding["extra_m"] > 2_000


def test_without_zones_the_route_is_the_obvious_one(ask, roads):
    explained = ask("route", "--roads", roads, *ENDS, "--explain")[1]["explained"]
    assert (explained["is_obvious"], explained["binding"]) == (True, [])


def test_a_missing_route_tells_what_to_lift_and_never_calls_it_a_route(ask, roads, tmp_path):
    wall = write(tmp_path / "wall.geojson", box(34.418, 31.49, 34.422, 31.52, id="wall", name="Wall", barrier="closed"))
    code, told, _ = ask("route", "--roads", roads, "--zones", wall, *ENDS, *AT)
    assert code == 1
    explained = told["explained"]
    assert explained["proven"] is True
    assert [o["id"] for o in explained["to_lift"]] == ["wall"]
    assert explained["would_be"]["not_permitted"]["distance_m"] == pytest.approx(3610, abs=1)
    assert "distance_m" not in told


def test_other_ways_differ_and_say_how_much(ask, roads):
    ways = ask("route", "--roads", roads, *ENDS, "--alternatives", "3")[1]["alternatives"]
    assert ways[0]["stretch"] == 1.0
    assert all(way["overlap"] <= 0.6 for way in ways[1:])


def test_the_front_runs_from_fastest_to_least_exposed(ask, roads, tmp_path):
    area = box(34.418, 31.498, 34.422, 31.502, id="fire", name="Fire", kind="hazard", exposure=1)
    danger = write(tmp_path / "danger.geojson", area)
    front = ask("route", "--roads", roads, "--zones", danger, *ENDS, *AT, "--front")[1]["front"]
    assert front["exact"] is True
    times, exposures = ([way[key] for way in front["ways"]] for key in ("duration_s", "exposure_s"))
    assert times == sorted(times)
    assert exposures == sorted(exposures, reverse=True)
    assert exposures[-1] == 0


def test_a_matrix_has_the_figures_of_single_routes(ask, roads, places):
    told = ask("matrix", "--roads", roads, "--origins", places, "--destinations", places, *AT)[1]
    single = ask("route", "--roads", roads, *ENDS, *AT)[1]
    assert told["origin_ids"] == told["destination_ids"] == ["west", "east"]
    assert told["duration_s"][0][1] == pytest.approx(single["duration_s"])
    assert told["distance_m"][0][1] == pytest.approx(single["distance_m"])
    assert told["duration_s"][0][0] == 0


def test_a_matrix_says_null_where_there_is_no_route(ask, roads, places, tmp_path):
    wall = write(tmp_path / "wall.geojson", box(34.418, 31.49, 34.422, 31.52, id="wall", name="Wall", barrier="closed"))
    told = ask("matrix", "--roads", roads, "--zones", wall, "--origins", places, "--destinations", places, *AT)[1]
    assert told["duration_s"][0][1] is None


def test_reach_grows_with_the_limit_and_names_the_sites(ask, roads, places, tmp_path):
    base = write(tmp_path / "base.geojson", feature("Point", [34.401, 31.5], id="qrf", name="QRF", kind="base"))
    asked = ("reach", "--roads", roads, "--bases", base, "--sites", places, "--minutes", "1", "30", *AT)
    near, far = ask(*asked)[1]["limits"]
    assert near["distance_m"] < far["distance_m"]
    assert [s["id"] for s in near["sites"]] == ["west"]
    assert {s["id"] for s in far["sites"]} == {"west", "east"}
    assert far["area"]["type"] == "MultiPolygon"


def limited(tmp_path, **said):
    """A straight road of which the middle has these properties."""
    lons = (34.4, 34.41, 34.42, 34.44)
    pieces = [
        feature("LineString", [[west, 31.5], [east, 31.5]], highway="primary", **(said if west == 34.41 else {}))
        for west, east in pairwise(lons)
    ]
    return write(tmp_path / "limited.geojson", *pieces)


def test_a_vehicle_is_held_up_by_a_limit_and_told_both_numbers(ask, tmp_path):
    roads = limited(tmp_path, maxheight="3.5", name="Old Gate")
    code, told, _ = ask("route", "--roads", roads, *ENDS, *AT, "--vehicle", "truck")
    assert code == 1
    assert "Old Gate" in told["message"]
    assert "clearance 3.5 m, the 10 t truck needs 4 m" in told["message"]
    assert [o["kind"] for o in told["explained"]["to_lift"]] == ["limit"]
    assert ask("route", "--roads", roads, *ENDS, *AT, "--vehicle", "truck", "--height", "3.2")[0] == 0
    assert ask("route", "--roads", roads, *ENDS, *AT)[0] == 0


def test_unknown_limits_are_listed_or_closed_as_asked(ask, tmp_path):
    roads = limited(tmp_path, bridge="yes")
    code, told, _ = ask("route", "--roads", roads, *ENDS, *AT, "--weight", "20")
    assert code == 0
    assert "limit-unknown-on-route" in {finding["code"] for finding in told["findings"]}
    assert ask("route", "--roads", roads, *ENDS, *AT, "--weight", "20", "--unknown-limits", "closed")[0] == 1


def test_several_vehicles_are_one_column_with_the_greatest_of_each_dimension(ask, tmp_path):
    roads = limited(tmp_path, maxweight="20")
    assert ask("route", "--roads", roads, *ENDS, *AT, "--vehicle", "truck")[0] == 0
    code, told, _ = ask("route", "--roads", roads, *ENDS, *AT, "--vehicle", "truck", "--vehicle", "heavy-truck")
    assert code == 1
    assert "10 t truck with heavy truck needs 26 t" in told["message"]


def test_a_matrix_for_a_vehicle_tells_that_limits_are_unknown(ask, tmp_path, places):
    roads = limited(tmp_path, bridge="yes")
    asked = ("matrix", "--roads", roads, "--origins", places, "--destinations", places, *AT, "--vehicle", "bus")
    assert "limits-unknown" in {finding["code"] for finding in ask(*asked)[1]["findings"]}


def test_a_vehicle_without_sense_is_refused(ask, tmp_path):
    assert ask("route", "--roads", limited(tmp_path), *ENDS, *AT, "--height", "-4")[0] == 2


def test_every_vehicle_class_can_be_named():
    assert set(VEHICLES) == set(STANDARD_VEHICLES)
