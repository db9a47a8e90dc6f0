"""Operations drawn from a seed, for the sequencing of sectors.

How they are drawn: sectors are cells around points jittered in a strip three or four wide, neighbours as
Gabriel's graph says; crossings lie at the border on one side and at one end.
Threat grows smoothly around two centres and sets the rules of engagement and the strength needed, which
falls as local police take over. Sites have heavy-tailed weights and lie mostly in a few towns.
Contributors differ in size, doubt, date of approval, length of mandate, and refuse whole regions; those of
other languages and far rules of engagement cannot work together. Three purses hold about three quarters of
what all units would cost, most of it late. Supply of strength is short of what all sectors need at once.
"""

import numpy as np
from numpy.random import Generator

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

KINDS = "infantry", "quick reaction", "medical", "police"
STRENGTH = {"infantry": 3, "quick reaction": 2, "medical": 1, "police": 1}
FALL = 1.0, 0.95, 0.85, 0.75, 0.65, 0.55, 0.5
SHARE = 0, 10, 25, 45, 60, 75, 90, 100
WEIGHTS = Weights(need=20, exposure=2, cost=40, shaky=1, local=1)
SIZES = {"full": (30, 8, 12, 60, 80), "large": (60, 12, 12, 120, 160), "small": (12, 5, 6, 24, 30)}


def drawn_case(size: str, seed: int) -> SequencingCase:
    """An operation of a size from a seed."""
    sectors, phases, contributors, units, sites = SIZES[size]
    chance = np.random.default_rng(seed)
    points = _points(chance, sectors)
    near = _neighbours(points)
    hops = _hops(near)
    regions = _caveats(chance, points, contributors)
    classes = _units(chance, contributors, units, phases, regions)
    return SequencingCase(
        phases=tuple(Phase(name=f"phase {p + 1}", starts_day=30 * p, ends_day=30 * p + 30) for p in range(phases)),
        sectors=_sectors(chance, points, near, phases, sites),
        contributors=_contributors(chance, contributors),
        units=classes,
        purses=_purses(chance, classes, phases),
        supports=(
            Support(rule=Rule.QUICK_REACTION, kinds=("quick reaction",), within_reach=_within(hops, 2)),
            Support(rule=Rule.MEDICAL, kinds=("medical",), within_reach=_within(hops, 2)),
            Support(rule=Rule.POLICE, kinds=("police",), within_reach=_within(hops, 1), from_age=1),
        ),
        corridors=_corridors(points, near),
        apart=_apart(chance, contributors, classes),
        weights=WEIGHTS,
    )


def _points(chance: Generator, count: int) -> np.ndarray:
    wide = 3 if count <= 30 else 4
    grid = np.array([(at % wide, at // wide) for at in range(count)], dtype=float)
    return grid + chance.uniform(-0.28, 0.28, grid.shape)


def _neighbours(points: np.ndarray) -> list[set[int]]:
    """Gabriel's graph: neighbours are those with nobody in the circle between them."""
    square = ((points[:, None] - points) ** 2).sum(2)
    count = range(len(points))
    return [
        {other for other in count if other != one and (square[one] + square[other] >= square[one, other] - 1e-9).all()}
        for one in count
    ]


def _gates(points: np.ndarray) -> set[int]:
    """Both ends of the strip and the middle of its border."""
    middle = np.abs(points[:, 1] - points[:, 1].max() / 2) + 3 * points[:, 0]
    return {int(points[:, 1].argmin()), int(points[:, 1].argmax()), int(middle.argmin())}


def _hops(near: list[set[int]]) -> np.ndarray:
    far = np.full((len(near), len(near)), len(near))
    for start in range(len(near)):
        ring, seen, depth = {start}, {start}, 0
        while ring:
            far[start, list(ring)] = depth
            ring = {other for one in ring for other in near[one]} - seen
            seen |= ring
            depth += 1
    return far


def _within(hops: np.ndarray, most: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(np.flatnonzero(row <= most).tolist()) for row in hops)


def _sectors(
    chance: Generator, points: np.ndarray, near: list[set[int]], phases: int, sites: int
) -> tuple[Sector, ...]:
    gates = _gates(points)
    centres = points[chance.choice(len(points), 2, replace=False)]
    heat = np.exp(-((points[:, None] - centres) ** 2).sum(2) / 2.5).sum(1)
    threat = np.clip(1 + np.round(2.2 * heat + chance.normal(0, 0.4, len(points))), 1, 4).astype(int)
    towns = chance.dirichlet(np.full(len(points), 0.7))
    placed = chance.choice(len(points), sites, p=towns)
    weights = np.ceil(np.exp(chance.normal(0.9, 0.8, sites))).astype(int)
    made = []
    for at in range(len(points)):
        strength = int(chance.integers(5, 9)) + 2 * max(0, int(threat[at]) - 2)
        late = at not in gates and chance.random() < 0.35
        consent = int(chance.integers(1, phases - 1)) if late else 0
        made.append(
            Sector(
                name=f"sector {at + 1}",
                neighbours=tuple(sorted(near[at])),
                is_gate=at in gates,
                site_needs=tuple(weights[placed == at].tolist()),
                exposure=int(threat[at] ** 2 * (1 + (placed == at).sum()) // 2),
                engagement=min(3, int(threat[at])),
                consent_from=None if late and chance.random() < 0.1 else consent,
                strength_by_age=tuple(max(2, int(np.ceil(strength * share))) for share in FALL),
                local_share_by_age=tuple(max(0, share - 5 * (int(threat[at]) - 1)) for share in SHARE),
            )
        )
    return tuple(made)


def _contributors(chance: Generator, count: int) -> tuple[Contributor, ...]:
    purses = ((0,), (1,), (2,), (0, 1), (0, 2), (0, 1, 2))
    drawn = chance.integers(0, len(purses), count)
    return tuple(Contributor(name=f"contributor {at + 1}", purses=purses[drawn[at]]) for at in range(count))


def _caveats(chance: Generator, points: np.ndarray, count: int) -> list[tuple[int, ...]]:
    """Four in ten contributors refuse a region around a point, some others a few sectors."""
    refused = []
    for _ in range(count):
        centre, refuses = points[chance.integers(len(points))], chance.random()
        far = np.linalg.norm(points - centre, axis=1)
        inside = far < chance.uniform(1, 2.5) if refuses < 0.4 else chance.random(len(points)) < 0.05
        refused.append(tuple(np.flatnonzero(inside).tolist()))
    return refused


def _units(
    chance: Generator, contributors: int, units: int, phases: int, regions: list[tuple[int, ...]]
) -> tuple[UnitClass, ...]:
    shares = chance.dirichlet(np.full(contributors, 3.0))
    senders = np.concatenate([np.arange(contributors), chance.choice(contributors, units - contributors, p=shares)])
    kinds = chance.choice(4, units, p=[0.5, 0.17, 0.15, 0.18])
    since = np.minimum(np.floor(chance.gamma(1.6, phases / 7, contributors)), phases - 2).astype(int)
    length = np.where(chance.random(contributors) < 0.3, chance.integers(phases // 2, phases, contributors), phases)
    engagement = chance.choice([1, 2, 3, 3], contributors)
    doubt = np.round(100 * chance.beta(1.2, 4, contributors)).astype(int)
    made = []
    for sender, kind in sorted(set(zip(senders.tolist(), kinds.tolist(), strict=True))):
        number = int(((senders == sender) & (kinds == kind)).sum())
        made.append(
            UnitClass(
                name=KINDS[kind],
                contributor=sender,
                kind=KINDS[kind],
                strength=STRENGTH[KINDS[kind]],
                number=number,
                available_from=int(since[sender]),
                available_phases=int(length[sender]),
                engagement=int(engagement[sender]),
                caveats=regions[sender],
                doubt=int(doubt[sender]),
                cost_per_phase=int(chance.integers(6, 15)) * STRENGTH[KINDS[kind]] // 2,
            )
        )
    return tuple(made)


def _purses(chance: Generator, classes: tuple[UnitClass, ...], phases: int) -> tuple[Purse, ...]:
    whole = 0.75 * phases * sum(unit.number * unit.cost_per_phase for unit in classes)
    shares = chance.dirichlet([6.0, 4.0, 4.0])
    pace = np.linspace(0.6, 1.4, phases) / phases
    return tuple(
        Purse(name=name, arrives=tuple(np.ceil(whole * share * pace).astype(int).tolist()))
        for name, share in zip(("assessed", "trust fund", "bilateral"), shares, strict=True)
    )


def _corridors(points: np.ndarray, near: list[set[int]]) -> tuple[Corridor, ...]:
    """The shortest chain of sectors from each crossing to each sector."""
    found = set()
    for gate in sorted(_gates(points)):
        before, line = {gate: gate}, [gate]
        for at in line:
            for other in sorted(near[at]):
                if other not in before:
                    before[other] = at
                    line.append(other)
        for target in line:
            way = [target]
            while way[-1] != gate:
                way.append(before[way[-1]])
            found.add(tuple(reversed(way)))
    return tuple(Corridor(name=f"corridor {at + 1}", sectors=way) for at, way in enumerate(sorted(found)))


def _apart(chance: Generator, contributors: int, classes: tuple[UnitClass, ...]) -> tuple[tuple[int, int], ...]:
    engagement = {unit.contributor: unit.engagement for unit in classes}
    language = chance.integers(0, 4, contributors)
    return tuple(
        (one, other)
        for one in range(contributors)
        for other in range(one + 1, contributors)
        if language[one] != language[other] and abs(engagement[one] - engagement[other]) >= 2
    )
