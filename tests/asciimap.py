r"""Road networks drawn as text, for tests that can be read.

    A---B---C
    |   |
    D---*

Letters and digits are junctions; `-`, `|`, `/` and `\` join neighbours in a straight line; `*` is
a bend, not a junction; `+` is where one road passes over another.
One character is `grid_m` metres, both ways; the top left corner lies
at `CORNER`. Streets are called by their two junctions, "AB".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import Point, Polygon

from data.model import Provenance, RoadNetwork
from data.sources.roads.assemble import RoadColumns, Turn, assemble
from geo.snap import LocalMetres

CORNER = (34.4, 31.5)
HERE = LocalMetres(*CORNER)
MADE_UP = Provenance(file_name="drawn.txt", sha256="0" * 64, format="ascii")
STEPS = {
    "-": ((0, 1), (0, -1)),
    "|": ((1, 0), (-1, 0)),
    "+": ((0, 1), (0, -1), (1, 0), (-1, 0)),
    "/": ((-1, 1), (1, -1)),
    "\\": ((1, 1), (-1, -1)),
}
Cell = tuple[int, int]


@dataclass(frozen=True)
class AsciiMap:
    """A drawn network, where its junctions lie, and which segment each street is."""

    network: RoadNetwork
    node: Mapping[str, int]
    segment: Mapping[str, int]
    cell: Mapping[str, Cell]
    grid_m: float

    def point(self, where: str, east_m: float = 0.0, north_m: float = 0.0) -> Point:
        """The place of a junction, or one some metres from it; "AB" is half way between two."""
        places = [_metres(self.cell[letter], self.grid_m) for letter in where]
        middle = np.mean(places, axis=0) + np.array([east_m, north_m])
        return Point(HERE.degrees(middle))

    def zone(self, where: str, margin_m: float | None = None) -> Polygon:
        """A rectangle around junctions, by default a quarter of the grid wider than they are."""
        margin = self.grid_m / 4 if margin_m is None else margin_m
        places = np.array([_metres(self.cell[letter], self.grid_m) for letter in where])
        return area_m(*(places.min(axis=0) - margin), *(places.max(axis=0) + margin))

    def edge(self, way: str) -> int:
        """Row of the edge driven from the first to the second junction."""
        segment = self.segment[way]
        forward = int(self.network.segment_from[segment]) == self.node[way[0]]
        network = self.network
        return int(np.nonzero((network.edge_segment == segment) & (network.edge_forward == forward))[0][0])


def area_m(west: float, south: float, east: float, north: float) -> Polygon:
    """A rectangle given in metres east and north of the corner of the map."""
    return shapely.transform(shapely.box(west, south, east, north), HERE.degrees)


def ascii_map(
    drawing: str,
    *,
    grid_m: float = 100.0,
    oneway: Sequence[str] = (),
    gates: Mapping[str, str] | None = None,
    bans: Sequence[Sequence[str]] = (),
    turns: Mapping[Sequence[str], float] | None = None,
    roads: Mapping[str, Mapping[str, Any]] | None = None,
    speed_kmh: float = 36.0,
) -> AsciiMap:
    """The network of a drawing.

    `oneway=["AB"]` permits only A to B, `gates={"B": "closed"}` puts a gate on B,
    `bans=[("AB", "BC")]` bans driving BC after AB, `turns={("AB", "BC"): 7.0}` makes that take 7 seconds more,
    `roads={"AB": {"name": "Main"}}` gives attributes.
    """
    rows = [line for line in drawing.split("\n") if line.strip()]
    char = {(r, c): x for r, line in enumerate(rows) for c, x in enumerate(line) if x != " "}
    cell = {x: at for at, x in char.items() if x.isalnum()}
    node = {name: i for i, name in enumerate(sorted(cell))}
    paths = _paths(char, cell)
    names = list(paths)
    points = [HERE.degrees(np.array([_metres(at, grid_m) for at in paths[name]])) for name in names]
    segment = {**{n[::-1]: i for i, n in enumerate(names)}, **{n: i for i, n in enumerate(names)}}
    place = HERE.degrees(np.array([_metres(cell[name], grid_m) for name in node]))
    attributes: dict[str, list[Any]] = {"name": list(names), "speed_kmh": [speed_kmh] * len(names)}
    attributes["speed_from"] = ["default"] * len(names)
    for name, own in (roads or {}).items():
        for column, value in own.items():
            attributes.setdefault(column, [None] * len(names))[segment[name]] = value
    network = assemble(
        RoadColumns(
            node_id=np.arange(len(node)),
            lon=place[:, 0],
            lat=place[:, 1],
            from_node=np.array([node[n[0]] for n in names], np.int32),
            to_node=np.array([node[n[1]] for n in names], np.int32),
            offsets=np.concatenate([[0], np.cumsum([len(p) for p in points])]).astype(np.int64),
            points=np.vstack(points),
            direction=np.array([_direction(n, oneway) for n in names], np.int8),
            attributes=attributes,
            node_barrier=[("gate" if n in (gates or {}) else None) for n in node],
            node_passage=[(gates or {}).get(n) for n in node],
            turns=[_turn(ban, segment, names, None) for ban in bans]
            + [_turn(turn, segment, names, seconds) for turn, seconds in (turns or {}).items()],
        ),
        (MADE_UP,),
    )
    return AsciiMap(network=network, node=node, segment=segment, cell=cell, grid_m=grid_m)


def _metres(at: Cell, grid_m: float) -> tuple[float, float]:
    return at[1] * grid_m, -at[0] * grid_m


def _direction(name: str, oneway: Sequence[str]) -> int:
    return 1 if name in oneway else -1 if name[::-1] in oneway else 0


def _turn(ways: Sequence[str], segment: Mapping[str, int], names: Sequence[str], seconds: float | None) -> Turn:
    rows = tuple(segment[way] for way in ways)
    forward = tuple(names[r] == way for r, way in zip(rows, ways, strict=True))
    return Turn(segments=rows, forward=forward, kind="no_turn" if seconds is None else "cost", seconds=seconds)


def _paths(char: Mapping[Cell, str], cell: Mapping[str, Cell]) -> dict[str, list[Cell]]:
    """The cells of each street's corners, by its two junctions in alphabetical order."""
    paths: dict[str, list[Cell]] = {}
    for name, start in cell.items():
        for step in [s for steps in STEPS.values() for s in steps]:
            path = _followed(char, start, step)
            if path and char[path[-1]] >= name:
                paths.setdefault(name + char[path[-1]], path)
    return dict(sorted(paths.items()))


def _followed(char: Mapping[Cell, str], start: Cell, step: Cell) -> list[Cell]:
    """From a junction in a direction over bends to the next junction; empty when no road leads there."""
    path, at = [start], (start[0] + step[0], start[1] + step[1])
    if char.get(at) not in STEPS or step not in STEPS[char[at]]:
        return []
    while True:
        while char.get(at) in STEPS and step in STEPS[char[at]]:
            at = (at[0] + step[0], at[1] + step[1])
        path.append(at)
        if char[at] != "*":
            return path
        step = next(
            s
            for mark, steps in STEPS.items()
            for s in steps
            if s != (-step[0], -step[1]) and char.get((at[0] + s[0], at[1] + s[1])) == mark
        )
        at = (at[0] + step[0], at[1] + step[1])
