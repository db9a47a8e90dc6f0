"""Turns tables nobody can keep: what is refused, by row and reason, all together."""

import pytest

from data.errors import SourceError
from data.sources.roads.load import load_roads
from data.sources.roads.turns_table import is_turns_table
from tests.data.sources.roads.turns_text import HEAD, PARALLEL, files, load


@pytest.mark.parametrize("head", ["from,to", "from,to,via", "u,v,via,length,seconds", "from,to,via,seconds,wkt"])
def test_an_edge_table_is_no_turns_table(tmp_path, head):
    (tmp_path / "edges.csv").write_text(f"{head}\n")
    assert not is_turns_table(tmp_path / "edges.csv")


FAULTY = {
    "1,2,3,-1,": "row 2: seconds is -1, no number from 0 to 86400",
    "1,2,3,nan,": "row 2: seconds is nan, no number",
    "1,2,3,inf,": "row 2: seconds is inf, no number",
    "1,2,3,86401,": "row 2: seconds is 86401, no number",
    "1,2,3,five,": "row 2: seconds is five, no number",
    "1,2,3,True,": "row 2: seconds is True, no number",
    "1,2,3,1_0,": "row 2: seconds is 1_0, no number",
    "1,2,3,,": "row 2: it gives neither seconds nor a ban",
    "1,2,3,,no": "row 2: it gives neither seconds nor a ban",
    "1,2,3,5,yes": "row 2: it gives seconds and a ban",
    "1,2,3,,maybe": "row 2: banned is maybe, neither yes nor no",
    ",2,,5,": "row 2: it names no node as from_u and to_v",
    "1,9,3,5,": "row 2: node 9 is no junction of the network",
    "1,x,y,5,": "row 2: nodes x, y are no junctions of the network",
    "1,2,5,5,": "row 2: no road of the network may be driven from node 2 to node 5",
    "1,2,3,5,\n1,2,3,5,": "row 3: it speaks of the same turn as row 2",
    "1,2,3,5,\n1,2,3,,yes": "row 3: it speaks of the same turn as row 2",
}


@pytest.mark.parametrize("text", FAULTY)
def test_a_faulty_row_is_refused_by_number_with_its_reason(tmp_path, text):
    with pytest.raises(SourceError) as refused:
        load(tmp_path, f"{HEAD}{text}\n")
    assert FAULTY[text] in str(refused.value)
    assert refused.value.file_name == "turns.csv"
    assert "Correct these rows" in refused.value.remedy


def test_all_faults_of_a_table_are_told_together(tmp_path):
    text = f"{HEAD}1,2,3,-1,\n1,2,9,5,\n2,4,5,1,\n2,4,5,2,\n3,2,1,5,\n1,2,4,,\n"
    with pytest.raises(SourceError) as refused:
        load(tmp_path, text)
    rows = sorted(fault.split(":")[0] for fault in refused.value.faults)
    assert rows == ["row 2", "row 3", "row 5", "row 7"]


def test_a_row_for_all_and_a_row_for_one_of_parallel_edges_are_told(tmp_path):
    with pytest.raises(SourceError, match="row 3: it speaks of the same turn as row 2"):
        load(tmp_path, "from_u,from_key,via,to_v,seconds\n1,,2,3,5\n1,1,2,3,5\n", edges=PARALLEL)


def test_a_turn_against_a_one_way_road_is_refused(tmp_path):
    with pytest.raises(SourceError, match="no road of the network may be driven from node 3 to node 2"):
        load(tmp_path, HEAD + "3,2,1,5,\n", edges="u,v,oneway\n1,2,no\n2,3,yes\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEAD, "it has no rows"),
        (HEAD + "1,2,3,5,,\n", "more cells"),
        (HEAD + "1,2,3,5,\n1,2,3,4,5,6,7\n", "fields"),
    ],
)
def test_a_table_that_is_no_table_is_refused(tmp_path, text, fault):
    with pytest.raises(SourceError, match=fault):
        load(tmp_path, text)


def test_text_that_is_not_utf_8_is_refused(tmp_path):
    roads = files(tmp_path, "")
    roads[2].write_bytes(HEAD.encode() + b"\xff\xfe,2,3,5,\n")
    with pytest.raises(SourceError, match="not UTF-8"):
        load_roads(roads)


def test_a_turns_table_alone_or_twice_or_beside_lines_is_refused(tmp_path):
    *roads, table = files(tmp_path, HEAD + "1,2,3,5,\n")
    with pytest.raises(SourceError, match="holds no roads"):
        load_roads([table])
    (tmp_path / "more.csv").write_text(table.read_text())
    with pytest.raises(SourceError, match="several turns tables"):
        load_roads([*roads, table, tmp_path / "more.csv"])
    line = '{"type":"LineString","coordinates":[[34,31],[34.1,31]]}'
    (tmp_path / "lines.geojson").write_text(
        f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{line}}}]}}'
    )
    with pytest.raises(SourceError, match="bare lines have no nodes"):
        load_roads([tmp_path / "lines.geojson", table])
