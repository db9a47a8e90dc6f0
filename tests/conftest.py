"""Chance is the same in every run of the pipeline; on a desk each run tries other examples."""

import os

import pytest
from hypothesis import settings

settings.register_profile("pipeline", derandomize=True)
if not os.environ.get("PASSAGE_DATA"):
    os.environ.pop("PASSAGE_DATA", None)  # an empty name is no folder either
if os.environ.get("CI"):
    settings.load_profile("pipeline")


def pytest_collection_modifyitems(items):
    """Tests of a file stay together, and all that drive a browser: two at once would wait for one another."""
    for item in items:
        apart = "browser" if item.get_closest_marker("browser") else item.location[0]
        item.add_marker(pytest.mark.xdist_group(apart))
