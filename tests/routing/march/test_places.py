"""Critical points: what lies on a way, where, and in which order."""

import pytest
from shapely import LineString

from data.model import SiteKind, Validity, Waypoint
from routing.march.places import PlaceKind
from tests import builders
from tests.asciimap import area_m
from tests.builders import NOON
from tests.routing.march.town import ROADS, at, marched


def points(*records, **convoy):
    return [row.point for row in marched(*records, **convoy).rows]


def between(*records, **convoy):
    """Kind, name and kilometre of all but the ends."""
    return [(p.kind.value, p.name, round(p.along_m / 1000, 1)) for p in points(*records, **convoy)[1:-1]]


def test_a_way_begins_at_its_start_point_and_ends_at_its_release_point():
    first, last = points()
    assert (first.kind, first.name, first.along_m) == (PlaceKind.START, "Alpha", 0)
    assert (last.kind, last.name) == (PlaceKind.RELEASE, "Gamma")
    assert last.point.distance(at(8000)) < 1e-5


def test_sectors_are_told_where_the_way_passes_from_one_into_the_next_and_out_of_all():
    sectors = (
        builders.sector("west", name="West", area=area_m(-500, -500, 3000, 500)),
        builders.sector("east", name="East", area=area_m(3010, -500, 6000, 500)),
        builders.sector("touch", name="Touch", area=area_m(7000, -500, 7020, 500)),
    )
    assert between(*sectors) == [("sector", "West → East", 3.0), ("sector", "East → no sector", 6.0)]


@pytest.mark.parametrize(("north_m", "found"), [(100, True), (200, False)])
def test_posts_near_the_way_lie_on_it_and_others_do_not(north_m, found):
    place = ROADS.point("A", east_m=2000, north_m=north_m)
    for record in (
        builders.site("post", name="Post", point=place, kind=SiteKind.CHECKPOINT),
        builders.crossing("x", name="Post", point=place),
    ):
        assert [(name, km) for _, name, km in between(record)] == ([("Post", 2.0)] if found else [])
    assert between(builders.site("school", point=place, kind=SiteKind.SCHOOL)) == []


def test_a_post_that_has_ended_is_not_told():
    ended = builders.site("p", point=at(2000), kind=SiteKind.CHECKPOINT, valid=Validity(ends_at=NOON))
    assert between(ended) == []


def test_places_led_over_come_in_their_order_also_when_the_way_passes_them_twice():
    via = (builders.site("far", name="Far", point=at(6000)), builders.site("near", name="Near", point=at(2000)))
    told = between(*via, via=("far", Waypoint(point=at(4000)), "near"))
    assert told == [("via", "Far", 6.0), ("via", "Waypoint", 8.0), ("via", "Near", 10.0)]


def test_control_lines_are_told_at_every_crossing():
    line = LineString([ROADS.point("A", east_m=e, north_m=n) for e, n in ((1000, -300), (1000, 300), (5000, -300))])
    own = builders.control_line(name="Amber", line=line)
    assert between(own) == [("control_line", "Amber", 1.0), ("control_line", "Amber", 3.0)]


def test_a_bridge_with_a_name_is_told_once():
    assert between(roads={"BC": {"bridge": "yes", "name": "Long Bridge"}}) == [("bridge", "Bridge, Long Bridge", 4.0)]
    assert between(roads={"BC": {"bridge": "yes", "name": None}}) == []
