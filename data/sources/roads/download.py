"""Roads of a place or area fetched from OpenStreetMap by OSMnx: only when asked, only when online."""

import hashlib
import re
from importlib import import_module
from pathlib import Path
from typing import Any

from shapely import MultiPolygon, Polygon

from data.errors import SourceError
from data.sources.roads.load import load_roads
from data.sources.roads.report import LoadedRoads, Progress
from geo.shapes import require_area

_TIMEOUT_S = 60
_OFFLINE = "This needs an internet connection; load a file instead (an .osm.pbf extract of the area is best)."


def download_place(
    query: str | Polygon | MultiPolygon, *, cache_dir: Path, progress: Progress | None = None
) -> LoadedRoads:
    """The roads of a place by its name, or of an area; the graph stays in `cache_dir` as GraphML.

    What was fetched before is not fetched again: to refresh it, remove its file.

    Raises
    ------
    SourceError
        When there is no connection, no answer in time, no such place or no road in it.
    GeometryError
        When the area is no proper polygon.
    """
    tell = progress or (lambda _step, _share: None)
    if not isinstance(query, str):
        require_area(query, "The area to download")
    kept = cache_dir / "downloads" / f"{_file_name(query)}.graphml"
    if not kept.is_file():
        tell("asking OpenStreetMap", None)
        _save(_fetched(query, cache_dir), kept)
    return load_roads([kept], progress=progress, cache_dir=cache_dir)


def _fetched(query: str | Polygon | MultiPolygon, cache_dir: Path) -> Any:
    osmnx = import_module("osmnx")
    osmnx.settings.use_cache = True
    osmnx.settings.cache_folder = cache_dir / "osmnx"
    osmnx.settings.requests_timeout = _TIMEOUT_S
    ask = osmnx.graph_from_place if isinstance(query, str) else osmnx.graph_from_polygon
    name = query if isinstance(query, str) else "The drawn area"
    faults = import_module("osmnx._errors")
    try:
        return ask(query, network_type="drive_service", retain_all=True, truncate_by_edge=True)
    except faults.ResponseStatusCodeError as fault:
        raise SourceError(name, [f"the server refused ({fault})"], "Try again later, or load a file.") from None
    except OSError as fault:
        reason = f"OpenStreetMap cannot be reached ({type(fault).__name__})"
        raise SourceError(name, [reason], _OFFLINE) from None
    except (faults.InsufficientResponseError, TypeError, ValueError) as fault:
        raise SourceError(
            name, [f"OpenStreetMap has no roads for it ({fault})"], "Check the name or the area."
        ) from None


def _save(graph: Any, kept: Path) -> None:
    """A complete file or none."""
    half = kept.with_suffix(".part")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        import_module("osmnx").save_graphml(graph, half)
        half.replace(kept)
    except OSError as fault:
        half.unlink(missing_ok=True)
        reason = f"the download could not be kept ({fault})"
        raise SourceError(
            kept.name, [reason], "Free space on the disk, or give a folder that can be written."
        ) from None


def _file_name(query: str | Polygon | MultiPolygon) -> str:
    said = query if isinstance(query, str) else query.wkt
    plain = re.sub(r"[^a-z0-9]+", "-", query.lower()).strip("-")[:40] if isinstance(query, str) else "area"
    return f"{plain}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"
