"""Which metres of a corridor lie inside sectors that are active in a phase, and which do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from shapely import LineString, MultiLineString

from data.model.phase import Phase, SectorState
from data.model.place import Corridor
from data.model.plan import Plan
from data.model.results import Coverage, CoverageGap
from data.model.sector import Sector
from geo.intervals import cut_pieces
from geo.lines import Floats, Lines, Rows, lines_from
from geo.overlay import TOUCH_M, Inside, intervals_inside
from routing.index import Flags, NetworkIndex

ALL_ROADS = "all-roads"
"""Id under which the coverage of a whole network is given."""


_Clipped = tuple[Lines, Inside]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretches:
    """Lines cut where any sector begins or ends: whether each piece is covered, and who lies there idle."""

    line: Rows
    start_m: Floats
    end_m: Floats
    covered: Flags
    idle: tuple[tuple[int, ...], ...]


def coverage_by_phase(plan: Plan, known: tuple[Plan, tuple[Coverage, ...]] | None = None) -> tuple[Coverage, ...]:
    """Coverage of every corridor in every phase, phases in order.

    `known` is another plan with its coverage, taken over where it was made from the same.
    """
    clipped: dict[str, _Clipped] = {}
    kept = dict(_still_right(plan, *known)) if known else {}
    for phase, corridor in product(plan.phases, plan.corridors):
        if (corridor.id, phase.id) not in kept:
            own = clipped.get(corridor.id) or _clipped(plan, corridor)
            clipped[corridor.id] = own
            kept[corridor.id, phase.id] = _covered(plan, corridor, phase, own)
    return tuple(kept[corridor.id, phase.id] for phase in plan.phases for corridor in plan.corridors)


def _still_right(
    plan: Plan, before: Plan, coverage: tuple[Coverage, ...]
) -> Iterator[tuple[tuple[str, str], Coverage]]:
    """The coverage of another plan that holds in this one, by corridor and phase."""
    if plan.sectors == before.sectors:
        for old in coverage:
            ids = old.corridor_id, old.phase_id
            if all(plan.find(name) is not None and plan.find(name) == before.find(name) for name in ids):
                yield ids, old


def corridor_coverage(plan: Plan, corridor: Corridor, phase: Phase) -> Coverage:
    """Coverage of one corridor in one phase.

    A sector counts when it is active in the phase and its validity holds from the start of the
    phase to its end: what is not secured all the time is not counted as secured.
    """
    return _covered(plan, corridor, phase, _clipped(plan, corridor))


def _clipped(plan: Plan, corridor: Corridor) -> _Clipped:
    """The line of a corridor, and its stretches inside each sector."""
    lines = lines_from([corridor.line])
    return lines, intervals_inside(lines, [s.area for s in plan.sectors])


def _covered(plan: Plan, corridor: Corridor, phase: Phase, clipped: _Clipped) -> Coverage:
    lines, inside = clipped
    stretches = _stretches(lines, inside, _secures(plan, phase))
    gaps = [
        CoverageGap(
            start_m=start_m,
            end_m=end_m,
            line=LineString(lines.part(0, start_m, end_m)),
            sectors=_named(plan, phase, idle),
        )
        for start_m, end_m, idle in _runs(stretches)
    ]
    return _coverage(plan, corridor.id, phase, (lines, inside, stretches), gaps)


def network_coverage(index: NetworkIndex, plan: Plan, phase: Phase) -> Coverage:
    """Coverage of all roads in one phase, each segment counted once.

    Gaps are gathered by the sectors that lie there without being active; the positions of a gap
    give its length only.
    """
    inside = intervals_inside(index.lines, [s.area for s in plan.sectors])
    stretches = _stretches(index.lines, inside, _secures(plan, phase))
    open_rows: dict[tuple[int, ...], list[int]] = {}
    for row in np.nonzero(~stretches.covered)[0]:
        open_rows.setdefault(stretches.idle[row], []).append(int(row))
    gaps = [
        CoverageGap(
            start_m=0.0,
            end_m=float((stretches.end_m - stretches.start_m)[rows].sum()),
            line=MultiLineString([_part(index.lines, stretches, row) for row in rows]),
            sectors=_named(plan, phase, idle),
        )
        for idle, rows in sorted(open_rows.items())
    ]
    return _coverage(plan, ALL_ROADS, phase, (index.lines, inside, stretches), gaps)


def secures(sector: Sector, phase: Phase) -> bool:
    """Whether a sector secures its roads all through a phase."""
    valid = sector.valid
    begun = valid.starts_at is None or valid.starts_at <= phase.starts_at
    lasts = valid.ends_at is None or valid.ends_at >= phase.ends_at
    return phase.state_of(sector.id) is SectorState.ACTIVE and begun and lasts


def _secures(plan: Plan, phase: Phase) -> Flags:
    return np.array([secures(sector, phase) for sector in plan.sectors], bool)


def _stretches(lines: Lines, inside: Inside, active: Flags) -> _Stretches:
    """All metres of all lines, cut at sector boundaries; the stretches beyond `inside` are the lines."""
    pieces = cut_pieces(
        np.concatenate([inside.line, np.arange(lines.count)]),
        np.concatenate([inside.start_m, np.zeros(lines.count)]),
        np.concatenate([inside.end_m, lines.length_m]),
    )
    own = pieces.stretch < len(inside.line)
    area, piece = inside.area[pieces.stretch[own]], pieces.piece[own]
    covered = np.zeros(len(pieces.line), bool)
    covered[piece[active[area]]] = True
    idle: list[tuple[int, ...]] = [()] * len(pieces.line)
    for sector, row in sorted(zip(area[~active[area]].tolist(), piece[~active[area]].tolist(), strict=True)):
        idle[row] = (*idle[row], sector)
    return _Stretches(line=pieces.line, start_m=pieces.start_m, end_m=pieces.end_m, covered=covered, idle=tuple(idle))


def _runs(stretches: _Stretches) -> list[tuple[float, float, tuple[int, ...]]]:
    """Neighbouring uncovered pieces as one: where it starts and ends, and every idle sector on it."""
    runs: list[tuple[float, float, tuple[int, ...]]] = []
    for row in np.nonzero(~stretches.covered)[0]:
        start_m, end_m, idle = float(stretches.start_m[row]), float(stretches.end_m[row]), stretches.idle[row]
        if runs and start_m - runs[-1][1] <= TOUCH_M:
            start_m, idle = runs[-1][0], tuple(sorted({*runs[-1][2], *idle}))
            runs.pop()
        runs.append((start_m, end_m, idle))
    return [run for run in runs if run[1] - run[0] > TOUCH_M]


def _coverage(
    plan: Plan,
    corridor_id: str,
    phase: Phase,
    found: tuple[Lines, Inside, _Stretches],
    gaps: Sequence[CoverageGap],
) -> Coverage:
    lines, inside, stretches = found
    active = _secures(plan, phase)
    by_sector = np.bincount(inside.area, inside.length_m, len(plan.sectors))
    return Coverage(
        corridor_id=corridor_id,
        phase_id=phase.id,
        total_m=float(lines.length_m.sum()),
        covered_m=float((stretches.end_m - stretches.start_m)[stretches.covered].sum()),
        by_sector_m=tuple(
            (sector.id, float(by_sector[i])) for i, sector in enumerate(plan.sectors) if active[i] and by_sector[i] > 0
        ),
        gaps=tuple(gaps),
    )


def _named(plan: Plan, phase: Phase, rows: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Id and state of sectors that do not secure a place."""
    states = ((plan.sectors[row].id, phase.state_of(plan.sectors[row].id)) for row in rows)
    return tuple(
        (name, "active, but not valid throughout" if state is SectorState.ACTIVE else state.value)
        for name, state in states
    )


def _part(lines: Lines, stretches: _Stretches, row: int) -> LineString:
    return LineString(lines.part(int(stretches.line[row]), float(stretches.start_m[row]), float(stretches.end_m[row])))
