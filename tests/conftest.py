"""Chance is the same in every run of the pipeline, on a desk another in each; no example has a deadline."""

import os

from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("pipeline", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
if not os.environ.get("PASSAGE_DATA"):
    os.environ.pop("PASSAGE_DATA", None)  # an empty name is no folder either
settings.load_profile("pipeline" if os.environ.get("CI") else "desk")


class ByFile(LoadScopeScheduling):
    """Tests of a file stay together, and all that drive a browser: two at once would wait for one another."""

    def _split_scope(self, nodeid):
        path = nodeid.partition("::")[0]
        return "tests/browser" if path.startswith("tests/browser/") else path


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)
