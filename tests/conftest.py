"""Chance is the same in every run of the pipeline; on a desk each run tries other examples."""

import os

from hypothesis import settings

settings.register_profile("pipeline", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("pipeline")
