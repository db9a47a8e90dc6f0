"""The ground around loaded roads, kept beside the network; without it everything works with roads alone."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from data.errors import SourceError
from data.model.finding import Finding, Severity
from data.sources.roads.library import ground_file
from data.sources.roads.osm_file import looks_like_osm
from data.sources.roads.osm_ground import read_ground
from data.sources.roads.report import LoadedRoads, Progress
from data.tiles.ground import fetch, keep


def with_ground(loaded: LoadedRoads, paths: Sequence[Path], folder: Path, progress: Progress | None) -> LoadedRoads:
    """The same roads, once the ground of their extracts is kept; a failure to do so is a finding."""
    place = ground_file(loaded.report.fingerprint, folder)
    roads_kept = all(finding.code != "cache-not-written" for finding in loaded.report.findings)
    if not roads_kept or not all(map(looks_like_osm, paths)) or fetch(place) is not None:
        return loaded
    try:
        keep(read_ground(paths, progress), place)
    except (SourceError, OSError) as error:
        finding = Finding(
            code="ground-not-read",
            severity=Severity.NOTE,
            subject=", ".join(path.name for path in paths),
            message=f"Places, coast, water and land use could not be kept ({error}); the map shows roads alone.",
            remedy="Roads and routes are not affected. Load the file again if the map should show more.",
        )
        return replace(loaded, report=replace(loaded.report, findings=(*loaded.report.findings, finding)))
    return loaded
