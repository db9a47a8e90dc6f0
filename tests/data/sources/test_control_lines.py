"""Control lines from files: their kind told or taken as other, nothing else taken for one."""

import json

import pytest

from data.errors import SourceError
from data.model import ControlLineKind
from data.sources.control_lines import read_control_lines

LINE = [[34.40, 31.50], [34.44, 31.50]]


@pytest.fixture
def write(tmp_path):
    def written(*features):
        path = tmp_path / "lines.geojson"
        told = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": told}), encoding="utf-8")
        return path

    return written


def line(**said):
    return said, {"type": "LineString", "coordinates": LINE}


@pytest.mark.parametrize("word", ["phase_line", "Phase line", "PHASE-LINE"])
def test_a_kind_is_known_however_it_is_written(write, word):
    (read,) = read_control_lines(write(line(id="l", name="Amber", name_ar="خط", kind=word, owner="k"))).control_lines
    assert (read.id, read.name, read.name_ar, read.owner) == ("l", "Amber", "خط", "k")
    assert read.kind is ControlLineKind.PHASE_LINE


def test_a_kind_nobody_knows_is_told(write):
    file = read_control_lines(write(line(kind="ley line")))
    assert file.control_lines[0].kind is ControlLineKind.OTHER
    assert [f.code for f in file.findings] == ["kind-unknown"]


def test_a_file_of_points_is_refused(write):
    with pytest.raises(SourceError, match="not a line"):
        read_control_lines(write(({}, {"type": "Point", "coordinates": [34.4, 31.5]})))
