"""Chance is the same in every run of the pipeline, on a desk another in each; no example has a deadline."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("pipeline", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
if not os.environ.get("PASSAGE_DATA"):
    os.environ.pop("PASSAGE_DATA", None)  # an empty name is no folder either
settings.load_profile("pipeline" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def server():
    """An engine on a PostgreSQL server of the tests' own."""
    from data.store import postgres  # noqa: PLC0415 - most tests need no database
    from tests.postgres import running  # noqa: PLC0415

    with running() as url:
        engine = postgres.engine_for(url)
        yield engine
        engine.dispose()


BROWSER = Path(__file__).parent / "browser"
LATE = [
    f"test_{name}.py" for name in ("gaza", "places_of_tools", "hostile", "force", "ground", "sequence", "scenarios")
]
"""Browser tests that time nothing, the longest first: processes that have done all else share them."""


def is_late(path):
    """Whether a file of tests comes after all others."""
    return path.parent == BROWSER and path.name in LATE


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LATE.index(item.path.name) if is_late(item.path) else -1)


class ByFile(LoadScopeScheduling):
    """Tests of a file stay together, and so do those that time what a browser does: each takes most of a core."""

    def _split_scope(self, nodeid):
        path = nodeid.partition("::")[0]
        is_timed = path.startswith("tests/browser/") and not is_late(BROWSER.parents[1] / path)
        return "tests/browser" if is_timed else path


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)
