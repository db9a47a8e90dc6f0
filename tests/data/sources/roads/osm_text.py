"""Small OSM files written by hand."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

from data.model import RoadNetwork
from data.sources.roads import osm
from data.sources.roads.assemble import assemble
from data.sources.roads.report import ReadRoads

HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6' generator='by hand' timestamp='2024-05-06T07:08:09Z'>\n"
)


def osm_text(
    nodes: dict[int, tuple],
    ways: dict[int, tuple[list[int], dict[str, str]]],
    relations: dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]] | None = None,
) -> str:
    """An .osm file: nodes are (lon, lat) or (lon, lat, tags), ways (nodes, tags), relations (members, tags)."""
    lines = [HEAD]
    for key, (lon, lat, *tags) in nodes.items():
        lines.append(f"<node id='{key}' version='1' lon='{lon}' lat='{lat}'>{_tags(*tags)}</node>")
    for key, (refs, tags) in ways.items():
        lines.append(
            f"<way id='{key}' version='1'>{''.join(f'<nd ref={r!r}/>' for r in map(str, refs))}{_tags(tags)}</way>"
        )
    for key, (members, tags) in (relations or {}).items():
        inner = "".join(f"<member type='{kind}' ref='{ref}' role='{role}'/>" for kind, ref, role in members)
        lines.append(f"<relation id='{key}' version='1'>{inner}{_tags(tags)}</relation>")
    return "\n".join([*lines, "</osm>\n"])


def read_text(folder: Path, *args, **kwargs) -> ReadRoads:
    """What the OSM reader gives for such a file."""
    path = folder / "small.osm"
    path.write_text(osm_text(*args, **kwargs), encoding="utf-8")
    return osm.read([path])


def network_of(read: ReadRoads) -> RoadNetwork:
    """The network of what was read."""
    return assemble(read.columns, read.provenance)


def one_way_of(folder: Path, **tags: str) -> ReadRoads:
    """A road of two nodes with these tags; '__' in a key stands for ':'."""
    spelled = {"highway": "primary", **{key.replace("__", ":"): value for key, value in tags.items()}}
    spare = ([3, 4], {"highway": "residential"})
    return read_text(folder, {1: (0, 0), 2: (0, 0.01), 3: (0, 0.02), 4: (0, 0.03)}, {10: ([1, 2], spelled), 11: spare})


def row_of_way(network: RoadNetwork, way: int) -> int:
    """Row of the only segment of a way."""
    rows = [row for row, each in enumerate(network.segments["way_id"].to_pylist()) if each == way]
    assert len(rows) == 1, f"way {way} has segments {rows}"
    return rows[0]


def drives(network: RoadNetwork) -> set[tuple[int, int]]:
    """Every directed edge as a pair of OSM node ids."""
    ids = network.nodes["node_id"].to_pylist()
    return {(ids[u], ids[v]) for u, v in zip(network.edge_u.tolist(), network.edge_v.tolist(), strict=True)}


def bans(network: RoadNetwork) -> set[tuple[int, ...]]:
    """Every turn ban as the OSM node ids it passes."""
    ids = network.nodes["node_id"].to_pylist()
    found = set()
    for edges in network.turns["edges"].to_pylist():
        found.add((ids[network.edge_u[edges[0]]], *(ids[network.edge_v[edge]] for edge in edges)))
    return found


def _tags(tags: dict[str, str] | None = None) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in (tags or {}).items())
