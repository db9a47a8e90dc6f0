"""Published project scheduling cases through the solver set-up of the product."""

import os
from pathlib import Path

import pytest

from bench.psplib import best_known, read_project, solve_project
from routing.solving.cpsat import Ending

NAMES = "j301_1", "j3011_1", "j3017_1", "j3021_1", "j3033_1"


@pytest.mark.real_data
@pytest.mark.parametrize("name", NAMES)
def test_projects_of_thirty_jobs_are_solved_to_the_published_best(name):
    if "PASSAGE_DATA" not in os.environ:
        pytest.skip("PASSAGE_DATA is not set")
    folder = Path(os.environ["PASSAGE_DATA"]) / "benchmarks/psplib"
    if not (folder / "j30" / f"{name}.sm").exists():
        pytest.skip(f"{name} is not among the data")
    project = read_project(folder / "j30" / f"{name}.sm")
    answer = solve_project(project, 60)
    assert answer.ending is Ending.BEST
    assert answer.days == best_known(folder, name)
    assert _keeps_resources(project, answer)


def _keeps_resources(project, answer):
    """Day by day, what is in work never takes more than there is, and no job begins before those it follows."""
    for day in range(answer.days):
        at_work = [
            project.modes[job][answer.chosen[job]].takes
            for job, start in enumerate(answer.starts)
            if start <= day < start + project.modes[job][answer.chosen[job]].days
        ]
        if any(sum(takes[at] for takes in at_work) > limit for at, limit in enumerate(project.capacities)):
            return False
    days = [modes[mode].days for modes, mode in zip(project.modes, answer.chosen, strict=True)]
    ends = [start + length for start, length in zip(answer.starts, days, strict=True)]
    return all(answer.starts[other] >= ends[job] for job, after in enumerate(project.followers) for other in after)
