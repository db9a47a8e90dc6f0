"""Corridors from files of lines: every line told, nothing else taken for one."""

import json

import pytest

from data.errors import SourceError
from data.sources.corridors import read_corridors


def feature(geometry, coordinates, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": geometry, "coordinates": coordinates}}


@pytest.fixture
def write(tmp_path):
    def written(*features):
        path = tmp_path / "corridors.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
        return path

    return written


LINE = [[34.40, 31.50], [34.44, 31.50]]


def test_a_line_becomes_a_corridor_with_its_words(write):
    said = {"id": "c1", "name": "Coast", "name_ar": "الساحل", "source": "Map", "valid_from": "2026-01-01T00:00Z"}
    (corridor,) = read_corridors(write(feature("LineString", LINE, **said))).corridors
    assert (corridor.id, corridor.name, corridor.name_ar, corridor.source.name) == ("c1", "Coast", "الساحل", "Map")
    assert corridor.valid.starts_at.isoformat() == "2026-01-01T00:00:00+00:00"
    assert list(corridor.line.coords) == [tuple(c) for c in LINE]


def test_parts_that_meet_are_one_corridor(write):
    parts = [[[34.40, 31.50], [34.42, 31.50]], [[34.42, 31.50], [34.44, 31.50]]]
    (corridor,) = read_corridors(write(feature("MultiLineString", parts))).corridors
    assert corridor.line.length == pytest.approx(0.04)


def test_parts_that_do_not_meet_are_a_corridor_each(write):
    parts = [[[34.40, 31.50], [34.41, 31.50]], [[34.42, 31.50], [34.44, 31.50]]]
    corridors = read_corridors(write(feature("MultiLineString", parts, id="c"))).corridors
    assert [c.id for c in corridors] == ["c", "c-2"]


def test_ids_are_used_once(write):
    file = read_corridors(write(feature("LineString", LINE, id="c"), feature("LineString", LINE, id="c")))
    assert [c.id for c in file.corridors] == ["c", "c-2"]


def test_what_is_no_line_is_left_out_and_told(write):
    file = read_corridors(write(feature("LineString", LINE), feature("Point", [34.4, 31.5])))
    assert len(file.corridors) == 1
    (finding,) = file.findings
    assert (finding.code, finding.subject) == ("not-a-line", "feature 2")


def test_a_file_without_a_line_is_refused(write):
    with pytest.raises(SourceError, match="feature 1: it is a Point, not a line"):
        read_corridors(write(feature("Point", [34.4, 31.5])))


def test_a_time_without_zone_is_told(write):
    file = read_corridors(write(feature("LineString", LINE, valid_from="2026-01-01T00:00")))
    assert {f.code for f in file.findings} == {"time-without-zone"}
    assert file.corridors[0].valid.starts_at is None
