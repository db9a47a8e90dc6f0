"""Chance is the same in every run of the pipeline, on a desk another in each; no example has a deadline."""

import os
from pathlib import Path

from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("pipeline", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
if not os.environ.get("PASSAGE_DATA"):
    os.environ.pop("PASSAGE_DATA", None)  # an empty name is no folder either
settings.load_profile("pipeline" if os.environ.get("CI") else "desk")

BROWSER = Path(__file__).parent / "browser"
LATE = {
    f"test_{name}.py" for name in ("force", "gaza", "ground", "hostile", "places_of_tools", "scenarios", "sequence")
}
"""Browser tests that time nothing: whichever process has done all else drives them in a browser of its own."""


def is_late(path):
    """Whether a file of tests comes after all others."""
    return path.parent == BROWSER and path.name in LATE


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: is_late(item.path))


class ByFile(LoadScopeScheduling):
    """Tests of a file stay together, and so do those that drive a browser: each of them takes most of a core."""

    def _split_scope(self, nodeid):
        path = nodeid.partition("::")[0]
        if not path.startswith("tests/browser/"):
            return path
        return "tests/browser, late" if is_late(BROWSER.parents[1] / path) else "tests/browser"


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)
