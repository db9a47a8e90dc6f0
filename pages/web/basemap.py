"""The ground of the map: a file of tiles made from the road network, which the browser reads piece by piece."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.model import RoadNetwork
from data.tiles import pmtiles
from data.tiles.drawn import LEFT_OUT, map_of
from data.tiles.ground import Ground
from data.tiles.pyramid import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadMap:
    """Where the map of a network is served, what it credits, and which roads it leaves out at which zoom."""

    url: str
    attributions: tuple[str, ...]
    largest_zoom: int = 0
    left_out: Mapping[str, tuple[str, ...]]
    bounds: tuple[float, float, float, float] | None

    def told(self) -> dict[str, Any]:
        """What the browser needs to draw it."""
        return {"url": self.url, "zoom": self.largest_zoom, "left_out": self.left_out, "bounds": self.bounds}


def road_map(
    network: RoadNetwork, folder: Path, *, ground: Ground | None = None, progress: Progress | None = None
) -> RoadMap:
    """The map of a network, drawn into `folder` unless its file is there already and whole."""
    return drawn_map(map_of(network, folder, ground=ground, progress=progress), network.attributions())


def drawn_map(path: Path, attributions: tuple[str, ...]) -> RoadMap:
    """A map that is drawn already."""
    file = pmtiles.read(path)
    west, _, east, _ = file.bounds
    return RoadMap(
        url=f"/roads/{path.name}",
        attributions=attributions,
        largest_zoom=file.zooms[-1],
        left_out=file.metadata[LEFT_OUT].get("roads", {}),
        bounds=file.bounds if west < east else None,
    )
