"""Small cases of sequencing drawn from a seed, odd ones among them: soft rules, choices, silence, refusals."""

from dataclasses import replace
from random import Random

from routing.sequencing.case import (
    SOFTENABLE,
    Contributor,
    Corridor,
    Gate,
    HeldSector,
    HeldUnits,
    Phase,
    Purse,
    Rule,
    Sector,
    SequencingCase,
    SoftRule,
    Support,
    UnitClass,
    Weights,
)

KINDS = "infantry", "quick reaction", "medical"


def small_case(seed: int) -> SequencingCase:
    """A case of two or three sectors and phases and up to five units; in half of them hours, gates and leads count."""
    case = _plain_small_case(seed)
    return case if seed % 2 else _with_more(Random(f"more {seed}"), case)


def _with_more(chance: Random, case: SequencingCase) -> SequencingCase:
    """The case with parts of the day at which some cannot act, gates of phases and gates of hand-over."""
    phases = tuple(
        replace(phase, day_parts=tuple("ab"[: chance.choice([0, 1, 1, 2])]) if chance.random() < 0.5 else ())
        for phase in case.phases
    )
    parts = [(p, part) for p, phase in enumerate(phases) for part in range(len(phase.day_parts))]
    handed = (None, 0, 0, *range(len(phases)))
    local = (replace(held, is_local_in=chance.choice([None, len(phases) - 1])) for held in case.held_sectors)
    return replace(
        case,
        phases=phases,
        sectors=tuple(replace(sector, handed_over_from=chance.choice(handed)) for sector in case.sectors),
        units=tuple(replace(u, away=tuple(at for at in parts if chance.random() < 0.35)) for u in case.units),
        gates=tuple(_gate(chance, len(phases)) for _ in range(chance.choice([0, 0, 1, 2]))),
        soft=(*case.soft, *(_soft(chance, rule) for rule in _chosen(chance, _MORE_RULES, 0.3) if not case.price(rule))),
        held_sectors=tuple(local),
    )


_MORE_RULES = [Rule.HOURS, Rule.GATE, Rule.HANDOVER]


def _gate(chance, phases):
    return Gate(name="g", phase=chance.randrange(phases), met_from=chance.choice([None, *range(phases + 1)]))


def _plain_small_case(seed: int) -> SequencingCase:
    chance = Random(seed)
    sectors, phases, contributors = chance.randint(1, 3), chance.randint(1, 3), chance.randint(1, 3)
    if sectors == phases == 3:
        sectors = chance.choice([2, 3])
    classes = chance.choice([2, 3, 3])
    purses = chance.randint(1, 2)
    return SequencingCase(
        phases=tuple(_phase(chance, at) for at in range(phases)),
        sectors=tuple(_sector(chance, at, sectors, phases) for at in range(sectors)),
        contributors=tuple(
            Contributor(name=f"c{at}", purses=tuple(m for m in range(purses) if chance.random() < 0.75))
            for at in range(contributors)
        ),
        units=tuple(_unit(chance, at, contributors, sectors, phases) for at in range(classes)),
        purses=tuple(
            Purse(name=f"m{at}", arrives=tuple(chance.randint(1, 8) for _ in range(phases))) for at in range(purses)
        ),
        supports=tuple(_support(chance, rule, sectors) for rule in _chosen(chance, _SUPPORTS, 0.2)),
        corridors=tuple(_corridors(chance, sectors)),
        apart=((0, 1),) if contributors > 1 and chance.random() < 0.4 else (),
        mandate_ends_day=chance.choice([None, None, 10 * phases - 8]),
        soft=tuple(_soft(chance, rule) for rule in _chosen(chance, sorted(SOFTENABLE - set(_MORE_RULES)), 0.12)),
        held_sectors=_held_sectors(chance, sectors, phases),
        held_units=_held_units(chance, classes, sectors, phases),
        weights=Weights(need=chance.randint(2, 6), exposure=chance.randint(0, 2), cost=chance.randint(0, 3),
                        shaky=chance.randint(0, 1), local=chance.randint(0, 1)),
    )  # fmt: skip


_SUPPORTS = [(Rule.QUICK_REACTION, "quick reaction"), (Rule.MEDICAL, "medical"), (Rule.POLICE, "infantry")]


def _phase(chance, at):
    return Phase(name=f"p{at}", starts_day=10 * at, ends_day=10 * at + chance.randint(3, 10))


def _soft(chance, rule):
    return SoftRule(rule=rule, price=chance.randint(0, 60))


def _chosen(chance, things, share):
    return [thing for thing in things if chance.random() < share]


def _sector(chance, at, sectors, phases):
    first = chance.choice([1, 2, 2, 3, 4])
    return Sector(
        name=f"s{at}",
        neighbours=tuple(other for other in range(sectors) if other != at and chance.random() < 0.8),
        is_gate=at == 0 or chance.random() < 0.3,
        site_needs=tuple(chance.randint(2, 9) for _ in range(chance.randint(0, 2))),
        exposure=chance.randint(0, 3),
        engagement=chance.choice([0, 0, 1, 2]),
        consent_from=chance.choice([0, 0, 0, 0, 0, 0, 1, min(1, phases - 1), None]),
        strength_by_age=tuple(max(0, first - age * chance.randint(0, 1)) for age in range(chance.randint(1, 3))),
        local_share_by_age=tuple(sorted(chance.randint(0, 100) for _ in range(chance.randint(0, 3)))),
    )


def _unit(chance, at, contributors, sectors, phases):
    return UnitClass(
        name=f"u{at}",
        contributor=chance.randrange(contributors),
        kind=chance.choice(KINDS),
        strength=chance.randint(1, 3),
        number=chance.choice([1, 2, 2]),
        available_from=chance.choice([0, 0, 0, 0, 0, 1, None]),
        available_phases=chance.choice([None, None, 1, phases]),
        engagement=chance.randint(1, 2),
        caveats=tuple(s for s in range(sectors) if chance.random() < 0.15),
        doubt=chance.choice([0, 0, 1]),
        cost_per_phase=chance.choice([0, 1, 1, 2, 3]),
    )


def _support(chance, named, sectors):
    rule, kind = named
    reach = tuple(
        tuple(other for other in range(sectors) if other == at or chance.random() < 0.7) for at in range(sectors)
    )
    return Support(rule=rule, kinds=(kind,), within_reach=reach, from_age=chance.choice([0, 0, 1]))


def _corridors(chance, sectors):
    for at in range(sectors):
        if chance.random() < 0.9:
            others = [other for other in range(at) if chance.random() < 0.6]
            yield Corridor(name=f"k{at}", sectors=(*others, at))
        if chance.random() < 0.4:
            yield Corridor(name=f"l{at}", sectors=(at,))


def _held_sectors(chance, sectors, phases):
    if chance.random() < 0.6:
        return ()
    first = chance.choice([None, chance.randrange(phases)])
    last = chance.choice([None, chance.randrange(phases)])
    sector, is_never = chance.randrange(sectors), chance.random() < 0.1
    return (HeldSector(sector=sector, not_before=first, at_latest=last, is_never=is_never),)


def _held_units(chance, classes, sectors, phases):
    if chance.random() < 0.75:
        return ()
    unit_class, sector, phase = chance.randrange(classes), chance.randrange(sectors), chance.randrange(phases)
    least, most = chance.randint(0, 1), chance.choice([None, 1])
    return (HeldUnits(unit_class=unit_class, sector=sector, phase=phase, at_least=least, at_most=most),)


def plain_case() -> SequencingCase:
    """Three sectors in a row behind one gate, three phases, one contributor with enough of everything."""
    sectors = tuple(
        Sector(
            name=f"s{at}",
            neighbours=tuple(other for other in (at - 1, at + 1) if 0 <= other < 3),
            is_gate=at == 0,
            site_needs=(5, at),
            strength_by_age=(2, 1),
            local_share_by_age=(0, 50, 100),
        )
        for at in range(3)
    )
    return SequencingCase(
        phases=tuple(Phase(name=f"p{at}", starts_day=10 * at, ends_day=10 * at + 10) for at in range(3)),
        sectors=sectors,
        contributors=(Contributor(name="c0", purses=(0,)),),
        units=(UnitClass(name="u0", contributor=0, kind="infantry", strength=1, number=6, cost_per_phase=1),),
        purses=(Purse(name="m0", arrives=(20, 20, 20)),),
        corridors=tuple(Corridor(name=f"k{at}", sectors=tuple(range(at + 1))) for at in range(3)),
        weights=Weights(need=1),
    )
