"""Node and edge tables: direction, ends, attributes, and every row that cannot be used."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from data.errors import SourceError
from data.sources.roads import tables
from data.sources.roads.assemble import assemble
from data.sources.roads.report import ReadRoads

DATA = os.environ.get("PASSAGE_DATA")
real_data = [pytest.mark.real_data, pytest.mark.skipif(DATA is None, reason="PASSAGE_DATA is not set")]

NODES = "id,lon,lat\n1,34.0,31.0\n2,34.1,31.0\n3,34.1,31.1\n"


def read(folder: Path, edges: str, nodes: str | None = NODES) -> ReadRoads:
    (folder / "edges.csv").write_text(edges)
    paths = [folder / "edges.csv"]
    if nodes is not None:
        (folder / "nodes.csv").write_text(nodes)
        paths.append(folder / "nodes.csv")
    return tables.read(paths)


def codes(roads: ReadRoads) -> set[str]:
    return {finding.code for finding in roads.findings}


def directions(roads: ReadRoads) -> dict[tuple[int, int], int]:
    columns = roads.columns
    ends = columns.node_id[np.column_stack([columns.from_node, columns.to_node])].tolist()
    return {(u, v): way for (u, v), way in zip(ends, columns.direction.tolist(), strict=True)}


def lost(roads: ReadRoads) -> dict[str, int]:
    return {one.why: one.count for one in roads.dropped}


def test_rows_without_mirrors_are_two_way(tmp_path):
    assert directions(read(tmp_path, "u,v\n1,2\n2,3\n")) == {(1, 2): 0, (2, 3): 0}


def test_mirrored_rows_become_one_two_way_road(tmp_path):
    assert directions(read(tmp_path, "u,v\n1,2\n2,1\n")) == {(1, 2): 0}


def test_a_row_without_its_mirror_among_mirrored_rows_is_one_way_and_told(tmp_path):
    roads = read(tmp_path, "u,v\n1,2\n2,1\n2,3\n")
    assert directions(roads) == {(1, 2): 0, (2, 3): 1}
    assert "edge-without-return" in codes(roads)


def test_oneway_makes_a_row_one_way_in_an_undirected_table(tmp_path):
    roads = read(tmp_path, "u,v,oneway\n1,2,True\n2,3,False\n1,3,-1\n")
    assert directions(roads) == {(1, 2): 1, (2, 3): 0, (1, 3): -1}


def test_a_one_way_line_drawn_from_v_to_u_is_driven_as_drawn_and_told(tmp_path):
    roads = read(tmp_path, 'u,v,oneway,wkt\n1,2,yes,"LINESTRING (34.1 31, 34 31)"\n')
    assert directions(roads) == {(2, 1): 1}
    assert "oneway-against-ends" in codes(roads)


def test_a_directed_row_drawn_from_v_to_u_is_driven_from_u_to_v(tmp_path):
    mirrored = "2,3,\n3,2,\n"
    roads = read(tmp_path, f'u,v,wkt\n1,2,"LINESTRING (34.1 31, 34 31)"\n{mirrored}')
    assert directions(roads)[(2, 1)] == -1


def test_mirrors_with_different_limits_stay_two_one_way_roads(tmp_path):
    roads = read(tmp_path, "u,v,maxweight\n1,2,10\n2,1,5\n")
    assert directions(roads) == {(1, 2): 1, (2, 1): 1}


def test_parallel_roads_between_the_same_nodes_stay_two(tmp_path):
    detour = '"LINESTRING (34 31, 34.05 31.02, 34.1 31)"'
    assert len(read(tmp_path, f"u,v,wkt\n1,2,\n1,2,{detour}\n").columns.direction) == 2


def test_a_repeated_row_counts_once_and_is_told(tmp_path):
    roads = read(tmp_path, "u,v\n1,2\n1,2\n")
    assert len(roads.columns.direction) == 1
    assert sum(one.count for one in roads.dropped) == 1


def test_an_unknown_node_drops_the_row_with_the_reason(tmp_path):
    roads = read(tmp_path, "u,v\n1,2\n1,9\n")
    assert lost(roads) == {"its v names node 9, which the file does not have": 1}


def test_a_node_without_numbers_is_dropped_with_the_reason(tmp_path):
    roads = read(tmp_path, "u,v\n1,2\n", NODES + "4,east,31\n5,400,31\n")
    assert lost(roads) == {"it has no position in degrees": 2}


def test_a_table_with_no_usable_row_is_refused_with_every_fault(tmp_path):
    with pytest.raises(SourceError) as refused:
        read(tmp_path, "u,v\n7,8\n1,\n")
    assert len(refused.value.faults) == 2


def test_one_node_at_two_places_is_refused(tmp_path):
    with pytest.raises(SourceError, match="node 1 is given at two places"):
        read(tmp_path, "u,v\n1,2\n", NODES + "1,35,31\n")


def test_wrong_well_known_text_is_refused_with_every_row(tmp_path):
    with pytest.raises(SourceError, match=r"row 2: .*row 3: "):
        read(tmp_path, 'u,v,wkt\n1,2,LINE\n2,3,"LINESTRING (500000 3e6, 5 5)"\n')


def test_the_ends_of_the_lines_place_the_nodes_when_there_is_no_node_table(tmp_path):
    roads = read(tmp_path, 'u,v,wkt\na,b,"LINESTRING (34 31, 34.1 31)"\nb,c,"LINESTRING (34.1 31, 34.2 31)"\n', None)
    assert len(roads.columns.lon) == 3


def test_lines_that_disagree_about_a_node_are_refused_without_a_node_table(tmp_path):
    with pytest.raises(SourceError, match="node b end at different places"):
        read(tmp_path, 'u,v,wkt\na,b,"LINESTRING (34 31, 34.1 31)"\nb,c,"LINESTRING (34.3 31, 34.2 31)"\n', None)


def test_a_line_that_misses_its_node_is_drawn_on_to_it_and_told(tmp_path):
    roads = read(tmp_path, 'u,v,wkt\n1,2,"LINESTRING (34.001 31, 34.1 31)"\n')
    assert roads.columns.points[0].tolist() == [34.0, 31.0]
    assert "line-misses-node" in codes(roads)


def test_lines_missing_their_nodes_side_by_side_each_keep_their_own(tmp_path):
    drawn = '"LINESTRING (34.001 31, 34.099 31)"', '"LINESTRING (34.1 31.001, 34.1 31.099)"'
    columns = read(tmp_path, f"u,v,wkt\n1,2,{drawn[0]}\n2,3,{drawn[1]}\n").columns
    assert columns.points[columns.offsets[:-1]].tolist() == [[34.0, 31.0], [34.1, 31.0]]
    assert columns.points[columns.offsets[1:] - 1].tolist() == [[34.1, 31.0], [34.1, 31.1]]


def test_lengths_of_the_file_that_differ_are_told_and_not_used(tmp_path):
    roads = read(tmp_path, "u,v,length\n1,2,9.5\n")
    assert "length-differs" in codes(roads)
    assert assemble(roads.columns, ()).segment_length_m[0] == pytest.approx(9547, rel=0.001)


def test_ids_that_are_no_numbers_are_replaced_by_row_numbers(tmp_path):
    roads = read(tmp_path, "u,v\na,b\n", "id,lon,lat\na,34,31\nb,34.1,31\n")
    assert roads.columns.node_id.tolist() == [0, 1]


def test_semicolons_and_a_byte_order_mark_are_read(tmp_path):
    assert directions(read(tmp_path, "\ufeffu;v\n1;2\n")) == {(1, 2): 0}


def test_text_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "edges.csv"
    path.write_bytes(b"u,v,name\n1,2,\xff\xfe\n")
    with pytest.raises(SourceError, match="not UTF-8"):
        tables.read([path])


def test_two_edge_tables_are_refused(tmp_path):
    with pytest.raises(SourceError, match="2 of 2 tables have columns u and v"):
        read(tmp_path, "u,v\n1,2\n", "u,v\n1,2\n")


def test_has_ends_tells_edge_tables_from_bare_lines(tmp_path):
    bare, table, csv = tmp_path / "bare.geojson", tmp_path / "edges.geojson", tmp_path / "edges.csv"
    line = {"type": "LineString", "coordinates": [[34, 31], [35, 31]]}
    for path, told in ((bare, {"name": "A"}), (table, {"u": 1, "v": 2})):
        feature = {"type": "Feature", "properties": told, "geometry": line}
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    csv.write_text("from,to\n1,2\n")
    assert [tables.has_ends([path]) for path in (bare, table, csv)] == [False, True, True]


def test_lines_between_named_towns_are_no_edge_table(tmp_path):
    path = tmp_path / "roads.geojson"
    line = {"type": "LineString", "coordinates": [[34, 31], [35, 31]]}
    feature = {"type": "Feature", "properties": {"from": "Gaza", "to": "Rafah"}, "geometry": line}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert not tables.has_ends([path])


class TestRealData:
    pytestmark = real_data

    def test_gaza_333_has_every_directed_pair_once(self):
        roads = tables.read([Path(DATA) / f"gaza/roads/gaza_graph_333_{kind}.geojson" for kind in ("edges", "nodes")])
        network = assemble(roads.columns, roads.provenance)
        assert (network.node_count, network.edge_count) == (333, 812)
        assert network.segment_length_m.sum() == pytest.approx(318_000, rel=0.005)

    def test_gaza_45_is_two_way_throughout(self):
        roads = tables.read([Path(DATA) / f"gaza/roads/gaza_graph_45_{kind}.geojson" for kind in ("nodes", "edges")])
        network = assemble(roads.columns, roads.provenance)
        assert (network.node_count, network.segment_count, network.edge_count) == (45, 53, 106)
        assert network.segment_length_m.sum() == pytest.approx(113_000, rel=0.005)
