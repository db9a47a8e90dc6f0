"""Project scheduling of PSPLIB through the set-up of the solver that sequences sectors.

python -m bench.psplib j30 [SECONDS [EVERY]]   (j30, j60, j120, j10.mm, j20.mm, j30.mm; reads PASSAGE_DATA)
"""

import csv
import os
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from ortools.sat.python import cp_model

from routing.solving.cpsat import Effort, Ending, run


@dataclass(frozen=True, kw_only=True)
class Mode:
    """One way to do a job: days, and what it takes of each resource."""

    days: int
    takes: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Project:
    """Jobs in modes, which follow which, and resources; the last job ends the project."""

    name: str
    modes: tuple[tuple[Mode, ...], ...]
    followers: tuple[tuple[int, ...], ...]
    capacities: tuple[int, ...]
    renewable: int


def read_project(path: Path) -> Project:
    """A project of a file in the library's format."""
    text = path.read_text()
    numbers = [list(map(int, line.split())) for line in _section(text, "PRECEDENCE RELATIONS:")]
    followers = tuple(tuple(job - 1 for job in row[3:]) for row in numbers)
    modes: list[list[Mode]] = []
    for line in _section(text, "REQUESTS/DURATIONS:"):
        row = list(map(int, line.split()))
        if len(row) == 3 + len(_capacities(text)):
            modes.append([])
            row = row[1:]
        modes[-1].append(Mode(days=row[1], takes=tuple(row[2:])))
    renewable = int(re.search(r"- renewable\s*:\s*(\d+)", text)[1])
    return Project(
        name=path.stem,
        modes=tuple(map(tuple, modes)),
        followers=followers,
        capacities=_capacities(text),
        renewable=renewable,
    )


def _section(text: str, title: str) -> list[str]:
    """Lines of numbers below a title."""
    lines = text[text.index(title) + len(title) :].partition("****")[0].splitlines()
    return [line for line in lines if re.fullmatch(r"[\s\d]+", line) and line.strip()]


def _capacities(text: str) -> tuple[int, ...]:
    return tuple(map(int, _section(text, "RESOURCEAVAILABILITIES:")[-1].split()))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How a project ended: days, what cannot be undercut, and whether that is shown."""

    ending: Ending
    days: int | None
    bound: int
    starts: tuple[int, ...]
    chosen: tuple[int, ...]
    took_s: float


def solve_project(project: Project, limit_s: float) -> Answer:
    """The shortest project found."""
    begun, model = time.monotonic(), cp_model.CpModel()
    starts, ends, chosen, taken = _jobs(project, model)
    for job, followers in enumerate(project.followers):
        for other in followers:
            model.add(starts[other] >= ends[job])
    for resource, capacity in enumerate(project.capacities):
        if resource < project.renewable:
            model.add_cumulative([i for i, _, _ in taken[resource]], [a for _, a, _ in taken[resource]], capacity)
        else:
            model.add(sum(amount * is_chosen for _, amount, is_chosen in taken[resource]) <= capacity)
    model.minimize(ends[-1])
    ending, solver = run(model, Effort(limit_s=limit_s))
    took_s = time.monotonic() - begun
    if ending in {Ending.NOTHING, Ending.IMPOSSIBLE}:
        return Answer(ending=ending, days=None, bound=0, starts=(), chosen=(), took_s=took_s)
    return Answer(
        ending=ending,
        days=round(solver.objective_value),
        bound=round(solver.best_objective_bound),
        starts=tuple(solver.value(start) for start in starts),
        chosen=tuple(next(at for at, mode in enumerate(one) if solver.value(mode)) for one in chosen),
        took_s=took_s,
    )


def _jobs(project: Project, model: cp_model.CpModel) -> tuple[list, list, list, list]:
    """Starts, ends and modes of jobs, and by resource what each mode takes."""
    horizon = sum(max(mode.days for mode in modes) for modes in project.modes)
    starts = [model.new_int_var(0, horizon, "") for _ in project.modes]
    ends = [model.new_int_var(0, horizon, "") for _ in project.modes]
    chosen, taken = (
        [[model.new_bool_var("") for _ in modes] for modes in project.modes],
        [[] for _ in project.capacities],
    )
    for modes, start, end, present in zip(project.modes, starts, ends, chosen, strict=True):
        model.add_exactly_one(present)
        for mode, is_chosen in zip(modes, present, strict=True):
            interval = model.new_optional_interval_var(start, mode.days, end, is_chosen, "")
            for resource in (at for at, amount in enumerate(mode.takes) if amount):
                taken[resource].append((interval, mode.takes[resource], is_chosen))
    return starts, ends, chosen, taken


def best_known(folder: Path, name: str) -> int | None:
    """The best published length of a project of one mode."""
    match = re.fullmatch(r"j(30|60|120)(\d+)_(\d+)(\.sm)?", name)
    if match is None:
        return None
    row = f"J{match[1]}_{(int(match[2]) - 1) * 10 + int(match[3])}.txt"
    with (folder / "bks_ugent.csv").open() as lines:
        return next((int(one["bks"]) for one in csv.DictReader(lines) if one["instance"] == row), None)


def main(group: str, limit_s: float = 60.0, every: int = 1) -> None:
    """Print one line for each project and the sums."""
    folder = Path(os.environ["PASSAGE_DATA"]) / "benchmarks/psplib"
    over, proven, count = [], 0, 0
    for path in sorted((folder / group).iterdir())[::every]:
        answer, known = solve_project(read_project(path), limit_s), best_known(folder, path.name)
        count, proven = count + 1, proven + (answer.ending in {Ending.BEST, Ending.IMPOSSIBLE})
        if known and answer.days:
            over.append(100 * (answer.days - known) / known)
        print(path.stem, answer.ending, answer.days, answer.bound, known, f"{answer.took_s:.2f}s", flush=True)
    mean = f"{sum(over) / len(over):.2f} % above best known on average" if over else "nothing to compare with"
    print(f"{group}: {proven} of {count} proven, {mean}")


if __name__ == "__main__":
    main(sys.argv[1], *map(float, sys.argv[2:3]), *map(int, sys.argv[3:4]))
