"""Networks on this machine by the fingerprint of their content."""

import json
from pathlib import Path

from data.model.network import RoadNetwork
from data.sources.roads.cache import RoadCache
from data.tiles.ground import Ground, fetch


def find_network(fingerprint: str, folder: Path) -> RoadNetwork | None:
    """The network of this content among those kept in `folder`; None when it is not there whole."""
    for manifest in sorted(folder.glob("*/manifest.json")):
        if _fingerprint(manifest) == fingerprint:
            kept = RoadCache(folder).fetch(manifest.parent.name)
            if kept is not None:
                return kept.network
    return None


def find_ground(fingerprint: str, folder: Path) -> Ground | None:
    """The ground kept in `folder` with the network of this content; None when there is none."""
    return fetch(ground_file(fingerprint, folder))


def ground_file(fingerprint: str, folder: Path) -> Path:
    """Where the ground of a network is kept."""
    return folder / f"{fingerprint}.ground"


def _fingerprint(manifest: Path) -> str | None:
    try:
        told: str = json.loads(manifest.read_text(encoding="utf-8"))["content"]["report"]["fingerprint"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return told
