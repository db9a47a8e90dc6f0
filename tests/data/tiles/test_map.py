import itertools
import threading
import warnings
from collections import defaultdict

import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely

from data.model.network import RoadNetwork
from data.tiles import drawn, pyramid
from data.tiles.drawn import LEFT_OUT, map_of
from data.tiles.ground import GROUND, Ground, fetch, keep
from data.tiles.layer import LARGEST_ZOOM
from data.tiles.names import name_facts
from data.tiles.roads import CLASSES
from tests.browser.town import town
from tests.data.tiles import reading

EARTH_M = 2 * np.pi * 6378137


@pytest.fixture(scope="module")
def network():
    return town()


@pytest.fixture(scope="module")
def file(network, tmp_path_factory):
    return map_of(network, tmp_path_factory.mktemp("maps"))


@pytest.fixture(scope="module")
def tiles(file):
    return reading.tiles(file)


def _mercator(network):
    rows = np.repeat(np.arange(network.segment_count), np.diff(network.point_offset))
    lon, lat = network.points.T
    x, y = np.radians(lon), np.log(np.tan(np.pi / 4 + np.radians(lat) / 2))
    return shapely.linestrings(np.column_stack([x, y]) * 6378137, indices=rows)


def _ground(*rows):
    columns = {name: [row.get(name) for row in rows] for name in GROUND.names}
    return Ground(table=pa.table({n: pa.array(v, GROUND.field(n).type) for n, v in columns.items()}, GROUND))


@pytest.mark.parametrize("zoom", [12, 14])
def test_another_reader_finds_every_metre_of_road(file, network, zoom):
    with warnings.catch_warnings(action="ignore"):
        read = pyogrio.read_dataframe(file, layer="roads", ZOOM_LEVEL=zoom)
    wanted, found = shapely.union_all(_mercator(network)), shapely.union_all(read.geometry.to_numpy())
    pixel_m = EARTH_M / 512 / 2**zoom
    assert found.length == pytest.approx(wanted.length, rel=0.01)
    assert shapely.hausdorff_distance(found, wanted) < pixel_m
    assert set(read["class"]) == {"trunk", "primary", "secondary", "tertiary", "residential"}


def test_a_road_is_where_it_is_in_each_tile_and_no_further_than_the_margin(tiles, network):
    roads = shapely.union_all(_mercator(network))
    for (zoom, column, row), layers in tiles.items():
        if zoom == LARGEST_ZOOM:
            points = np.array([p for _, _, lines in layers["roads"] for line in lines for p in line])
            assert points.min() >= -65
            assert points.max() <= 4096 + 65
            world = (points / 4096 + (column, row)) / 2**zoom
            metres = np.column_stack([(world[:, 0] - 0.5), (0.5 - world[:, 1])]) * EARTH_M
            assert shapely.distance(roads, shapely.points(metres)).max() < 1.0


def test_at_every_zoom_a_class_is_drawn_or_said_to_be_left_out(tiles, file):
    said = reading.metadata(file)[LEFT_OUT].get("roads", {})
    present = {"trunk", "primary", "secondary", "tertiary", "residential"}
    words = {name: text for name, _, text in CLASSES}
    for zoom in range(LARGEST_ZOOM + 1):
        shown = {
            texts["class"]
            for (level, _, _), layers in tiles.items()
            if level == zoom
            for _, texts, _ in layers["roads"]
        }
        gone = {name for name in present if words[name] in said.get(str(zoom), [])}
        if zoom > 6:  # from further away the whole town is less than a few pixels
            assert shown | gone == present
        assert not shown & gone


def test_where_a_tile_would_grow_too_heavy_the_least_important_is_left_out_and_said(network, tmp_path, monkeypatch):
    monkeypatch.setitem(pyramid.MOST_POINTS, pyramid.Kind.LINE, 300)
    path = map_of(network, tmp_path)
    said = reading.metadata(path)[LEFT_OUT]["roads"]
    counts = defaultdict(int)
    for (zoom, *_), layers in reading.tiles(path).items():
        size = sum(len(line) for _, _, lines in layers.get("roads", []) for line in lines)
        counts[zoom] = max(counts[zoom], size)
    assert str(LARGEST_ZOOM) not in said
    assert all(words[-1] == "tracks and paths" for words in said.values())
    order = [len(said.get(str(zoom), [])) for zoom in range(LARGEST_ZOOM + 1)]
    assert order == sorted(order, reverse=True)
    assert order[0] > 0
    assert all(count < 450 for zoom, count in counts.items() if zoom < LARGEST_ZOOM - 2)


def test_names_come_with_the_roads_near_by_and_not_far_off(tiles):
    near = {texts.get("name") for at, layers in tiles.items() if at[0] == 14 for _, texts, _ in layers["roads"]}
    far = {texts.get("name") for at, layers in tiles.items() if at[0] == 10 for _, texts, _ in layers["roads"]}
    assert "Trunk road 11" in near
    assert far == {None}


def test_the_file_is_written_once_and_again_when_it_is_damaged(network, tmp_path):
    path = map_of(network, tmp_path)
    written, content = path.stat().st_mtime_ns, path.read_bytes()
    assert map_of(network, tmp_path) == path
    assert path.stat().st_mtime_ns == written
    path.write_bytes(content[: len(content) // 2])
    assert map_of(network, tmp_path).read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_several_at_once_leave_one_whole_file(network, tmp_path):
    threads = [threading.Thread(target=map_of, args=(network, tmp_path)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (path,) = tmp_path.iterdir()
    assert drawn.pmtiles.is_whole(path)


def test_a_failed_write_leaves_nothing(network, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="space"):
        map_of(network, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_ground_is_drawn_with_its_holes_the_right_way_round(network, tmp_path):
    lake = shapely.box(44.16, 15.32, 44.2, 15.36).difference(shapely.box(44.17, 15.33, 44.18, 15.34))
    place = {"layer": "places", "class": "town", "name": "دير البلح", "name_en": "Deir al-Balah"}
    ground = _ground(
        {"layer": "water", "class": "water", "shape": lake.wkb},
        {**place, "shape": shapely.Point(44.18, 15.35).wkb},
    )
    path = map_of(network, tmp_path, ground=ground)
    found = reading.tiles(path)
    at = next(at for at, layers in found.items() if at[0] == 13 and "places" in layers)
    kind, texts, shapes = found[at]["places"][0]
    assert (kind, texts) == (1, {"class": "town", "name": "Deir al-Balah", "ar": "دير البلح"})
    world = (np.array(shapes[0][0]) / 4096 + at[1:]) / 2**13
    assert world[0] * 360 - 180 == pytest.approx(44.18, abs=1e-4)
    (water,) = next(layers["water"] for at, layers in found.items() if at[0] == 9 and "water" in layers)
    # in a tile the second axis points down: there outer rings have positive area by the shoelace formula
    areas = [sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring)) / 2 for ring in water[2]]
    assert areas[0] > 0 > areas[1]
    # what is not in the nearest tiles cannot be seen from near by
    assert any({"places", "water"} <= set(layers) for at, layers in found.items() if at[0] == LARGEST_ZOOM)
    assert path != map_of(network, tmp_path)


def test_a_network_without_a_road_has_an_empty_map(tmp_path):
    full = town(2)
    tables = {n: getattr(full, n).schema.empty_table() for n in ("nodes", "segments", "edges", "turns")}
    none = RoadNetwork(**tables, provenance=())
    path = map_of(none, tmp_path)
    assert reading.tiles(path) == {}
    assert drawn.pmtiles.is_whole(path)


@pytest.mark.parametrize(
    ("names", "facts"),
    [
        ({"name": "شارع"}, {"ar": "شارع"}),
        ({"name": "Mill (١٢)"}, {"name": "Mill (١٢)"}),
        ({"name": "Straße"}, {"name": "Straße"}),
        ({"name": "רחוב", "name_ar": "شارع"}, {"name": "רחוב", "ar": "شارع"}),
        ({"name": "a\u202eb\u0000c\n d"}, {"name": "a b c d"}),
        ({"name": "<img src=x onerror=alert(1)>"}, {"name": "<img src=x onerror=alert(1)>"}),
        ({"name": "x" * 500}, {"name": "x" * 80}),
        ({"name": None}, {}),
    ],
)
def test_names_are_plain_text_of_bounded_length(names, facts):
    assert name_facts(names) == facts


def test_a_kept_ground_comes_back_and_a_damaged_one_does_not(tmp_path):
    ground = _ground({"layer": "coast", "class": "coast", "shape": shapely.LineString([(0, 0), (1, 1)]).wkb})
    path = tmp_path / "x.ground"
    keep(ground, path)
    assert fetch(path).fingerprint == ground.fingerprint
    content = bytearray(path.read_bytes())
    content[200] ^= 4
    path.write_bytes(content)
    assert fetch(path) is None
    assert fetch(tmp_path / "none.ground") is None
