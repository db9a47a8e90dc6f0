"""Roads given on the command line, with progress told where it does not disturb the answer."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from data.sources.roads.load import load_roads
from data.sources.roads.report import LoadedRoads, Progress

_QUIET_S = 1.0


def loaded(arguments: argparse.Namespace, paths: Sequence[Path]) -> LoadedRoads:
    """The network of the files, from the cache folder of the command when it names one."""
    return load_roads(paths, progress=_told(), cache_dir=getattr(arguments, "cache", None))


def _told() -> Progress:
    """Progress on standard error, once a second at most, nothing for a short load."""
    last_s = time.monotonic()

    def tell(step: str, share: float | None) -> None:
        nonlocal last_s
        if time.monotonic() - last_s >= _QUIET_S:
            last_s = time.monotonic()
            print(step if share is None else f"{step} {share:.0%}", file=sys.stderr, flush=True)

    return tell
