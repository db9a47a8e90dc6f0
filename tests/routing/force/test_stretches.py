"""A corridor drawn by what it lacks: nothing is drawn twice, nothing is left out, the gravest lack is shown."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from geo.lines import lines_from
from routing.force.covered import CorridorCover, Gap, GapKind
from routing.force.stretches import gaps_under, stretches_of
from tests.builders import corridor

MAIN = corridor("main")
TOTAL_M = float(lines_from([MAIN.line]).length_m[0])
STANDARDS = (None, "quick reaction", "first aid")


def gap(kind, start_m, end_m, standard=None):
    line = LineString(lines_from([MAIN.line]).part(0, start_m, end_m))
    return Gap(corridor_id="main", kind=kind, standard=standard, start_m=start_m, end_m=end_m, line=line, sectors=())


def cover(*gaps):
    return CorridorCover(
        corridor_id="main", total_m=TOTAL_M, secured_m=0.0, covered_m=0.0, by_standard=(), gaps=tuple(gaps)
    )


@st.composite
def covers(draw):
    ends = st.floats(0, TOTAL_M)
    each = st.tuples(st.sampled_from(GapKind), ends, ends, st.sampled_from(STANDARDS))
    drawn = [(k, *sorted((a, b)), s) for k, a, b, s in draw(st.lists(each, max_size=6)) if abs(a - b) > 1]
    return cover(*(gap(*one) for one in drawn))


@given(covers(), st.sampled_from(STANDARDS))
def test_stretches_follow_one_another_over_the_whole_corridor_and_tell_the_gravest_lack(told, standard):
    found = list(stretches_of(MAIN, told, standard))
    assert found[0].start_m == 0
    assert found[-1].end_m == told.total_m
    assert all(one.end_m == after.start_m for one, after in itertools.pairwise(found))
    seen = gaps_under(told, standard)
    for at_m in np.linspace(1, TOTAL_M - 1, 37):
        near = {at_m - edge for one in seen for edge in (one.start_m, one.end_m)}
        if all(abs(apart) > 0.01 for apart in near):
            lacks = {one.kind for one in seen if one.start_m < at_m < one.end_m}
            (own,) = [one for one in found if one.start_m <= at_m < one.end_m]
            assert own.kind == next((kind for kind in GapKind if kind in lacks), None)


def test_a_stretch_is_drawn_as_long_as_it_is():
    found = list(stretches_of(MAIN, cover(gap(GapKind.BEYOND, 500, 900, "first aid"))))
    drawn = lines_from([one.line for one in found]).length_m
    assert drawn == pytest.approx([500, 400, TOTAL_M - 900], abs=0.01)


def test_a_lack_of_another_response_is_not_shown_under_this_one_and_insecure_ground_under_all():
    told = cover(gap(GapKind.BEYOND, 0, 400, "first aid"), gap(GapKind.NOT_SECURED, 600, 700))
    assert [one.kind for one in gaps_under(told, "quick reaction")] == [GapKind.NOT_SECURED]
