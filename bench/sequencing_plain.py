"""Operations drawn more plainly than those of `sequencing_cases`: a grid, even needs, and nothing counts but need.

Sectors are cells of a grid three wide (four where there are more than 30), crossings its first and its last cell.
Neither cost nor doubt nor exposure weighs anything: a gap is a share of need, not of what is left of it after costs.
Kept to tell how much of a gap lies in how operations are drawn and weighed.
"""

from math import ceil
from random import Random

import networkx as nx

from bench.sequencing_cases import KINDS, SIZES, STRENGTH
from routing.sequencing.case import (
    Contributor,
    Corridor,
    Phase,
    Purse,
    Rule,
    Sector,
    SequencingCase,
    Support,
    UnitClass,
    Weights,
)

FALL = 1.0, 0.9, 0.75, 0.6, 0.5, 0.45, 0.4
SINCE = 0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5
PURSES = ((0,), (1,), (2,), (0, 2), (0, 1))


def plain_operation(size: str, seed: int) -> SequencingCase:
    """An operation of a size from a seed."""
    sectors, phases, contributors, units, sites = SIZES[size]
    chance, grid = Random(seed), _grid(sectors)
    classes = _units(chance, contributors, units, phases, sectors)
    near = {row: tuple(sorted(grid[row])) for row in grid}
    hops = dict(nx.all_pairs_shortest_path_length(grid, 2))
    return SequencingCase(
        phases=tuple(Phase(name=f"phase {at + 1}", starts_day=at, ends_day=at + 1) for at in range(phases)),
        sectors=_sectors(chance, near, phases, sites),
        contributors=tuple(
            Contributor(name=f"contributor {at + 1}", purses=chance.choice(PURSES)) for at in range(contributors)
        ),
        units=classes,
        purses=_purses(classes, phases),
        supports=(
            _support(Rule.QUICK_REACTION, "quick reaction", {row: tuple(hops[row]) for row in grid}),
            _support(Rule.MEDICAL, "medical", {row: (row, *near[row]) for row in grid}),
            _support(Rule.POLICE, "police", {row: (row, *near[row]) for row in grid}, from_age=1),
        ),
        corridors=tuple(
            Corridor(name=f"corridor {gate}-{row}", sectors=tuple(nx.shortest_path(grid, gate, row)))
            for row in grid
            for gate in (0, sectors - 1)
        ),
        apart=_apart(chance, classes),
        weights=Weights(need=1),
    )


def _grid(count: int) -> nx.Graph:
    wide, grid = (3 if count <= 30 else 4), nx.Graph()
    grid.add_nodes_from(range(count))
    grid.add_edges_from((at, at + 1) for at in range(count - 1) if (at + 1) % wide)
    grid.add_edges_from((at, at + wide) for at in range(count - wide))
    return grid


def _support(rule: Rule, kind: str, reach: dict[int, tuple[int, ...]], from_age: int = 0) -> Support:
    return Support(rule=rule, kinds=(kind,), within_reach=tuple(reach.values()), from_age=from_age)


def _sectors(chance: Random, near: dict[int, tuple[int, ...]], phases: int, sites: int) -> tuple[Sector, ...]:
    placed = [(chance.randrange(len(near)), chance.choice((1, 2, 3, 5, 8))) for _ in range(sites)]
    made = []
    for row, beside in near.items():
        threat, is_gate = chance.choice((1, 1, 2, 2, 3)), row in {0, len(near) - 1}
        strength = chance.randint(3, 6) + (2 if threat == 3 else 0)
        consent = 0 if is_gate or chance.random() < 0.6 else chance.randint(1, phases // 2)
        made.append(
            Sector(
                name=f"sector {row + 1}",
                neighbours=beside,
                is_gate=is_gate,
                site_needs=tuple(weight for at, weight in placed if at == row),
                engagement=threat,
                consent_from=consent,
                strength_by_age=tuple(max(2, ceil(strength * share)) for share in FALL),
            )
        )
    return tuple(made)


def _units(chance: Random, contributors: int, units: int, phases: int, sectors: int) -> tuple[UnitClass, ...]:
    engagement = [chance.choice((1, 2, 2, 3, 3)) for _ in range(contributors)]
    caveats = [tuple(row for row in range(sectors) if chance.random() < 0.12) for _ in range(contributors)]
    sent = [(at % contributors, chance.choices(KINDS, (6, 2, 2, 3))[0]) for at in range(units)]
    return tuple(
        UnitClass(
            name=kind,
            contributor=sender,
            kind=kind,
            strength=STRENGTH[kind],
            number=sent.count((sender, kind)),
            available_from=min(phases - 1, SINCE[sender % len(SINCE)]),
            engagement=engagement[sender],
            caveats=caveats[sender],
            cost_per_phase=chance.randint(2, 4),
        )
        for sender, kind in sorted(set(sent))
    )


def _purses(classes: tuple[UnitClass, ...], phases: int) -> tuple[Purse, ...]:
    whole = sum(unit.number * unit.cost_per_phase for unit in classes)
    shares = {"trust fund": 0.40, "pool": 0.30, "bilateral": 0.35}
    return tuple(Purse(name=name, arrives=(ceil(0.8 * whole * share),) * phases) for name, share in shares.items())


def _apart(chance: Random, classes: tuple[UnitClass, ...]) -> tuple[tuple[int, int], ...]:
    """Contributors of other languages and of far rules of engagement cannot work together."""
    engagement = {unit.contributor: unit.engagement for unit in classes}
    language = {one: chance.choice("AABEF") for one in sorted(engagement)}
    return tuple(
        (one, other)
        for one in sorted(engagement)
        for other in sorted(engagement)
        if one < other and language[one] != language[other] and abs(engagement[one] - engagement[other]) >= 2
    )
