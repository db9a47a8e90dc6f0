"""The base map a user brought, drawn under the roads on every page; one at a time."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.sources.base_maps import BaseMap, accept, describe
from data.tiles.pmtiles import NotPmtiles, TileKind
from data.tiles.whole import write_whole
from pages.web.home import ground_folder

_IN_USE = "in_use.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGround:
    """A base map in use and what the browser needs to draw it."""

    title: str
    attribution: str
    told: dict[str, Any]


def in_use(folder: Path | None = None) -> OwnGround | None:
    """The base map that is drawn; None when there is none, or its file is gone or damaged."""
    folder = folder or ground_folder()
    try:
        chosen = json.loads((folder / _IN_USE).read_text(encoding="utf-8"))
        found = describe(folder / Path(chosen["file"]).name, chosen["name"])
    except (OSError, ValueError, LookupError, TypeError, NotPmtiles):
        return None
    return OwnGround(title=found.title, attribution=found.attribution, told=_told(found))


def use(path: Path, name: str, folder: Path | None = None) -> OwnGround | None:
    """Check a file, keep it and draw it from now on.

    Raises
    ------
    SourceError
        When it is no base map; what was in use stays.
    """
    folder = folder or ground_folder()
    accepted = accept(path, name, folder)
    chosen = json.dumps({"file": accepted.file_name, "name": name})
    write_whole(folder / _IN_USE, [chosen.encode()])
    return in_use(folder)


def stop_using(folder: Path | None = None) -> None:
    """Draw no base map under the roads; its file stays."""
    ((folder or ground_folder()) / _IN_USE).unlink(missing_ok=True)


def _told(found: BaseMap) -> dict[str, Any]:
    return {
        "url": f"/ground/{found.file_name}",
        "zoom": found.zooms[-1],
        "least": found.zooms[0],
        "bounds": found.bounds,
        "raster": found.kind is not TileKind.VECTOR,
        "layers": found.layers,
    }
