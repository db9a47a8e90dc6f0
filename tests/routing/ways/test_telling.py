"""A route told from whole columns is what looking at piece after piece tells, to the last digit."""

from itertools import groupby

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import BarrierKind, RoutePolicy
from routing.costs.effects import stretches_inside, zones_in_force
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.ways.case import case_of
from routing.ways.explain import told_route
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, plan, zone

GRID = ascii_map(
    """
A---B---C---D---E
|   | \\ |   |   |
F---G---H---I---J
|   |   | / |   |
K---L---M---N---O
""",
    bans=[("AB", "BG"), ("GH", "HC")],
    gates={"M": "unknown"},
    roads={
        "AB": {"name": "North road"},
        "BC": {"name_en": "North road"},
        "CD": {"ref": "R1", "name_ar": "طريق"},
        "FG": {"access": "permission", "name": "Quay"},
        "GH": {"access": "permission"},
        "HI": {"maxweight_t": 10.0},
    },
)
INDEX = NetworkIndex(GRID.network)
letters = st.sampled_from("ABCDEFGHIJKLNO")


@st.composite
def zones(draw):
    west, south = draw(st.integers(-100, 1500)), draw(st.integers(-900, 0))
    name = f"z{draw(st.integers(1, 5))}"
    area = area_m(west, south, west + draw(st.integers(60, 1400)), south + draw(st.integers(60, 900)))
    slows = barrier(f"b-{name}", area_id=name, kind=BarrierKind.SCALED, value=draw(st.sampled_from([1.5, 3.0])))
    return zone(name, name=name, area=area, exposure=draw(st.sampled_from([0.0, 0.3, 2.5]))), slows


@settings(max_examples=60, deadline=None)
@given(st.lists(zones(), max_size=5), st.lists(letters, min_size=2, max_size=4), st.sampled_from(list(RoutePolicy)))
def test_what_is_told_is_what_piece_after_piece_says(drawn, stops, policy):
    points = [GRID.point(stop, east_m=20) for stop in stops]
    question = RouteQuestion(origin=points[0], via=tuple(points[1:-1]), destination=points[-1], at=NOON, policy=policy)
    case = case_of(INDEX, plan().with_record(*(record for pair in drawn for record in pair)), question)
    costs = case.costs()
    legs = [leg for leg in case.legs(costs) if leg is not None]
    route = told_route(case, costs, legs)
    stretches = list(plainly(costs, legs))
    assert [(p.segment, p.start_m, p.end_m, p.duration_s) for p in route.pieces] == stretches
    assert [(p.name, p.name_ar) for p in route.pieces] == [sign(p.segment) for p in route.pieces]
    assert [(s.name, s.name_ar, s.distance_m) for s in route.streets] == list(streets(route.pieces))
    assert route.distance_m == sum(piece.distance_m for piece in route.pieces)
    exposure = list(exposed(case, costs, stretches))
    assert [(part.area_id, part.distance_m, part.duration_s) for part in route.exposure] == exposure
    danger = {own.id: own.exposure for own in case.plan.zones}
    assert route.exposure_s == sum(duration_s * danger[name] for name, _, duration_s in exposure)
    assert [f.message for f in route.findings if f.code == "route-needs-permission"] == list(permission(route.pieces))


def plainly(costs, legs):
    """Segment, ends and seconds of each stretch that has a length or a turn."""
    for leg in legs:
        rows = zip(leg.segment.tolist(), leg.start_m.tolist(), leg.end_m.tolist(), leg.turn_ms.tolist(), strict=True)
        for segment, start_m, end_m, turn_ms in rows:
            if start_m != end_m or turn_ms:
                took_ms = costs.part(segment, start_m, end_m).duration_ms + turn_ms
                yield segment, start_m, end_m, took_ms / 1000.0


def sign(segment):
    name, name_en, ref, name_ar = (
        GRID.network.segment_text(column, segment) for column in ("name", "name_en", "ref", "name_ar")
    )
    return name or name_en or ref, name_ar


def streets(pieces):
    for (name, name_ar), run in groupby(pieces, key=lambda piece: (piece.name, piece.name_ar)):
        yield name, name_ar, sum(piece.distance_m for piece in run)


def exposed(case, costs, stretches):
    """Metres and seconds of each zone, by its stretches and then by what is driven."""
    in_force = zones_in_force(case.plan, case.question.at)
    for own in in_force:
        met_m, duration_ms = [], 0
        inside = stretches_inside(case.index, in_force)[own.id]
        for segment, from_m, to_m in zip(*(column.tolist() for column in inside), strict=True):
            for driven, start_m, end_m, _ in stretches:
                low_m, high_m = max(from_m, min(start_m, end_m)), min(to_m, max(start_m, end_m))
                if driven == segment and low_m < high_m:
                    met_m.append(high_m - low_m)
                    duration_ms += costs.part(segment, low_m, high_m).duration_ms
        if met_m:
            yield own.id, float(np.sum(met_m)), duration_ms / 1000.0


def permission(pieces):
    private = [piece for piece in pieces if GRID.network.segment_text("access", piece.segment)]
    if private:
        names = dict.fromkeys(piece.name or f"segment {piece.segment}" for piece in private)
        yield f"{sum(p.distance_m for p in private):.0f} m of the route need permission: {', '.join(names)}."
