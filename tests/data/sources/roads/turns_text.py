"""Small road tables with a turns table beside them."""

from data.sources.roads.load import load_roads

# 1 --- 2 --- 3
#       |     |
#       4 --- 5
PLACES = {"1": (34.0, 31.0), "2": (34.01, 31.0), "3": (34.02, 31.0), "4": (34.01, 30.99), "5": (34.02, 30.99)}
NODES = "id,lon,lat\n" + "".join(f"{name},{lon},{lat}\n" for name, (lon, lat) in PLACES.items())
EDGES = "u,v\n1,2\n2,3\n2,4\n4,5\n5,3\n"
PARALLEL = 'u,v,key,wkt\n1,2,0,\n2,1,0,\n1,2,1,"LINESTRING(34 31, 34.005 31.001, 34.01 31)"\n2,3,0,\n3,2,0,\n'
HEAD = "from_u,via,to_v,seconds,banned\n"


def files(folder, turns_text, edges=EDGES, nodes=NODES):
    texts = {"edges.csv": edges, "nodes.csv": nodes, "turns.csv": turns_text}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def load(folder, turns_text, **others):
    return load_roads(files(folder, turns_text, **others))


def told_turns(network):
    """(u, via, v, seconds or None) of each turn, by node id."""
    ids, u, v = network.nodes["node_id"].to_pylist(), network.edge_u, network.edge_v
    return sorted(
        (ids[u[a]], ids[v[a]], ids[v[b]], None if row["banned"] else row["seconds"])
        for row in network.turns.to_pylist()
        for a, b in [row["edges"]]
    )
