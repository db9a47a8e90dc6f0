"""After any edits of a plan, what was worked out step by step equals what is made from nothing, bit for bit."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from data.model import BarrierKind, RoadStatus, RoutePolicy, SectorState, SiteKind
from data.model.vehicle import Vehicle
from routing.costs import conditions as module
from routing.costs.cover import cover_on
from routing.engines.dijkstra import NO_WAY
from routing.index import NetworkIndex
from routing.question import Terms, UnknownPolicy
from routing.standing import Asked, MatrixAsked, Refused, convoy_question, standing_of
from routing.ways.case import case_of
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, convoy, corridor, phase, plan, road_report, sector, site, source, zone

GRID = ascii_map(
    """
A---B---C---D---E
|   | \\ |   |   |
F---G---H---I---J
|   |   | / |   |
K---L---M---N---O
|   |   |   | \\ |
P---Q---R---S---T
""",
    oneway=["BC", "HG", "MR", "NI"],
    bans=[("AB", "BG"), ("GH", "HC")],
    gates={"M": "unknown", "D": "closed"},
    roads={"AB": {"speed_kmh": 63.0}, "HI": {"speed_kmh": 17.0, "maxweight_t": 10.0}, "LM": {"access": "permission"}},
)
TRUCK = Vehicle(name="truck", weight_t=20.0, height_m=3.0)
KINDS = {BarrierKind.CLOSED: None, BarrierKind.SCALED: 3.0, BarrierKind.ADDED: 400.0}
COLUMNS = ("segment", "start_m", "end_m", "closed", "unknown", "doubtful", "seconds_per_m", "exposure", "report")
letters = st.sampled_from("ABCEFGHIJKLNOPQRST")


def fresh_index():
    index = NetworkIndex(GRID.network)
    index.prepare(None, large=2)
    return index


def start():
    """Four convoys in two phases, a corridor, two sectors."""
    north = area_m(-50, -250, 900, 50)
    records = [
        phase("p1", starts_at=NOON, ends_at=NOON + timedelta(days=5), sector_states=(("north", SectorState.ACTIVE),)),
        phase("p2", starts_at=NOON + timedelta(days=5), ends_at=NOON + timedelta(days=9)),
        sector("north", area=north),
        sector("south", name="South", area=area_m(-50, -700, 900, -250)),
        corridor("c", line=LineString([GRID.point("A"), GRID.point("E"), GRID.point("T")])),
        *(site(f"s{x}", point=GRID.point(x, east_m=7), kind=SiteKind.CLINIC) for x in "APTEHN"),
    ]
    ways = [("sA", "sT"), ("sP", "sE"), ("sH", "sN"), ("sE", "sA")]
    convoys = [
        convoy(f"v{i}", origin=a, destination=b, departs_at=NOON + timedelta(days=4 * (i % 2) + 1))
        for i, (a, b) in enumerate(ways)
    ]
    return plan(*records, *convoys)


@st.composite
def areas(draw):
    west, south = draw(st.integers(-100, 1500)), draw(st.integers(-1300, 0))
    return area_m(west, south, west + draw(st.integers(60, 900)), south + draw(st.integers(60, 700)))


@st.composite
def drawn(draw, old):
    """A zone and its barrier as the operator draws them, new or moved."""
    name = draw(st.sampled_from(["z1", "z2", "z3", "z4"]))
    kind = draw(st.sampled_from(list(KINDS)))
    phases = draw(st.sampled_from([(), ("p1",), ("p2",)]))
    area = old.get(name).area if old.find(name) and draw(st.booleans()) else draw(areas())
    return (
        zone(name, area=area, name=name, exposure=draw(st.sampled_from([0.0, 0.1, 0.3, 2.5]))),
        barrier(
            f"b-{name}", area_id=name, kind=kind, value=KINDS[kind], priority=draw(st.integers(0, 2)), phases=phases
        ),
    )


@st.composite
def reported(draw):
    """A report along a street, fresh or stale."""
    street = draw(st.sampled_from(["AB", "GH", "HI", "LM", "NS", "IM"]))
    line = LineString([GRID.point(street[0]), GRID.point(street[1])])
    return road_report(
        f"r-{draw(st.integers(1, 3))}",
        place=line,
        status=draw(st.sampled_from(list(RoadStatus))),
        source=source(reported_at=NOON + timedelta(hours=draw(st.integers(-90, 20)))),
    )


@st.composite
def beside(draw, action):
    """A record that bears on no cost: a moved site, a zone without a barrier, a moved sector."""
    match action:
        case "move":
            return site("sH", point=GRID.point(draw(letters), east_m=9), kind=SiteKind.CLINIC)
        case "harmless":
            return zone("z5", area=draw(areas()), name=draw(st.sampled_from(["one", "two"])))
    return sector("south", name="South", area=draw(areas()))


@st.composite
def edited(draw, old):
    """The plan after one edit."""
    action = draw(
        st.sampled_from(["draw", "draw", "draw", "report", "delete", "rephase", "move", "harmless", "sector"])
    )
    known = (*old.zones, *old.status_reports)
    match action:
        case "report":
            return old.with_record(draw(reported()))
        case "delete" if known:
            gone = draw(st.sampled_from(known)).id
            return old.without(gone, *(b.id for b in old.barriers if b.area_id == gone))
        case "rephase" if old.barriers:
            changed = draw(st.sampled_from(old.barriers))
            return old.with_record(replace(changed, phases=draw(st.sampled_from([(), ("p1",), ("p2",)])), priority=1))
        case "move" | "harmless" | "sector":
            return old.with_record(draw(beside(action)))
    return old.with_record(*draw(drawn(old)))


@st.composite
def terms(draw):
    return Terms(
        at=NOON,
        policy=draw(st.sampled_from(list(RoutePolicy))),
        unknown=draw(st.sampled_from(list(UnknownPolicy))),
        vehicle=draw(st.sampled_from([None, TRUCK])),
        unknown_limits=draw(st.sampled_from(list(UnknownPolicy))),
    )


@pytest.fixture(autouse=True, params=[1.0, 0.0], ids=["far states stay differences", "far states become anchors"])
def far(request, monkeypatch):
    monkeypatch.setattr(module, "FAR_SHARE", request.param)
    monkeypatch.setattr(module, "FAR_PIECES", 0.3)


@settings(max_examples=12, deadline=None)
@given(terms(), st.data())
def test_after_any_edits_everything_equals_what_is_made_from_nothing(how, data):
    index, now = fresh_index(), start()
    points = tuple(GRID.point(x) for x in "AJRN")
    asked = Asked(terms=how, matrices=(MatrixAsked(terms=how, origins=points[:2], destinations=points[1:]),))
    standing = standing_of(index, now, asked)
    for _ in range(data.draw(st.integers(1, 5))):
        before, now = standing, data.draw(edited(now))
        standing = standing.after(now)
        assert_equal(standing, standing_of(fresh_index(), now, asked))
        changed = {change.convoy_id for change in standing.changes}
        assert changed == {name for name in standing.answers if standing.answers[name] != before.answers[name]}


def assert_equal(standing, scratch):
    assert standing.answers == scratch.answers
    assert standing.coverage == scratch.coverage
    for one, other in zip(standing.matrices, scratch.matrices, strict=True):
        for name in ("duration_s", "distance_m", "choice"):
            assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        assert (one.origins, one.destinations, one.findings) == (other.origins, other.destinations, other.findings)
    for row in standing.plan.convoys:
        assert_same_costs(*(made_for(made, row) for made in (standing, scratch)))


def made_for(standing, row):
    case = case_of(standing.index, standing.plan, convoy_question(standing.plan, row, standing.asked.terms))
    costs = case.costs()
    return case, costs, standing.index.engine.metric(costs.edges)


def assert_same_costs(one, other):
    assert one[0].effects.effects == other[0].effects.effects
    for name in COLUMNS:
        assert np.array_equal(getattr(one[1].conditions, name), getattr(other[1].conditions, name)), name
    index, everywhere = one[0].index, np.arange(GRID.network.segment_count)
    for mine, others in zip(*(cover_on(index, own[1].conditions, everywhere) for own in (one, other)), strict=True):
        assert np.array_equal(mine, others)
    for rate in ("duration", "choice"):
        for name in ("plain", "piece", "total"):
            assert np.array_equal(getattr(getattr(one[1], rate), name), getattr(getattr(other[1], rate), name))
    assert np.array_equal(one[1].edge, other[1].edge)
    assert np.array_equal(one[2].weight, other[2].weight)
    assert np.array_equal(one[2].cost, other[2].cost)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_costs_after_edits_agree_with_counting_metre_by_metre(data):
    """The oracle cuts each street with shapely where areas begin and looks barriers up between."""
    index, now = fresh_index(), start()
    for _ in range(data.draw(st.integers(1, 5))):
        now = data.draw(edited(now))
        bare = now.without(*(report.id for report in now.status_reports)) if now.status_reports else now
        question = replace(convoy_question(bare, bare.convoys[0], Terms(at=NOON)), unknown=UnknownPolicy.USE)
        costs = case_of(index, bare, question).costs()
        for edge in range(GRID.network.edge_count):
            expected = counted_ms(bare, index, int(index.segment[edge]), question.at)
            if index.gate_closed[index.u[edge]] or expected is None:
                assert costs.edge[edge] >= NO_WAY
            else:
                assert costs.edge[edge] == pytest.approx(expected, abs=1.0 + 1e-6 * expected)


def counted_ms(now, index, segment, at):
    """Milliseconds of one street in the choice, None where any metre of it is closed."""
    shape, length_m = index.lines.shapes[segment], float(index.lines.length_m[segment])
    base = 3600.0 / float(GRID.network.segment_speed_kmh[segment])
    in_force = [
        (b, now.get(b.area_id).area)
        for b in now.barriers
        if not b.phases or any(p.id in b.phases and p.starts_at <= at < p.ends_at for p in now.phases)
    ]
    knots = {0.0, length_m}
    for _, area in in_force:
        met = shapely.get_coordinates(shape.intersection(area.boundary))
        knots |= {shape.project(Point(place)) / shape.length * length_m for place in met}
    ends = sorted(knots)
    paces = [(b - a, pace(in_force, base, shape.interpolate((a + b) / 2 / length_m, normalized=True)))
             for a, b in pairwise(ends) if b - a > 1e-3]  # fmt: skip
    if any(p is None for _, p in paces):
        return None
    weight = 5.0 if index.needs_permission[segment] else 1.0
    return weight * sum(metres * p for metres, p in paces)


def pace(in_force, base, place):
    acting = [b for b, area in in_force if area.covers(place)]
    top = max((b.priority for b in acting), default=0)
    acting = [b for b in acting if b.priority == top]
    if any(b.kind is BarrierKind.CLOSED for b in acting):
        return None
    scaled = [base * b.value if b.kind is BarrierKind.SCALED else base + b.value for b in acting]
    return max(scaled, default=base)


def test_a_convoy_whose_site_is_away_from_all_roads_is_refused_alone():
    now = start().with_record(site("sH", point=Point(30, 30)))
    standing = standing_of(fresh_index(), now, Asked(terms=Terms(at=NOON)))
    assert isinstance(standing.answers["v2"], Refused)
    assert not isinstance(standing.answers["v0"], Refused)
    assert not isinstance(standing.after(start()).answers["v2"], Refused)


def test_what_changed_is_told_with_before_and_after():
    standing = standing_of(fresh_index(), start(), Asked(terms=Terms(at=NOON)))
    before = standing.answers["v0"]
    slow = (
        zone("z1", area=area_m(-50, -700, 1700, -150), exposure=1.0),
        barrier("b1", area_id="z1", kind=BarrierKind.SCALED, value=9.0),
    )
    change = {c.convoy_id: c for c in standing.after(start().with_record(*slow)).changes}["v0"]
    assert change.before == before
    assert change.extra_s > 0
    assert standing.after(start().with_record(site("s-new", point=GRID.point("A")))).changes == ()


def test_a_way_pushed_into_another_sector_says_so():
    east = sector("east", name="East", area=area_m(700, -700, 1700, 50))
    now = start().with_record(east, site("sH", point=GRID.point("A", east_m=7)), site("sN", point=GRID.point("P")))
    standing = standing_of(fresh_index(), now, Asked(terms=Terms(at=NOON)))
    shut = zone("z1", area=area_m(-50, -450, 650, -250)), barrier("b1", area_id="z1", kind=BarrierKind.CLOSED)
    change = {c.convoy_id: c for c in standing.after(now.with_record(*shut)).changes}["v2"]
    assert change.newly_through(now) == ("East",)
    assert change.extra_s > 0
