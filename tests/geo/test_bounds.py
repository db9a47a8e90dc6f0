"""How far a shape reaches beyond known ground."""

import pytest
from shapely import LineString, Point, box

from geo.bounds import beyond_m

KNOWN = (34.0, 31.0, 35.0, 32.0)


@pytest.mark.parametrize(
    ("shape", "off_m"),
    [
        (Point(34.0, 32.0), 0.0),
        (box(34.2, 31.2, 34.4, 31.4), 0.0),
        (Point(34.5, 33.0), 110_900),
        (LineString([(34.5, 31.5), (34.5, 30.0)]), 110_900),
        (Point(34.5, 120.0), 6_460_113),
        (Point(float("nan"), 31.5), float("inf")),
    ],
)
def test_the_corner_farthest_outside_counts(shape, off_m):
    assert beyond_m(KNOWN, shape) == pytest.approx(off_m, rel=1e-3)
