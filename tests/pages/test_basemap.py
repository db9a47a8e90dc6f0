import json

import numpy as np
import pytest
import shapely

from pages.web import basemap
from tests.browser.town import town


def _lines(packed):
    for road in packed["classes"]:
        points = np.cumsum(np.reshape(road["steps"], (-1, 2)), axis=0) * 1e-5
        for line in np.split(points, np.cumsum(road["sizes"])[:-1]):
            yield road["class"], shapely.LineString(line)


def test_every_metre_of_road_is_in_the_map():
    network = town()
    rows = np.repeat(np.arange(network.segment_count), np.diff(network.point_offset))
    wanted = shapely.linestrings(network.points, indices=rows)
    drawn = shapely.union_all([line for _, line in _lines(basemap.drawing(network))])
    assert drawn.length == pytest.approx(shapely.length(wanted).sum(), rel=1e-3)
    assert shapely.hausdorff_distance(drawn, shapely.union_all(wanted)) < 3e-5


def test_roads_of_one_name_become_few_lines():
    network = town()
    packed = basemap.drawing(network)
    trunk = next(road for road in packed["classes"] if road["class"] == "trunk")
    assert len(trunk["sizes"]) == 4  # two roads that cross
    assert {packed["names"][n] for n in trunk["names"]} == {"Trunk road 11"}


def test_when_there_is_too_much_the_least_important_is_left_out_and_counted():
    everything = basemap.drawing(town())
    packed = basemap.drawing(town(), most_points=500)
    assert sum(sum(road["sizes"]) for road in packed["classes"]) <= 500
    assert packed["left_out"] == len(list(_lines(everything))) - len(list(_lines(packed)))
    assert packed["classes"][0]["steps"] == everything["classes"][0]["steps"]
    assert "residential" not in {road["class"] for road in packed["classes"]}


def test_the_file_is_written_once_and_tells_its_extent(tmp_path):
    network = town()
    first = basemap.road_map(network, tmp_path)
    path = tmp_path / first.url.removeprefix("/roads/")
    written = path.stat().st_mtime_ns
    assert basemap.road_map(network, tmp_path) == first
    assert path.stat().st_mtime_ns == written
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert json.loads(path.read_text())["classes"]
    assert first.attributions == ("Made-up town, no real place",)
    assert first.bounds == pytest.approx((44.15, 15.3, 44.238, 15.388), abs=0.003)
