"""What comes of a change: nothing of no change, the mirror image of the change back, and what an oracle finds."""

from dataclasses import fields, replace
from datetime import timedelta

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from data.model import BarrierKind, RoadStatus, Route, SectorState, SiteKind
from data.sources.demo import DEMO_NOW, demo_network, demo_plan
from routing.consequences import CoverageChange, consequences, outlook_of, stretches_drawn
from routing.errors import RoutingError
from routing.help import HELPERS, Help, HelpAsked, Nearness, help_times
from routing.index import NetworkIndex
from routing.question import Terms
from routing.standing import Asked, standing_of
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, convoy, corridor, phase, plan, road_report, sector, site, source, zone

ROAD = ascii_map(
    """
A---B---C---D---E
    |       |
    F---G---H
""",
    grid_m=250,
    roads={"BC": {"speed_kmh": 30.0}},
)
STREETS = ["AB", "BC", "CD", "DE", "BF", "FG", "GH", "DH"]
DAYS = timedelta(days=5)


def start():
    """A base in the west, a hospital in the east, a shelter and a well between; two phases, two sectors."""
    both = (("west", SectorState.ACTIVE), ("east", SectorState.ACTIVE))
    return plan(
        sector("west", name="West", area=area_m(-200, -1300, 1500, 300)),
        sector("east", name="East", area=area_m(1500, -1300, 5000, 300)),
        phase("p1", starts_at=NOON, ends_at=NOON + DAYS, sector_states=both),
        phase("p2", starts_at=NOON + DAYS, ends_at=NOON + 2 * DAYS, sector_states=both[:1]),
        corridor("c", line=LineString([ROAD.point("A"), ROAD.point("E")])),
        site("base", point=ROAD.point("A"), kind=SiteKind.BASE),
        site("hospital", point=ROAD.point("E"), kind=SiteKind.HOSPITAL),
        site("shelter", point=ROAD.point("C", east_m=20), kind=SiteKind.SHELTER),
        site("well", point=ROAD.point("G"), kind=SiteKind.WELL),
        convoy("v", origin="base", destination="hospital", departs_at=NOON),
    )


def looked(now, at=NOON, near=None, within_min=5.0):
    index = near.standing.index if near else NetworkIndex(ROAD.network)
    how = HelpAsked(at=at, within_min=within_min)
    return outlook_of(
        now,
        at,
        standing=near.standing.after(now) if near else standing_of(index, now, Asked(terms=Terms(at=at))),
        helped=near.help.after(now) if near else help_times(index, now, how),
        near=near,
    )


def nearness(outlook, site_id, wanted=Help.FORCE, phase_id="p1"):
    return outlook.help.times[site_id, wanted, phase_id].nearness


def closed(street, phases=(), name="z"):
    """A zone on the middle of a street, and its barrier."""
    drawn = zone(name, area=ROAD.point(street).buffer(0.001), exposure=0.0)
    return drawn, barrier(f"b-{name}", area_id=name, kind=BarrierKind.CLOSED, phases=phases)


def mirrored(change):
    """The same change told backwards."""
    turned = {f.name: getattr(change, f.name) for f in fields(change)}
    turned["before"], turned["after"] = turned["after"], turned["before"]
    if isinstance(change, CoverageChange):
        turned["covered"], turned["uncovered"] = turned["uncovered"], turned["covered"]
    return type(change)(**turned)


@st.composite
def edited(draw, old):
    """A plan after one edit of what roads, corridors, findings or help hang on."""
    match draw(st.sampled_from(["close", "report", "sector", "site", "state", "delete"])):
        case "close":
            return old.with_record(*closed(draw(st.sampled_from(STREETS)), draw(st.sampled_from([(), ("p2",)]))))
        case "report":
            street = draw(st.sampled_from(STREETS))
            line = LineString([ROAD.point(street[0]), ROAD.point(street[1])])
            status = draw(st.sampled_from([RoadStatus.PASSABLE, RoadStatus.NOT_PASSABLE]))
            hours = draw(st.integers(-100, 0))
            said = source(reported_at=NOON + timedelta(hours=hours))
            return old.with_record(road_report(f"r{draw(st.integers(1, 2))}", place=line, status=status, source=said))
        case "sector":
            east = draw(st.integers(500, 3000))
            return old.with_record(sector("west", name="West", area=area_m(-200, -1300, east, 300)))
        case "site":
            place = ROAD.point(draw(st.sampled_from("ABCDEFGH")), east_m=draw(st.sampled_from([0, 15])))
            kind = draw(st.sampled_from([SiteKind.BASE, SiteKind.CLINIC, SiteKind.WELL]))
            return old.with_record(site(draw(st.sampled_from(["well", "new"])), point=place, kind=kind))
        case "state":
            state = draw(st.sampled_from(list(SectorState)))
            return old.with_record(old.get("p2").with_sector_state("east", state))
    return old.without("z", "b-z") if old.find("z") else old


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_of_no_change_comes_nothing_and_a_change_back_is_the_mirror_image(data):
    before = looked(start())
    now, after = before.plan, before
    for _ in range(data.draw(st.integers(1, 4))):
        now = data.draw(edited(now))
        after = looked(now, near=after)
    assert consequences(after, after).is_empty
    assert consequences(after, looked(now)).is_empty, "made step by step or from nothing, all is the same"
    there, back = consequences(before, after), consequences(after, before)
    for name in ("convoys", "coverage", "findings", "help"):
        told, again = getattr(there, name), [mirrored(change) for change in getattr(back, name)]
        assert len(told) == len(again)
        assert all(change in again for change in told), name


def test_a_road_closed_takes_a_site_out_of_reach_and_the_convoy_round():
    before = looked(start())
    after = looked(start().with_record(*closed("BC")), near=before)
    found = consequences(before, after)
    (change,) = found.convoys
    assert isinstance(change.after, Route)
    assert change.extra_s > 0
    lost = {c.key for c in found.help if c.is_lost}
    assert ("shelter", Help.FORCE, "p1") in lost
    assert ("shelter", Help.FORCE, "p2") in lost
    assert not any(name == "shelter" and wanted is Help.CARE for name, wanted, _ in lost)
    assert found.coverage == ()
    assert found.findings == ()


def test_what_is_closed_in_one_phase_changes_that_phase_alone():
    before = looked(start())
    after = looked(start().with_record(*closed("BC", phases=("p2",))), near=before)
    found = consequences(before, after)
    assert {c.key[2] for c in found.help} == {"p2"}
    assert all(change.extra_s == 0 for change in found.convoys), "the convoy leaves in the first"


def test_a_way_over_a_road_of_unknown_state_is_unknown_and_never_within():
    line = LineString([ROAD.point("B"), ROAD.point("C")])
    stale = road_report("r", place=line, status=RoadStatus.PASSABLE, source=source(reported_at=NOON - 90 * DAYS))
    before = looked(start())
    after = looked(start().with_record(stale), near=before)
    assert nearness(before, "shelter") is Nearness.WITHIN
    assert nearness(after, "shelter") is Nearness.UNKNOWN
    (change,) = [c for c in consequences(before, after).help if c.key == ("shelter", Help.FORCE, "p1")]
    assert change.is_lost
    assert change.after.known_s > change.after.at_best_s


def test_of_a_place_without_a_road_nothing_is_known():
    far = looked(start().with_record(site("shelter", point=Point(35.5, 31.4), kind=SiteKind.SHELTER)))
    assert nearness(far, "shelter") is Nearness.UNKNOWN
    lost_base = looked(start().with_record(site("base", point=Point(35.5, 31.4), kind=SiteKind.BASE)).without("v"))
    assert nearness(lost_base, "shelter") is Nearness.UNKNOWN


def test_without_a_base_no_site_has_a_way_to_help_and_a_helper_is_not_asked_about():
    now = start().without("v").without("base")
    assert {t.nearness for (_, wanted, _), t in looked(now).help.times.items() if wanted is Help.FORCE} == {
        Nearness.NO_WAY
    }
    assert ("hospital", Help.CARE, "p1") not in looked(now).help.times


def test_a_site_inside_a_closed_area_has_no_way():
    shut = zone("z", area=ROAD.point("C").buffer(0.002)), barrier("b", area_id="z", kind=BarrierKind.CLOSED)
    assert nearness(looked(start().with_record(*shut)), "shelter") is Nearness.NO_WAY


def test_help_is_asked_about_in_phases_that_have_not_ended():
    assert {key[2] for key in looked(start(), at=NOON + 1.5 * DAYS).help.times} == {"p2"}
    assert {key[2] for key in looked(start(), at=NOON - DAYS).help.times} == {"", "p1", "p2"}


def test_a_limit_that_makes_no_sense_is_refused():
    for minutes in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(RoutingError, match="minutes"):
            HelpAsked(at=NOON, within_min=minutes)


def test_metres_that_lose_their_sector_are_told_with_where_they_lie():
    before = looked(start())
    after = looked(start().with_record(sector("east", name="East", area=area_m(3000, -1300, 5000, 300))), near=before)
    found = consequences(before, after)
    (change,) = found.coverage
    assert (change.corridor_id, change.phase_id) == ("c", "p1")
    assert change.uncovered_m == pytest.approx(1500, abs=5)
    assert change.covered == ()
    drawn = stretches_drawn(after.plan.get("c"), change.uncovered)
    west, _, east, _ = drawn.bounds
    assert (west, east) == pytest.approx((ROAD.point("A", east_m=1500).x, ROAD.point("A", east_m=3000).x), abs=1e-4)


def test_findings_are_told_as_new_gone_or_otherwise_and_conflicts_apart():
    before = looked(start())
    over = sector("east", name="East", area=area_m(1000, -1300, 5000, 300))
    found = consequences(before, looked(start().with_record(over), near=before))
    assert [(c.before, c.after.code, c.is_conflict) for c in found.findings] == [(None, "sector-overlap", True)]
    wider = sector("east", name="East", area=area_m(700, -1300, 5000, 300))
    once = looked(start().with_record(over))
    (told,) = consequences(once, looked(start().with_record(wider), near=once)).findings
    assert (told.before.code, told.after.code) == ("sector-overlap", "sector-overlap")
    (gone,) = consequences(once, before).findings
    assert gone.after is None


def test_without_roads_coverage_and_findings_are_still_told():
    bare = [outlook_of(now, NOON, standing=None, helped=None) for now in (start(), start().without("c"))]
    found = consequences(*bare)
    assert {(c.corridor_id, c.after) for c in found.coverage} == {("c", None)}
    assert found.help is None
    assert not found.is_empty


@pytest.mark.parametrize("within_min", [5.0, 1.5])
@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=1), timedelta(hours=30), DAYS])
def test_help_asked_for_at_another_moment_is_what_is_found_from_nothing(later, within_min):
    report = road_report("r", place=LineString([ROAD.point("B"), ROAD.point("C")]), status=RoadStatus.PASSABLE,
                         source=source(reported_at=NOON - timedelta(hours=1)))  # fmt: skip
    now, asked = start().with_record(report), HelpAsked(at=NOON + later, within_min=within_min)
    index = NetworkIndex(ROAD.network)
    near = help_times(index, now, HelpAsked(at=NOON, within_min=5.0))
    shut = now.with_record(*closed("CD", phases=("p2",)))
    for plan_ in (now, shut):
        after, anew = near.after(plan_, asked), help_times(NetworkIndex(ROAD.network), plan_, asked)
        assert after.times == anew.times
        assert after.asked == asked


@pytest.fixture(scope="module")
def demo():
    index = NetworkIndex(demo_network())
    index.prepare(None)
    return index


def test_on_the_demo_help_takes_as_long_as_a_plain_search_finds(demo):
    """The oracle snaps with shapely and searches with networkx, roads driven at their speeds and nothing in force."""
    unforced = {"roe_grants": (), "handovers": ()}
    bare = replace(demo_plan(), zones=(), barriers=(), status_reports=(), convoys=(), phases=(), **unforced)
    found = help_times(demo, bare, HelpAsked(at=DEMO_NOW, within_min=20.0))
    graph = nx.DiGraph()
    for edge in range(demo.network.edge_count):
        if not (demo.gate_closed | demo.gate_unknown)[[demo.u[edge], demo.v[edge]]].any():
            add(graph, int(demo.u[edge]), int(demo.v[edge]), whole_s(demo, int(demo.segment[edge])))
    snapped = {one.id: snap(demo, one.point) for one in bare.sites}
    for name, (segment, share) in snapped.items():
        join(graph, demo, name, segment, share)
    for wanted, kinds in HELPERS.items():
        helpers = {one.id for one in bare.sites if one.kind in kinds}
        way = graph.reverse() if wanted is Help.CARE else graph
        nearest_s = nx.multi_source_dijkstra_path_length(way, helpers, weight="seconds")
        alone = [one.id for one in bare.sites if one.id not in helpers and not shares_road(snapped, one.id)]
        assert len(alone) > 25
        for name in alone:
            assert found.times[name, wanted, ""].known_s == pytest.approx(nearest_s[name], rel=0.01, abs=2.0), name


def whole_s(index, segment):
    return 3.6 * float(index.lines.length_m[segment]) / float(index.network.segment_speed_kmh[segment])


def add(graph, start, end, seconds):
    known = graph.get_edge_data(start, end, {"seconds": seconds})["seconds"]
    graph.add_edge(start, end, seconds=min(seconds, known))


def snap(index, point):
    """The nearest segment, and how far along it the place lies as a share."""
    flat = [shapely.transform(line, flatten) for line in index.lines.shapes]
    place = shapely.transform(point, flatten)
    segment = int(np.argmin([line.distance(place) for line in flat]))
    return segment, flat[segment].project(place, normalized=True)


def flatten(lonlat):
    return lonlat * [np.cos(np.radians(31.4)), 1.0]


def join(graph, index, name, segment, share):
    """The place as a node of its own, joined to the ends of its segment as they may be driven."""
    for edge in np.flatnonzero(index.segment == segment):
        start, end = int(index.u[edge]), int(index.v[edge])
        driven = share if index.network.edge_forward[edge] else 1 - share
        add(graph, start, name, driven * whole_s(index, segment))
        add(graph, name, end, (1 - driven) * whole_s(index, segment))


def shares_road(snapped, name):
    """Whether another place lies on the same segment, between which the oracle knows no direct way."""
    return sum(segment == snapped[name][0] for segment, _ in snapped.values()) > 1
