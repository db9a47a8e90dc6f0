"""Geodesic lengths against known arcs, and the laws of adding them up."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.measure import along_m, distances_m

degrees = st.lists(st.tuples(st.floats(34, 35), st.floats(31, 32)), min_size=2, max_size=8)


def test_a_degree_of_the_equator_is_known():
    assert distances_m(np.array([0.0, 1.0]), np.array([0.0, 0.0])) == pytest.approx([111319.49], abs=0.01)


def test_fewer_than_two_points_have_no_distance():
    assert distances_m(np.array([1.0]), np.array([1.0])).tolist() == []


@given(degrees, degrees)
def test_each_line_starts_at_nought_and_ends_at_its_own_length(first, second):
    points = np.array(first + second)
    offsets = np.array([0, len(first), len(points)])
    along = along_m(points, offsets)
    assert along[offsets[:-1]].tolist() == [0.0, 0.0]
    for start, end in pairwise(offsets):
        own = points[start:end]
        assert along[end - 1] == pytest.approx(distances_m(own[:, 0], own[:, 1]).sum(), abs=1e-6)
        assert (np.diff(along[start:end]) >= 0).all()
