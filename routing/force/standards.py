"""How soon who must be there: standards of response as data, and the bases they are answered from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from shapely import Point

from data.model import MedicalRole, Plan, SectorId, Site, SiteKind, TaskKind, Unit, UnitKind
from routing.errors import RoutingError
from routing.force.permits import Outcome, may_act
from routing.force.presence import counts_as_deployed
from routing.help import HELPERS, SOON_MIN, Help


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """Within how many minutes by road a response comes, or people are brought to it where it runs `toward`.

    `role` is the least medical role that counts; None asks for a quick reaction force. `source` says whose the
    minutes are.
    """

    name: str
    minutes: float
    role: MedicalRole | None = None
    toward: bool = False
    source: str = "assumed by the planner"

    def __post_init__(self) -> None:
        if not 0 < self.minutes < float("inf"):
            msg = f"The standard {self.name} cannot be {self.minutes} minutes; give more than 0."
            raise RoutingError(msg)

    @property
    def task(self) -> TaskKind:
        """What a unit does that answers."""
        return TaskKind.QUICK_REACTION if self.role is None else TaskKind.CASUALTY_EVACUATION


MEDICAL_DOCTRINE = "10-1-2 timeline, NATO Allied Joint Doctrine for Medical Support"
QUICK_REACTION = Standard(name="quick reaction", minutes=SOON_MIN)
FIRST_AID = Standard(name="first aid", minutes=10, role=MedicalRole.FIRST_AID, source=MEDICAL_DOCTRINE)
DAMAGE_CONTROL = Standard(
    name="damage control", minutes=60, role=MedicalRole.ROLE_1, toward=True, source=MEDICAL_DOCTRINE
)
SURGERY = Standard(name="surgery", minutes=120, role=MedicalRole.ROLE_2, toward=True, source=MEDICAL_DOCTRINE)
STANDARDS = (QUICK_REACTION, FIRST_AID, DAMAGE_CONTROL, SURGERY)
"""Quick reaction, and care after 10 minutes, 1 hour and 2 hours from wounding (NATO Allied Joint Medical Doctrine)."""

ROLE_OF_SITE: Mapping[SiteKind, MedicalRole] = MappingProxyType(
    {SiteKind.CLINIC: MedicalRole.ROLE_1, SiteKind.HOSPITAL: MedicalRole.ROLE_3}
)
"""What a site is taken to be able to do when no unit says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """Security forces for 1,000 people, from and to, as somebody found them."""

    name: str
    least: float
    most: float
    source: str


BENCHMARKS = (
    Benchmark(name="contested", least=20, most=20, source="J. T. Quinlivan, RAND Review, 2003"),
    Benchmark(name="policing", least=1, most=4, source="J. T. Quinlivan, RAND Review, 2003"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Where a response starts from or people are brought to; `sectors` None answers everywhere."""

    name: str
    point: Point
    site: str
    unit: str | None = None
    sectors: frozenset[SectorId] | None = None


def bases_of(plan: Plan, standard: Standard, at: datetime) -> tuple[Base, ...]:
    """The bases that answer a standard at a moment.

    Units that are deployed, each in the sectors in which it may act; where the plan has no units, and for
    care always, the sites of that kind.
    """
    sites = {site.id: site for site in plan.sites if site.valid.holds_at(at)}
    units = (
        _unit_base(plan, unit, sites[unit.base], standard, at)
        for unit in plan.units
        if _answers(unit, standard) and unit.base in sites and counts_as_deployed(plan, unit, at)
    )
    kept = (base for base in units if base.sectors)
    fixed = _site_bases(tuple(sites.values()), standard) if standard.role or not plan.units else ()
    return (*kept, *fixed)


def _answers(unit: Unit, standard: Standard) -> bool:
    if standard.role is None:
        return unit.kind is UnitKind.QUICK_REACTION or TaskKind.QUICK_REACTION in unit.capabilities
    return _at_least(unit.medical_role, standard.role)


def _at_least(role: MedicalRole | None, least: MedicalRole) -> bool:
    order = tuple(MedicalRole)
    return role is not None and order.index(role) >= order.index(least)


def _unit_base(plan: Plan, unit: Unit, site: Site, standard: Standard, at: datetime) -> Base:
    may = (s.id for s in plan.sectors if may_act(plan, unit.id, standard.task, s.id, at).outcome is Outcome.MAY_ACT)
    sectors = frozenset(s.id for s in plan.sectors) if standard.toward else frozenset(may)
    return Base(name=unit.name, point=site.point, site=site.id, unit=unit.id, sectors=sectors)


def _site_bases(sites: tuple[Site, ...], standard: Standard) -> Iterator[Base]:
    for site in sites:
        serves = site.kind in HELPERS[Help.FORCE]
        if standard.role is not None:
            serves = _at_least(ROLE_OF_SITE.get(site.kind), standard.role)
        if serves:
            yield Base(name=site.name, point=site.point, site=site.id)
