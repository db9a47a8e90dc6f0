import os
from pathlib import Path

import pytest
import shapely

from data.errors import SourceError
from data.sources.roads import osm_ground
from data.sources.roads.library import find_ground
from data.sources.roads.load import load_roads
from data.sources.roads.osm_ground import read_ground
from data.tiles.ground import ground_layers

HEAD = '<?xml version="1.0"?><osm version="0.6"><bounds minlon="0" minlat="0" maxlon="1" maxlat="1"/>'
NODES = {1: (0.2, 0.2), 2: (0.4, 0.2), 3: (0.4, 0.4), 4: (0.2, 0.4), 5: (0.6, -0.1), 6: (0.6, 1.1), 7: (0.1, 0.1)}


def _tags(tags):
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


def _way(number, nodes, **tags):
    refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
    return f'<way id="{number}" version="1">{refs}{_tags({k.replace("_", ":"): v for k, v in tags.items()})}</way>'


def _file(tmp_path, *things, places=()):
    nodes = "".join(f'<node id="{n}" version="1" lon="{x}" lat="{y}"/>' for n, (x, y) in NODES.items())
    nodes += "".join(
        f'<node id="{100 + n}" version="1" lon="0.5" lat="0.5">{_tags(tags)}</node>' for n, tags in enumerate(places)
    )
    path = tmp_path / "town.osm"
    path.write_text(HEAD + nodes + "".join(things) + "</osm>", encoding="utf-8")
    return path


def _rows(ground):
    return [(row["layer"], row["class"]) for row in ground.table.to_pylist()]


ROAD = _way(1, (1, 2, 3), highway="primary")
LAKE = _way(2, (1, 2, 3, 4, 1), natural="water", name="Lake")
COAST = _way(3, (5, 6), natural="coastline")
BORDER = _way(4, (1, 3), boundary="administrative", admin_level="2").replace("admin:level", "admin_level")
TOWN = {"place": "town", "name": "Deir al-Balah", "name:ar": "دير البلح"}


def test_places_water_coast_and_borders_are_read(tmp_path):
    ground = read_ground([_file(tmp_path, ROAD, LAKE, COAST, BORDER, places=[TOWN])])
    assert sorted(_rows(ground)) == [
        ("borders", "country"),
        ("coast", "coast"),
        ("places", "town"),
        ("water", "sea"),
        ("water", "water"),
    ]
    shapes = {row["class"]: shapely.from_wkb(row["shape"]) for row in ground.table.to_pylist()}
    assert shapes["sea"].equals(shapely.box(0.6, 0, 1, 1))
    assert shapes["water"].area == pytest.approx(0.04)
    (town,) = (layer for layer in ground_layers(ground) if layer.name == "places")
    assert town.facts[0] == {"class": "town", "name": "Deir al-Balah", "ar": "دير البلح"}


def test_a_lake_whose_points_are_missing_is_not_drawn(tmp_path):
    ground = read_ground([_file(tmp_path, ROAD, _way(2, (1, 2, 99, 1), natural="water"))])
    assert _rows(ground) == []


def test_a_place_without_a_name_and_other_things_are_passed_over(tmp_path):
    path = _file(tmp_path, ROAD, _way(5, (1, 2, 3, 1), landuse="landfill"), places=[{"place": "town"}])
    assert _rows(read_ground([path])) == []


def test_beyond_the_limits_the_rest_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(osm_ground, "MOST_ROWS", 3)
    places = [{"place": "village", "name": f"Village {n}"} for n in range(10)]
    assert len(_rows(read_ground([_file(tmp_path, ROAD, places=places)]))) == 3


def test_loading_keeps_the_ground_beside_the_network(tmp_path):
    cache = tmp_path / "cache"
    path = _file(tmp_path, ROAD, LAKE)
    loaded = load_roads([path], cache_dir=cache)
    ground = find_ground(loaded.network.fingerprint, cache)
    assert _rows(ground) == [("water", "water")]
    assert [f.code for f in loaded.report.findings if f.code == "ground-not-read"] == []
    (kept,) = cache.glob("*.ground")
    kept.write_bytes(kept.read_bytes()[:-1])
    assert find_ground(loaded.network.fingerprint, cache) is None
    load_roads([path], cache_dir=cache)
    assert find_ground(loaded.network.fingerprint, cache) is not None


def test_a_ground_that_cannot_be_read_is_a_finding_and_the_roads_are_there(tmp_path, monkeypatch):
    def broken(*_):
        raise SourceError("town.osm", ["it is damaged"], "Fetch it again.")

    monkeypatch.setattr("data.sources.roads.beside.read_ground", broken)
    loaded = load_roads([_file(tmp_path, ROAD)], cache_dir=tmp_path / "cache")
    assert loaded.network.segment_count == 1
    assert "ground-not-read" in [finding.code for finding in loaded.report.findings]


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["malta", "mopti"])
def test_a_real_extract_has_places_and_water(name):
    folder = os.environ.get("PASSAGE_DATA")
    if not folder:
        pytest.skip("PASSAGE_DATA names no folder of extracts")
    ground = read_ground([Path(folder) / "osm" / f"{name}.osm.pbf"])
    kinds = set(_rows(ground))
    assert {("places", "city"), ("places", "village"), ("water", "water"), ("land", "built")} <= kinds
    assert (("water", "sea") in kinds) == (name == "malta")
    if name == "malta":
        sea = [shapely.from_wkb(row["shape"]) for row in ground.table.to_pylist() if row["class"] == "sea"]
        valletta, open_water = shapely.Point(14.5133, 35.8985), shapely.Point(14.2, 35.9)
        assert not shapely.contains(sea, valletta).any()
        assert shapely.contains(sea, open_water).any()
