"""Laws of the answer that there is no route, against all subsets of what can be lifted."""

from dataclasses import replace
from itertools import chain, combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString

from data.model import (
    BarrierKind,
    NoRoute,
    NoRouteReason,
    Plan,
    RoadStatus,
    Route,
    ZoneKind,
)
from routing.index import NetworkIndex
from routing.question import RouteQuestion, UnknownPolicy
from routing.search import find_route
from routing.ways.case import UNKNOWN_POLICY, case_of
from routing.why import hitting
from routing.why.closures import MINED, PLAIN, POLICY, UNKNOWN, closures_of
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, road_report, zone

DRAWING = """
A---B---C---D
|   | \\ |   |
E---F---G---H
|   |   | / |
K---L---M---N
"""
GRID = ascii_map(DRAWING, oneway=["BC", "GF"], gates={"G": "closed", "H": "unknown"})
TURNS = ascii_map(DRAWING, oneway=["BC"], bans=[("AB", "BF"), ("EF", "FB"), ("FG", "GC"), ("HG", "GM")])
INDEXES = {"gates": NetworkIndex(GRID.network), "turns": NetworkIndex(TURNS.network)}
letters = st.sampled_from("ABCDEFGHKLMN")


@st.composite
def areas(draw):
    """Bars across the map as often as patches."""
    if draw(st.booleans()):
        west, wide = draw(st.integers(-20, 1150)), draw(st.integers(30, 250))
        return area_m(west, -900, west + wide, 50)
    west, south = draw(st.integers(-50, 1100)), draw(st.integers(-850, 0))
    return area_m(west, south, west + draw(st.integers(60, 500)), south + draw(st.integers(60, 500)))


@st.composite
def records(draw, name):
    """A zone with one or two barriers, or a report on a street."""
    if draw(st.integers(0, 3)) == 0:
        ends = draw(st.sampled_from(["BF", "FG", "GH", "CG", "LM", "EF"]))
        line = LineString([GRID.point(ends[0]), GRID.point(ends[1])])
        said = draw(st.sampled_from([RoadStatus.NOT_PASSABLE, RoadStatus.UNSPECIFIED, RoadStatus.PASSABLE]))
        return (road_report(name, place=line, status=said),)
    kind = draw(st.sampled_from([ZoneKind.HAZARD, ZoneKind.HAZARD, ZoneKind.MINES]))
    own = zone(name, name=name, area=draw(areas()), kind=kind)
    closed = barrier(f"b-{name}", area_id=name, priority=draw(st.integers(0, 2)))
    slow = barrier(f"s-{name}", area_id=name, kind=BarrierKind.SCALED, value=2.0, priority=draw(st.integers(0, 2)))
    return (own, closed, slow) if draw(st.integers(0, 4)) == 0 else (own, closed)


@st.composite
def plans(draw, most=6):
    count = draw(st.integers(1, most))
    return Plan(name="chance").with_record(*chain.from_iterable(draw(records(f"r{i}")) for i in range(count)))


@st.composite
def questions(draw):
    stops = draw(st.lists(letters, min_size=2, max_size=3))
    off = st.integers(-90, 90)
    points = [GRID.point(x, east_m=draw(off), north_m=draw(off)) for x in stops]
    unknown = draw(st.sampled_from([UnknownPolicy.CLOSED, UnknownPolicy.CAUTION]))
    return RouteQuestion(origin=points[0], via=tuple(points[1:-1]), destination=points[-1], at=NOON, unknown=unknown)


def asked(which, plan, question):
    """The answer when there is no route, and the case with every cause of it."""
    found = find_route(INDEXES[which], plan, question)
    assume(isinstance(found, NoRoute))
    case = case_of(INDEXES[which], plan, question)
    return found, case, closures_of(case, case.costs())


def keys_of(case, obstacles):
    """Obstacles as causes; a gate is shown by its node id."""
    ids = case.index.network.nodes["node_id"].to_pylist()
    return frozenset((o.kind, str(ids.index(int(o.id)))) if o.kind == "gate" else (o.kind, o.id) for o in obstacles)


def subsets(causes):
    return (frozenset(own) for size in range(len(causes) + 1) for own in combinations(causes, size))


def choice(case, keys):
    return sum(leg.choice for leg in case.legs(case.costs(keys)))


@pytest.mark.parametrize("which", INDEXES)
@settings(max_examples=15, deadline=None)
@given(plans(), questions())
def test_the_obstacles_are_the_lightest_lifting_and_of_these_the_one_with_the_best_way(which, plan, question):
    found, case, closures = asked(which, plan, question)
    weight = dict(zip(closures.causes, closures.weight.tolist(), strict=True))
    passing = [own for own in subsets(closures.causes) if case.passes(own)]
    if not passing:
        assert found.reason is NoRouteReason.NOT_CONNECTED
        return
    named = keys_of(case, found.obstacles)
    least = min(sum(weight[key] for key in own) for own in passing)
    lightest = [own for own in passing if sum(weight[key] for key in own) == least]
    assert found.proven
    assert found.weight == least
    assert named in lightest
    assert choice(case, named) == min(choice(case, own) for own in lightest)
    assert not any(own < named for own in passing)


@pytest.mark.parametrize("which", INDEXES)
@settings(max_examples=25, deadline=None)
@given(plans(), questions())
def test_what_separates_does_so_alone_and_none_of_it_can_be_spared(which, plan, question):
    found, case, closures = asked(which, plan, question)
    causes, alone = frozenset(closures.causes), keys_of(case, found.separating)
    if found.relaxed is None:
        assert not alone
        assert not case.passes(causes)
        return
    assert alone
    assert not case.passes(causes - alone)
    assert all(case.passes(causes - alone | {key}) for key in alone)
    assert alone & keys_of(case, found.obstacles)


@pytest.mark.parametrize("which", INDEXES)
@settings(max_examples=20, deadline=None)
@given(plans(), questions())
def test_every_further_separating_set_does_so_alone_and_shares_nothing(which, plan, question):
    found, case, closures = asked(which, plan, question)
    assume(found.also_separating)
    causes = frozenset(closures.causes)
    sets = [keys_of(case, own) for own in (found.separating, *found.also_separating)]
    assert len(frozenset().union(*sets)) == sum(len(own) for own in sets)
    for own in sets:
        assert not case.passes(causes - own)
        assert all(case.passes(causes - own | {key}) for key in own)


@pytest.mark.parametrize("which", INDEXES)
@settings(max_examples=25, deadline=None)
@given(plans(), questions())
def test_the_way_there_would_be_is_the_route_once_the_obstacles_are_gone(which, plan, question):
    found, case, _ = asked(which, plan, question)
    assume(found.relaxed is not None)
    assume(all(o.kind == "zone" for o in found.obstacles))
    gone = [
        b.id
        for b in plan.barriers
        if b.kind is BarrierKind.CLOSED and ("zone", b.area_id) in keys_of(case, found.obstacles)
    ]
    route = find_route(INDEXES[which], plan.without(*gone), question)
    assert isinstance(route, Route)
    assert replace(found.relaxed.as_if_lifted, findings=()) == replace(route, findings=())
    assert {(part.kind, part.id) for part in found.relaxed.closed} <= {(o.kind, o.id) for o in found.obstacles}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.frozensets(st.integers(0, 6), min_size=1, max_size=4), max_size=6),
    st.lists(st.integers(1, 4), min_size=7, max_size=7),
)
def test_hitting_sets_come_lightest_first_and_no_lightest_is_missed(sets, weight):
    found = list(hitting.hitting_sets(sets, weight, 10_000))
    hits = [own for own in subsets(range(7)) if all(own & other for other in sets)]
    weights = [w for w, _ in found]
    least = min(sum(weight[i] for i in own) for own in hits)
    assert weights == sorted(weights)
    assert all(sum(weight[i] for i in own) == w for w, own in found)
    assert {own for w, own in found if w == least} == {own for own in hits if sum(weight[i] for i in own) == least}
    assert len({own for _, own in found}) == len(found)


def test_too_few_steps_give_a_bound_instead():
    sets = [frozenset({i, i + 1}) for i in range(0, 12, 2)]
    assert list(hitting.hitting_sets(sets, [1] * 12, 3))[-1] == (6, None)


def test_what_lifting_weighs():
    drawn = ascii_map("A---B---C---D---E---F", gates={"E": "unknown", "F": "closed"})
    mines = zone("m", area=drawn.zone("B"), kind=ZoneKind.MINES), barrier("bm", area_id="m")
    shut = zone("z", area=drawn.zone("C")), barrier("bz", area_id="z")
    unsaid = road_report("r", place=LineString([drawn.point("C"), drawn.point("D")]), status=RoadStatus.UNSPECIFIED)
    question = RouteQuestion(
        origin=drawn.point("A"), destination=drawn.point("F"), at=NOON, unknown=UnknownPolicy.CLOSED
    )
    case = case_of(NetworkIndex(drawn.network), Plan(name="p").with_record(*mines, *shut, unsaid), question)
    closures = closures_of(case, case.costs())
    assert dict(zip(closures.causes, closures.weight.tolist(), strict=True)) == {
        ("gate", "4"): UNKNOWN,
        ("gate", "5"): PLAIN,
        UNKNOWN_POLICY: POLICY,
        ("report", "r"): UNKNOWN,
        ("zone", "m"): MINED,
        ("zone", "z"): PLAIN,
    }
