"""Turns tables: from a file to a route that keeps them."""

from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from data.errors import SourceError
from data.model import NoRoute, Plan
from data.sources.roads import tables, turns
from data.sources.roads.load import load_roads
from data.sources.roads.turns_table import TurnRow
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route
from tests.builders import NOON
from tests.data.sources.roads.osm_text import osm_text
from tests.data.sources.roads.turns_text import EDGES, HEAD, NODES, PARALLEL, PLACES, files, load, told_turns


def route(network, start="1", end="3"):
    question = RouteQuestion(origin=Point(PLACES[start]), destination=Point(PLACES[end]), at=NOON)
    return find_route(NetworkIndex(network), Plan(name="test"), question)


def driven(found):
    return [(round(x, 5), round(y, 5)) for x, y in found.line.coords]


def test_the_seconds_of_a_turn_are_in_the_duration_of_the_route(tmp_path):
    free = route(load_roads(files(tmp_path, HEAD + "3,2,1,1,\n")).network)
    slow = route(load(tmp_path, HEAD + "1,2,3,7.5,\n").network)
    assert slow.duration_s == pytest.approx(free.duration_s + 7.5, abs=0.002)
    assert slow.line.equals(free.line)


def test_a_banned_turn_is_driven_round(tmp_path):
    loaded = load(tmp_path, HEAD + "1,2,3,,yes\n")
    assert PLACES["4"] in driven(route(loaded.network))
    assert PLACES["4"] not in driven(route(loaded.network, "3", "1"))


def test_where_every_turn_on_is_banned_there_is_no_route(tmp_path):
    assert isinstance(route(load(tmp_path, HEAD + "1,2,3,,1\n1,2,4,,TRUE\n").network), NoRoute)


def test_seconds_long_enough_turn_the_route(tmp_path):
    assert PLACES["4"] in driven(route(load(tmp_path, HEAD + "1,2,3,3600,no\n").network))


def test_the_report_counts_bans_and_times_and_names_the_file(tmp_path):
    report = load(tmp_path, HEAD + "1,2,3,,yes\n1,2,4,5,\n3,2,1,0,\n").report
    assert (report.turn_ban_count, report.turn_time_count) == (1, 2)
    assert [(p.file_name, p.format) for p in report.provenance][-1] == ("turns.csv", "turns table")
    (note,) = [found for found in report.findings if found.code == "turns-not-given"]
    assert "Only the turns in turns.csv are known" in note.message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.tsv", "From\tVia\tTo\tBan\n1\t2\t3\tYes\n"),
        ("t.csv", "u;via;v;forbidden\n1;2;3;1\n"),
        ("t.txt", "from_node|via_node|to_node|banned|note\n1|2|3|true|gate shut, see map\n"),
        ("t.csv", "\ufefffrom_u,via,to_v,banned\r\n1.0,2.0,3.0,y\r\n"),
    ],
)
def test_obvious_names_and_separators_are_understood(tmp_path, name, text):
    roads = files(tmp_path, "")[:2]
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert told_turns(load_roads([tmp_path / name, *roads]).network) == [(1, 2, 3, None)]


def test_nodes_may_be_called_by_words(tmp_path):
    nodes = "id,lon,lat\nTown A,34.0,31.0\nBridge,34.01,31.0\n7,34.02,31.0\n"
    loaded = load(tmp_path, HEAD + "Town A,Bridge,7,4,\n", edges="u,v\nTown A,Bridge\nBridge,7\n", nodes=nodes)
    assert told_turns(loaded.network) == [(0, 1, 2, 4.0)]


@pytest.mark.parametrize(("key", "count"), [("", 2), ("0", 1), ("1", 1)])
def test_a_key_tells_parallel_edges_apart_and_none_means_all(tmp_path, key, count):
    text = f"from_u,from_key,via,to_v,seconds\n1,{key},2,3,5\n"
    network = load(tmp_path, text, edges=PARALLEL).network
    assert told_turns(network) == [(1, 2, 3, 5.0)] * count
    points = {
        int(np.diff(network.point_offset)[network.edge_segment[row[0]]]) for row in network.turns["edges"].to_pylist()
    }
    assert points == {"": {2, 3}, "0": {2}, "1": {3}}[key]


def test_a_key_counts_in_the_direction_of_its_row_alone(tmp_path):
    edges = "u,v,key,wkt\n1,2,0,\n2,1,5,\n2,3,0,\n3,2,0,\n"
    with pytest.raises(SourceError, match=r"no road with key 5 .* from node 1 to node 2"):
        load(tmp_path, "from_u,from_key,via,to_v,seconds\n1,5,2,3,5\n", edges=edges)
    back = load(tmp_path, "from_u,via,to_v,to_key,seconds\n3,2,1,5,5\n", edges=edges)
    assert told_turns(back.network) == [(3, 2, 1, 5.0)]


def test_turning_round_may_take_time(tmp_path):
    assert told_turns(load(tmp_path, HEAD + "1,2,1,30,\n").network) == [(1, 2, 1, 30.0)]


def test_another_turns_table_is_never_answered_from_the_cache(tmp_path):
    def cached(text):
        return load_roads(files(tmp_path, text), cache_dir=tmp_path / "cache")

    first, other, again = (cached(HEAD + text) for text in ("1,2,3,5,\n", "1,2,3,6,\n", "1,2,3,5,\n"))
    assert [one.report.from_cache for one in (first, other, again)] == [False, False, True]
    assert told_turns(other.network) == [(1, 2, 3, 6.0)]
    assert told_turns(again.network) == told_turns(first.network) == [(1, 2, 3, 5.0)]
    assert again.report.turn_time_count == 1


# the way 10 bends at 6, which is no junction
OSM_NODES = {int(name): at for name, at in PLACES.items()} | {6: (34.005, 31.0)}
PRIMARY = {"highway": "primary"}
OSM_WAYS = {10: ([1, 6, 2], PRIMARY), 11: ([2, 3], PRIMARY), 12: ([2, 4, 5, 3], PRIMARY), 13: ([4, 1], PRIMARY)}


def osm(folder, turns_text):
    (folder / "roads.osm").write_text(osm_text(OSM_NODES, OSM_WAYS), encoding="utf-8")
    (folder / "turns.csv").write_text(turns_text)
    return load_roads([folder / "roads.osm", folder / "turns.csv"])


def test_beside_an_osm_extract_nodes_are_osm_nodes_and_keys_are_ways(tmp_path):
    loaded = osm(tmp_path, "from_u,from_key,via,to_v,to_key,seconds,banned\n1,10,2,3,11,,yes\n2,,4,1,,9,\n")
    assert told_turns(loaded.network) == [(1, 2, 3, None), (2, 4, 1, 9.0)]
    assert PLACES["4"] in driven(route(loaded.network))


def test_a_turn_off_the_junctions_of_an_extract_is_told_and_the_others_kept(tmp_path):
    loaded = osm(tmp_path, HEAD + "6,2,3,5,\n1,2,3,5,\n77,2,3,,yes\n")
    assert told_turns(loaded.network) == [(1, 2, 3, 5.0)]
    (told,) = [found for found in loaded.report.findings if found.code == "turn-not-in-network"]
    assert "2 of 3 rows" in told.message
    assert "row 2: node 6 is no junction" in told.message
    assert "row 4: node 77 is no junction" in told.message
    assert [(lost.what, lost.count) for lost in loaded.report.dropped if lost.what == "turns"] == [("turns", 2)]


def test_a_table_of_which_no_row_fits_the_extract_is_refused(tmp_path):
    with pytest.raises(SourceError, match="row 2: node 6 is no junction"):
        osm(tmp_path, HEAD + "6,2,3,5,\n")


def test_a_graph_keeps_the_keys_of_its_edges(tmp_path):
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for name, (x, y) in PLACES.items():
        graph.add_node(int(name), x=x, y=y)
    for u, v in [(1, 2), (2, 1), (2, 3), (3, 2)]:
        graph.add_edge(u, v, key=0, highway="primary")
    graph.add_edge(1, 2, key=1, highway="track")
    nx.write_graphml(graph, tmp_path / "g.graphml")
    (tmp_path / "turns.csv").write_text("from_u,from_key,via,to_v,seconds\n1,1,2,3,5\n3,,2,1,6\n")
    network = load_roads([tmp_path / "g.graphml", tmp_path / "turns.csv"]).network
    assert told_turns(network) == [(1, 2, 3, 5.0), (3, 2, 1, 6.0)]
    ((into, _),) = [row["edges"] for row in network.turns.to_pylist() if row["seconds"] == 5.0]
    assert network.segment_text("highway", int(network.edge_segment[into])) == "track"


def test_turns_on_left_out_fragments_are_counted(tmp_path):
    nodes = NODES + "8,35,32\n9,35.001,32\n10,35.002,32\n"
    edges = EDGES + "8,9\n9,10\n"
    loaded = load(tmp_path, HEAD + "8,9,10,5,\n1,2,3,5,\n", edges=edges, nodes=nodes)
    assert told_turns(loaded.network) == [(1, 2, 3, 5.0)]
    assert [lost.count for lost in loaded.report.dropped if lost.what == "turns"] == [1]


ENDS = st.tuples(st.sampled_from("12345"), st.sampled_from("12345")).filter(lambda ends: ends[0] != ends[1])
ROADS = st.lists(st.tuples(ENDS, st.sampled_from("abc"), st.booleans()), min_size=1, max_size=10)
KEY = st.sampled_from([None, "a", "b", "c"])
ASKED = st.tuples(*[st.sampled_from("123459")] * 3, KEY, KEY)


UNDIRECTED = "\n".join(f"{n},{n + 1},,no," for n in range(100, 140))
"""Enough roads without a mirror that no chance mirrors make the table directed."""
UNDIRECTED_NODES = "".join(f"{n},{35 + n / 1000},32\n" for n in range(100, 141))


@given(ROADS, ASKED)
@settings(max_examples=40, deadline=None)
def test_the_edges_of_a_turn_are_those_a_slow_look_at_every_row_finds(tmp_path_factory, roads, asked):
    folder = tmp_path_factory.mktemp("roads")
    # each road bends at a place of its own, so no two rows are one road
    rows = [
        f'{u},{v},{key},{"yes" if oneway else "no"},"LINESTRING({x(u)}, {34 + n / 1000} 30.995, {x(v)})"'
        for n, ((u, v), key, oneway) in enumerate(roads)
    ]
    (folder / "edges.csv").write_text("u,v,key,oneway,wkt\n" + "\n".join([*rows, UNDIRECTED]) + "\n")
    (folder / "nodes.csv").write_text(NODES + UNDIRECTED_NODES)
    read = tables.read([folder / "edges.csv", folder / "nodes.csv"])
    from_u, via, to_v, from_key, to_key = asked
    row = TurnRow(number=2, from_u=from_u, via=via, to_v=to_v, from_key=from_key, to_key=to_key, seconds=1.0)
    expected = {
        ((a, via), (b, to_v)) for a, b in product(slow(roads, from_u, via, from_key), slow(roads, via, to_v, to_key))
    }
    try:
        into, out_of = turns.edges_of(row, turns.known(read, [row]))
    except turns.Unusable:
        found = set()
    else:
        found = {((bend(read, a), via), (bend(read, b), to_v)) for a, b in product(into, out_of)}
        assert len(found) == len(into) * len(out_of)
    assert found == expected


def x(name):
    lon, lat = PLACES[name]
    return f"{lon} {lat}"


def bend(read, edge):
    """Which row of the table an edge is, read off the place where it bends."""
    points = read.columns.points[read.columns.offsets[edge[0]] : read.columns.offsets[edge[0] + 1]]
    return round((points[1][0] - 34) * 1000)


def slow(roads, tail, head, key):
    """Rows of the roads that may be driven from tail to head."""
    return {
        n
        for n, ((u, v), own, oneway) in enumerate(roads)
        if key in {None, own} and ((u, v) == (tail, head) or ((v, u) == (tail, head) and not oneway))
    }
