"""What lies on a piece is what has metres in common with it, whatever else is asked about."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import BarrierKind
from routing.costs.cover import closing_segments, cover_on
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.ways.case import case_of
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, plan, zone

ROADS = ascii_map(
    """
A---B---C---D
|   | \\ |   |
E---F---G---H
""",
)
KINDS = {BarrierKind.CLOSED: None, BarrierKind.SCALED: 3.0, BarrierKind.ADDED: 400.0}
boxes = st.tuples(st.integers(-100, 1200), st.integers(-500, 50), st.integers(20, 700), st.integers(20, 500))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(boxes, st.sampled_from(list(KINDS)), st.sampled_from([0.0, 0.4])), max_size=5),
    st.sets(st.integers(0, ROADS.network.segment_count - 1)),
)
def test_what_lies_on_a_piece_is_what_has_metres_in_common_with_it(drawn, wanted):
    records = []
    for i, ((west, south, wide, high), kind, exposure) in enumerate(drawn):
        records += [
            zone(f"z{i}", name=f"z{i}", area=area_m(west, south, west + wide, south + high), exposure=exposure),
            barrier(f"b{i}", area_id=f"z{i}", kind=kind, value=KINDS[kind]),
        ]
    index = NetworkIndex(ROADS.network)
    question = RouteQuestion(at=NOON, origin=ROADS.point("A"), destination=ROADS.point("H"))
    case = case_of(index, plan(*records), question)
    conditions = case.costs().conditions
    segments = np.array(sorted(wanted), np.int64)
    found = cover_on(index, conditions, segments)
    expected = {
        (piece, row)
        for row, block in enumerate(conditions.blocks)
        for segment, start_m, end_m in zip(*(column.tolist() for column in block.stretches), strict=True)
        for piece in range(len(conditions.segment))
        if segment in wanted
        and conditions.segment[piece] == segment
        and min(conditions.end_m[piece], end_m) > max(conditions.start_m[piece], start_m)
    }
    assert list(zip(found.piece.tolist(), found.effect.tolist(), strict=True)) == sorted(expected)
    for piece in range(len(conditions.segment)):
        assert found.on(piece).tolist() == sorted(row for own, row in expected if own == piece)


def test_segments_where_something_closes_are_told_once_though_it_be_overruled():
    over = area_m(-100, -500, 1500, 100)
    records = [zone(f"z{i}", name=f"z{i}", area=over) for i in range(3)]
    rules = [
        barrier(f"b{i}", area_id=f"z{i}", kind=kind, value=KINDS[kind], priority=i)
        for i, kind in enumerate([BarrierKind.CLOSED, BarrierKind.CLOSED, BarrierKind.SCALED])
    ]
    question = RouteQuestion(at=NOON, origin=ROADS.point("A"), destination=ROADS.point("H"))
    case = case_of(NetworkIndex(ROADS.network), plan(*records, *rules), question)
    assert closing_segments(case.effects.blocks).tolist() == list(range(ROADS.network.segment_count))
    assert closing_segments(()).tolist() == []
