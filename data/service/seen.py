"""What a person may see of a plan: policy in pure functions, nothing of screens or stores."""

import hashlib
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import Any

import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from data.identity.principal import Principal, Role
from data.model import (
    COLLECTION_OF,
    Barrier,
    ControlLine,
    Convoy,
    Corridor,
    Crossing,
    MissionOutcome,
    Note,
    OpeningRule,
    PassingReport,
    Phase,
    Plan,
    Record,
    Scenario,
    Sector,
    Site,
    StatusReport,
    Unit,
    Waypoint,
    Zone,
)
from data.model.references import REFERENCES, named_by
from data.model.sharing import Sensitivity, Sharing
from data.store.codec import kind_of
from data.store.proposal import Proposal

PLANNERS = (Role.COORDINATOR, Role.SECURITY_CELL)
"""Who plans, and so sees convoys before they are released."""
ACTING = (Zone, Barrier, StatusReport, OpeningRule)
"""Kinds of record that close or slow roads."""

BARE_IS_TRUE = frozenset({(Sector, "owner"), (ControlLine, "owner"), (Unit, "base"), (Unit, "pledge")})
"""Fields that may be left empty without saying anything else of the record."""
EMPTY_IS_NONE = frozenset({(Phase, "sector_states"), (Phase, "sector_leads")})
"""Lists that say nothing when they are empty; the others then stand for all."""


@dataclass(frozen=True, kw_only=True)
class View:
    """A plan as one person may see it; `withheld` are the ids of what is left out.

    Where the rest of a record is shown but not all it names, its id is among `shortened`.
    """

    plan: Plan
    withheld: frozenset[str] = frozenset()
    shortened: frozenset[str] = frozenset()
    hides_acting: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing is kept back."""
        return not self.withheld and not self.shortened


def sight_of(who: Principal) -> str:
    """What tells apart what people see of the same plan; empty for who sees all of any plan."""
    if who.has(Role.COORDINATOR) and who.clearance is Sensitivity.SEVERE:
        return ""
    said = "|".join([*sorted(who.roles), str(who.clearance.value), "", *sorted(who.sectors)])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def visible(plan: Plan, who: Principal, protocol: Sharing) -> Plan:
    """The plan as a person may see it under a sharing protocol."""
    return view_of(plan, who, protocol).plan


def view_of(plan: Plan, who: Principal, protocol: Sharing | None = None) -> View:
    """What a person may see of a plan, and what is kept back; the protocol is the plan's own unless another is given.

    What cannot be told without a record that is kept back is kept back with it.
    """
    said = plan.sharing if protocol is None else protocol
    hidden = {str(record.id) for record in plan.records() if not may_see(plan, who, record, said)}
    if not hidden:
        return View(plan=plan)
    shown, short = _without(plan, hidden)
    there = {str(record.id) for record in shown.records()}
    gone = frozenset(str(record.id) for record in plan.records() if str(record.id) not in there)
    acts = any(isinstance(record, ACTING) for record in plan.records() if str(record.id) in gone)
    return View(plan=_with_sharing(shown, plan, who), withheld=gone, shortened=frozenset(short), hides_acting=acts)


def level_of(plan: Plan, record: Record, protocol: Sharing) -> Sensitivity:
    """How much harm a record can do in the wrong hands: convoys and their marches are severe until released."""
    said = protocol.of_record(kind_of(record), str(record.id))
    return max(said, *_levels_by_others(plan, record, protocol), said)


def may_see(plan: Plan, who: Principal, record: Record, protocol: Sharing) -> bool:
    """Whether a record of a plan may be shown to a person."""
    if not who.has(Role.VIEWER, Role.ADMINISTRATOR, Role.AUDITOR, *PLANNERS):
        return False
    if level_of(plan, record, protocol) > who.clearance:
        return False
    convoy = convoy_of(plan, record)
    return convoy is None or _may_see_convoy(plan, who, convoy)


def may_see_proposal(plan: Plan, who: Principal, proposal: Proposal) -> bool:
    """Whether a proposal may be shown to a person: all records it is about, as they are and as they would be."""
    about = (record for change in proposal.changes for record in (change.before, change.after) if record is not None)
    return all(may_see(plan, who, record, plan.sharing) for record in about)


def convoy_of(plan: Plan, record: Record | None) -> Convoy | None:
    """The convoy that a record tells of, if any: itself, or the one it reports on or remarks upon."""
    match record:
        case Convoy():
            return record
        case PassingReport() | MissionOutcome():
            return convoy_of(plan, plan.find(record.convoy)) if record.convoy else None
        case Note():
            return convoy_of(plan, plan.find(record.about)) if record.about else None
    return None


def ground_of(plan: Plan, who: Principal) -> BaseGeometry:
    """The area of the sectors that are a person's own."""
    return shapely.union_all([sector.area for sector in plan.sectors if str(sector.id) in who.sectors])


def _levels_by_others(plan: Plan, record: Record, protocol: Sharing) -> Iterator[Sensitivity]:
    convoy = convoy_of(plan, record)
    if convoy is not None and convoy.release is None:
        yield Sensitivity.SEVERE
    about = plan.find(record.about) if isinstance(record, Note) and record.about else None
    if about is not None and not isinstance(about, Note):
        yield level_of(plan, about, protocol)


def _may_see_convoy(plan: Plan, who: Principal, convoy: Convoy) -> bool:
    if who.has(Role.COORDINATOR) or (who.has(Role.VIEWER) and convoy.release is not None):
        return True
    return who.has(Role.SECURITY_CELL) and crosses(plan, convoy, ground_of(plan, who))


def crosses(plan: Plan, convoy: Convoy, ground: BaseGeometry) -> bool:
    """Whether a convoy comes through an area: by a place it names, its corridor, or straight between its places."""
    places = [_point_of(plan, place) for place in (convoy.origin, *convoy.via, convoy.destination)]
    known = [point for point in places if point is not None]
    corridor = plan.find(convoy.corridor) if convoy.corridor else None
    lines: list[BaseGeometry] = [LineString(known)] if len(known) > 1 else list(known)
    lines += [corridor.line] if isinstance(corridor, Corridor) else []
    return any(line.intersects(ground) for line in lines)


def _point_of(plan: Plan, place: object) -> shapely.Point | None:
    if isinstance(place, Waypoint):
        return place.point
    found = plan.find(str(place))
    return found.point if isinstance(found, Site | Crossing) else None


def _with_sharing(shown: Plan, plan: Plan, who: Principal) -> Plan:
    """The plan with what its protocol says of single records, as far as these are shown; whoever keeps it sees all."""
    if who.has(Role.ADMINISTRATOR) or not plan.sharing.records:
        return shown
    told = tuple(pair for pair in plan.sharing.records if shown.find(pair[0]) is not None)
    return shown if told == plan.sharing.records else replace(shown, sharing=replace(plan.sharing, records=told))


def _without(plan: Plan, hidden: set[str]) -> tuple[Plan, set[str]]:
    """The plan without records, without what cannot be told without them, and with the rest shortened."""
    gone = set(hidden)
    while True:
        kept = {str(r.id): shortened(r, gone) for r in plan.records() if str(r.id) not in gone}
        lost = {key for key, record in kept.items() if record is None}
        if not lost:
            break
        gone |= lost
    short = {key for key, record in kept.items() if record is not plan.find(key)}
    grouped: dict[str, list[Record]] = {name: [] for name in COLLECTION_OF.values()}
    for record in kept.values():
        if record is not None:
            grouped[COLLECTION_OF[type(record)]].append(record)
    collections: dict[str, Any] = {name: tuple(records) for name, records in grouped.items()}
    return replace(plan, **collections), short


def shortened(record: Record, gone: Container[str]) -> Record | None:
    """A record without what it says of records that are gone; None when it would then say something else."""
    said: dict[str, Any] = {}
    for name in REFERENCES.get(type(record), {}):
        held = getattr(record, name)
        if isinstance(held, tuple):
            kept = tuple(one for one in held if _named(one) not in gone)
            if len(kept) < len(held) and not kept and (type(record), name) not in EMPTY_IS_NONE:
                return None
            said |= {name: kept} if len(kept) < len(held) else {}
        elif held is not None and str(held) in gone:
            if (type(record), name) not in BARE_IS_TRUE:
                return None
            said[name] = None
    if not said and any(str(what) in gone for what in _others(record)):
        return None
    return replace(record, **said) if said else record


def _named(one: object) -> str:
    return str(one[0] if isinstance(one, tuple) else one)


def _others(record: Record) -> Iterator[str]:
    """Ids a record names beside those in its own fields."""
    yield from (str(what) for what, _ in named_by(record))
    if isinstance(record, Scenario):
        yield from (change.subject for change in record.changes)
