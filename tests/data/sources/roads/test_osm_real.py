"""Real extracts load whole, quickly and in little memory."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from data.errors import SourceError
from data.sources.roads.load import load_roads

NAMES = ["andorra", "heidelberg", "helsinki", "liechtenstein", "malta", "milan", "monaco", "mopti", "porto"]
pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def folder():
    if not os.environ.get("PASSAGE_DATA"):
        pytest.skip("PASSAGE_DATA is unset; it names the folder of real data")
    return Path(os.environ["PASSAGE_DATA"]) / "osm"


@pytest.fixture(scope="module")
def loaded(folder, tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    return lambda name: load_roads([folder / f"{name}.osm.pbf"], cache_dir=cache)


@pytest.fixture(scope="module")
def published(folder):
    """Nodes, edges and kilometres of each extract, counted by another program that looks at no access tags."""
    rows = re.findall(
        r"^\| (\w+)\.osm\.pbf \| [^|]+ \| \d+ \|([^\n]+)", (folder / "README.md").read_text(), re.MULTILINE
    )
    cells = {name: [cell.strip() for cell in rest.split("|")] for name, rest in rows}
    return {name: tuple(int(row[column]) for column in (0, 1, 4)) for name, row in cells.items()}


@pytest.mark.parametrize("name", NAMES)
def test_every_extract_loads_with_about_the_published_counts(loaded, published, name):
    """Roads closed to motor traffic and crumbs are left out: up to a tenth, never more than published by 2 %."""
    report = loaded(name).report
    counts = report.node_count, report.segment_count, report.length_m / 1000
    for ours, theirs in zip(counts, published[name], strict=True):
        assert 0.88 * theirs < ours < 1.02 * theirs


@pytest.mark.parametrize("name", NAMES)
def test_every_segment_of_an_extract_is_drawn_between_its_nodes_and_has_a_speed(loaded, name):
    network = loaded(name).network
    places = np.column_stack([network.node_lon, network.node_lat])
    offsets = network.point_offset
    assert (network.points[offsets[:-1]] == places[network.segment_from]).all()
    assert (network.points[offsets[1:] - 1] == places[network.segment_to]).all()
    assert (network.segment_speed_kmh > 0).all()
    assert np.isfinite(network.segment_length_m).all()


@pytest.mark.parametrize("name", NAMES)
def test_banned_sequences_of_an_extract_follow_each_other_on_the_road(loaded, name):
    network = loaded(name).network
    for edges in network.turns["edges"].to_pylist():
        assert len(edges) > 1
        assert (network.edge_v[edges[:-1]] == network.edge_u[edges[1:]]).all()


def test_milan_has_many_turn_restrictions(loaded):
    assert loaded("milan").report.turn_ban_count > 1000


def test_heidelberg_knows_some_clearances_and_weights(loaded):
    segments = loaded("heidelberg").network.segments
    for column in ("maxheight_m", "maxweight_t"):
        known = segments[column].drop_null().to_numpy()
        assert len(known) > 10
        assert (known > 0).all()


def test_malta_keeps_gozo_and_says_that_no_road_leads_there(loaded):
    findings = [each for each in loaded("malta").report.findings if each.code == "separate-part"]
    lon, lat = findings[0].place
    assert 14.18 < lon < 14.36
    assert 36.0 < lat < 36.1


def test_dates_and_credit_come_from_the_file(loaded):
    (malta,) = loaded("malta").report.provenance
    assert malta.data_at.isoformat() == "2016-11-09T20:28:02+00:00"
    assert malta.sha256.startswith("acb9bb2a")
    assert loaded("milan").report.provenance[0].data_at is None
    assert loaded("malta").network.attributions() == ("© OpenStreetMap contributors",)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_an_extract_cut_short_is_refused(folder, tmp_path, share):
    whole = (folder / "helsinki.osm.pbf").read_bytes()
    (tmp_path / "cut.osm.pbf").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(SourceError, match=r"cut\.osm\.pbf was not read: it is damaged"):
        load_roads([tmp_path / "cut.osm.pbf"])


def test_the_largest_extract_loads_in_a_process_of_half_a_gibibyte(folder):
    code = (
        "import sys; from pathlib import Path; from data.sources.roads.load import load_roads;"
        "load_roads([Path(sys.argv[1])]); print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / "porto.osm.pbf")],
        capture_output=True,
        check=True,
        text=True,
    )
    assert int(done.stdout) < 512 * 1024
