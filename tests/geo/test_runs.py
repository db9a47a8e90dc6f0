"""Runs of straight pieces and the tree over them against looking at every line."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from geo.lines import Lines, lines_from

places = st.tuples(st.integers(-9, 9), st.integers(-9, 9)).map(lambda at: (at[0] / 4, at[1] / 4))
roads = st.lists(st.lists(places, min_size=2, max_size=5).map(LineString), max_size=60)


@settings(max_examples=100, deadline=None)
@given(roads, places, places)
def test_all_lines_that_enter_a_box_are_near_it_and_none_whose_own_box_is_apart(drawn, one, other):
    window = (*np.minimum(one, other).tolist(), *np.maximum(one, other).tolist())
    lines = lines_from(drawn)
    near = lines.rows_near(*window).tolist()
    assert near == sorted(near)
    shapes = np.array(drawn, dtype=object)
    assert set(np.flatnonzero(shapely.intersects(shapes, box(*window)))) <= set(near)
    assert set(near) <= set(np.flatnonzero(shapely.intersects(shapely.envelope(shapes), box(*window))))


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 256, 257, 5000])
def test_every_piece_of_every_line_is_in_one_run_and_every_run_in_one_box_of_each_level(count):
    chance = np.random.default_rng(count)
    sizes = chance.integers(1, 100, count)
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    lines = Lines(points=chance.uniform(-1, 1, (offsets[-1], 2)), offsets=offsets, along_m=np.zeros(offsets[-1]))
    runs = lines.runs
    pieces = [k for first, last in zip(runs.first, runs.last, strict=True) for k in range(first, last)]
    expected = [k for i in range(count) for k in range(offsets[i], offsets[i + 1] - 1)]
    assert pieces == expected
    assert sorted(runs.run.tolist()) == list(range(len(runs.line)))
    everything = lines.rows_near(-2, -2, 2, 2)
    assert everything.tolist() == np.flatnonzero(sizes > 1).tolist()


def test_near_runs_lie_side_by_side():
    """The tree is worth its name: a small window opens few boxes."""
    chance = np.random.default_rng(1)
    start = chance.uniform(0, 1, (20_000, 2))
    points = np.stack([start, start + 1e-3], axis=1).reshape(-1, 2)
    runs = Lines(points=points, offsets=np.arange(20_001) * 2, along_m=np.tile([0.0, 1.0], 20_000)).runs
    above = runs.boxes[runs.level[1] : runs.level[2]]
    width, height = (above[:, 2:] - above[:, :2]).T
    assert (width * height).sum() < 4
