"""Chance is the same in every run of the pipeline; on a desk each run tries other examples."""

import os

from hypothesis import settings

settings.register_profile("pipeline", derandomize=True)
if not os.environ.get("PASSAGE_DATA"):
    os.environ.pop("PASSAGE_DATA", None)  # an empty name is no folder either
if os.environ.get("CI"):
    settings.load_profile("pipeline")
