"""What a sequence is asked for: sectors, phases, units and money as plain whole numbers, rows told by their place.

Sectors, phases, contributors, unit classes, purses and corridors are counted from 0 in the order in
which they stand. Phases follow one another; a sector that starts in a phase is held from its first day.
Nothing here knows a plan, a road or a date: `names` are only carried into what is told.
"""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """A family of conditions that is hard, or soft at a price; `COUNT` is always hard."""

    COUNT = "units pledged"
    APPROVAL = "approval and mandate of units"
    CAVEAT = "national caveats"
    APART = "contributors who cannot work together"
    CONSENT = "consent of the parties"
    MANDATE_END = "end of the mandate"
    CONTIGUITY = "a secured neighbour first"
    CONTINUITY = "no sector given up"
    STRENGTH = "strength needed"
    ENGAGEMENT = "rules of engagement"
    QUICK_REACTION = "quick reaction within reach"
    MEDICAL = "medical care within reach"
    POLICE = "police mentors within reach"
    MONEY = "money"
    HOURS = "cover at every hour"
    GATE = "gates of phases"
    HANDOVER = "gates of hand-over"
    FIXING = "what was fixed by hand"


SOFTENABLE = frozenset(Rule) - {Rule.COUNT, Rule.FIXING}
SUPPORTS = frozenset({Rule.QUICK_REACTION, Rule.MEDICAL, Rule.POLICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Days from the first to the one that no longer belongs to it.

    `day_parts` are hours of its days at which not all units can act and sectors need cover all the same, told in words.
    """

    name: str
    starts_day: int
    ends_day: int
    day_parts: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """Length in days."""
        return self.ends_day - self.starts_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """An area to be secured.

    `site_needs` are weights of the sites inside, `exposure` what a day with aid workers inside it adds
    (workers times danger). `strength_by_age` is needed in the first, second, ... phase held; the last
    holds on. `local_share_by_age` is in per cent likewise. `consent_from` is the first phase for which
    consent is granted, None where it is not: silence is not consent. `engagement` is the class of rules
    of engagement that at least one unit inside must have. A local share counts, as joint lead below 100 and as
    local lead then, from the phase `handed_over_from`; None while its gate of hand-over is not passed.
    """

    name: str
    neighbours: tuple[int, ...] = ()
    is_gate: bool = False
    site_needs: tuple[int, ...] = ()
    exposure: int = 0
    engagement: int = 0
    consent_from: int | None = 0
    strength_by_age: tuple[int, ...] = (1,)
    local_share_by_age: tuple[int, ...] = ()
    handed_over_from: int | None = 0

    @property
    def need(self) -> int:
        """Weight of all sites inside."""
        return sum(self.site_needs)

    @property
    def local_from_age(self) -> int | None:
        """The phase held from which there is a local share; None where there never is."""
        return next((age for age, share in enumerate(self.local_share_by_age) if share), None)

    def is_handed_over(self, phase: int) -> bool:
        """Whether its gate of hand-over is passed in a phase."""
        return self.handed_over_from is not None and phase >= self.handed_over_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Who sends units, and which purses may pay for them."""

    name: str
    purses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitClass:
    """Units of one contributor that are alike in all that counts.

    `available_from` is the first phase after approvals and deployment, None where that is not known;
    `available_phases` the length of the mandate from there, None without end. `doubt` is how shaky the
    approval is, in per cent. `caveats` are sectors in which these units may not serve, `away` phases and parts
    of their days in which they cannot act.
    """

    name: str
    contributor: int
    kind: str
    strength: int
    number: int
    available_from: int | None = 0
    available_phases: int | None = None
    engagement: int = 0
    caveats: tuple[int, ...] = ()
    doubt: int = 0
    cost_per_phase: int = 0
    away: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """Money from one source; what arrives in a phase and is not spent is kept for later ones."""

    name: str
    arrives: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Units of some kinds that must stand within reach of every sector held.

    `within_reach` lists for each sector the sectors from which it is reached in time, itself included
    where that counts. `from_age` is the phase held from which this is needed.
    """

    rule: Rule
    kinds: tuple[str, ...]
    within_reach: tuple[tuple[int, ...], ...]
    from_age: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """Sectors that aid passes, in order, the last of which it reaches; open while all are held."""

    name: str
    sectors: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A condition of a phase: before `met_from`, a phase no earlier, no sector starts in it or later; None is never."""

    name: str
    phase: int
    met_from: int | None = None

    def shuts(self, phase: int) -> bool:
        """Whether no sector starts in a phase for its sake."""
        return phase >= self.phase and (self.met_from is None or phase < self.met_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSector:
    """A choice of the planner: a sector starts not before a phase, or at the latest in one, or never.

    In the phase `is_local_in` it is held under joint or local lead.
    """

    sector: int
    not_before: int | None = None
    at_latest: int | None = None
    is_never: bool = False
    is_local_in: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldUnits:
    """A choice of the planner: so many units of a class stand in a sector in a phase."""

    unit_class: int
    sector: int
    phase: int
    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftRule:
    """A family of rules that may be broken at a price for each thing broken.

    One thing is a unit in a phase (approval, caveats), a lacking point of strength, a piece of money
    not covered, and otherwise a sector in a phase; at hours of the day, each part of the day counts.
    """

    rule: Rule
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each term of the objective is worth; whole numbers, shown as they are.

    Need counts weight-days of sites reached by an open corridor; exposure what aid workers meet on the
    corridors used; cost pieces of money; shaky unit-days times per cent of doubt; local sector-days
    times per cent of local share; change each sector-phase and unit-phase unlike the previous answer.
    """

    need: int = 1000
    exposure: int = 0
    cost: int = 0
    shaky: int = 0
    local: int = 0
    change: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SequencingCase:
    """All that a sequence is worked out from."""

    phases: tuple[Phase, ...]
    sectors: tuple[Sector, ...]
    contributors: tuple[Contributor, ...]
    units: tuple[UnitClass, ...]
    purses: tuple[Purse, ...] = ()
    supports: tuple[Support, ...] = ()
    corridors: tuple[Corridor, ...] = ()
    gates: tuple[Gate, ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    mandate_ends_day: int | None = None
    soft: tuple[SoftRule, ...] = ()
    held_sectors: tuple[HeldSector, ...] = ()
    held_units: tuple[HeldUnits, ...] = ()
    weights: Weights = Weights()

    def price(self, rule: Rule) -> int | None:
        """What breaking a rule once costs; None where it may not be broken."""
        return next((soft.price for soft in self.soft if soft.rule is rule), None)

    def is_within_mandate(self, phase: int) -> bool:
        """Whether all days of a phase lie before the mandate ends."""
        return self.mandate_ends_day is None or self.phases[phase].ends_day <= self.mandate_ends_day
