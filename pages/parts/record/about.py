"""What is known of the chosen record in order: what, who, since when, its state in the phase, source and age."""

from collections.abc import Iterator
from datetime import datetime

from data.model import (
    Barrier,
    Contributor,
    Convoy,
    Corridor,
    Crossing,
    Incident,
    Note,
    Passability,
    Phase,
    Plan,
    Record,
    RoeGrant,
    Sector,
    Site,
    StatusReport,
    Via,
    Waypoint,
    Zone,
)
from pages.look import words
from pages.look.clock import local
from pages.parts.facts import Fact, barrier_words, facts_of, span, title_of
from pages.parts.record.force import force_lines

NOT_KNOWN = "not known"


def kind_words(record: Record) -> str:
    """What kind of record it is.

    >>> kind_words(Contributor(id="k", name="A"))
    'Contributor'
    """
    if isinstance(record, RoeGrant):
        return "Rules of engagement"
    name = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in type(record).__name__)
    return name.strip().capitalize()


def about_of(plan: Plan, record: Record, at: datetime, phase: Phase | None) -> tuple[Fact, ...]:
    """The lines for one record at a moment, in a phase; what is not known is said."""
    lines = [*_name(record), *_own(plan, record, at), *_state(plan, record, at, phase), *facts_of(plan, record, at)]
    return tuple((label, text if text.strip() else NOT_KNOWN) for label, text in dict(lines).items())


def _name(record: Record) -> Iterator[Fact]:
    yield "What", kind_words(record)
    if hasattr(record, "name_ar"):
        yield "Arabic name", record.name_ar or NOT_KNOWN


def _own(plan: Plan, record: Record, at: datetime) -> Iterator[Fact]:
    """What the general facts do not say."""
    match record:
        case Barrier():
            yield "Acts in", title_of(plan.get(record.area_id))
            yield "Effect", barrier_words(record.kind, record.value)
            yield "Phases", ", ".join(title_of(plan.get(p)) for p in record.phases) or "every phase"
        case Phase():
            yield "From", local(record.starts_at, plan.time_zone)
            yield "Until", local(record.ends_at, plan.time_zone)
        case Convoy():
            yield from _convoy(plan, record)
        case Contributor():
            yield "Pledged", words.count(record.pledged_personnel, "people")
            yield "Deployed", words.count(record.deployed_personnel, "people")
            yield "Languages", ", ".join(record.languages) or NOT_KNOWN
            yield "Units", words.count(sum(unit.contributor == record.id for unit in plan.units))
        case Incident():
            precise = record.precision_m
            yield "Place known to", "roughly" if precise is None else words.kilometres(precise)
        case StatusReport():
            yield "About", _reported(plan, record)
        case Note():
            yield "About", title_of(plan.get(record.about)) if record.about else "a place"
            yield "Written by", record.author
            yield "Written", local(record.written_at, plan.time_zone)
        case _:
            yield from force_lines(plan, record, at)


def _led_over(plan: Plan, via: Via) -> str:
    return (via.name or "a place on the road") if isinstance(via, Waypoint) else title_of(plan.get(via))


def _convoy(plan: Plan, convoy: Convoy) -> Iterator[Fact]:
    yield "Organisation", convoy.organisation or NOT_KNOWN
    yield "From", title_of(plan.get(convoy.origin))
    yield "Via", ", ".join(_led_over(plan, via) for via in convoy.via) or "no stop named"
    yield "To", title_of(plan.get(convoy.destination))
    yield "Departs", local(convoy.departs_at, plan.time_zone)
    yield "Vehicles", words.count(convoy.vehicles_known)
    yield "Priority", convoy.priority.value
    yield "Cargo", convoy.cargo or NOT_KNOWN
    yield "Movement number", convoy.movement_number or NOT_KNOWN


def _reported(plan: Plan, report: StatusReport) -> str:
    if report.crossing_id:
        return title_of(plan.get(report.crossing_id))
    return report.note or ("a bridge" if report.place and report.place.geom_type == "Point" else "a road")


def _state(plan: Plan, record: Record, at: datetime, phase: Phase | None) -> Iterator[Fact]:
    label = "State in this phase"
    match record:
        case Sector():
            yield label, words.SECTOR_STATE[phase.state_of(record.id)] if phase else "no phase to be active in"
        case Zone():
            yield label, _in_force(plan, record, at, phase)
        case Barrier():
            acts = _acts(record, at, phase)
            yield label, "in force" if acts else "not in force"
            yield "Valid", span(record.valid, plan.time_zone)
        case Crossing():
            yield label, _crossing_state(plan, record, at).value
        case Site() | Corridor():
            yield label, "valid" if record.valid.holds_at(at) else "not valid now"
        case Convoy():
            yield label, "not departed yet" if at < record.departs_at else "departed"


def _in_force(plan: Plan, zone: Zone, at: datetime, phase: Phase | None) -> str:
    if not zone.valid.holds_at(at):
        return "not in force"
    acting = [b for b in plan.barriers if b.area_id == zone.id and _acts(b, at, phase)]
    if not acting:
        return "in force, does nothing to roads"
    first = max(acting, key=lambda barrier: barrier.priority)
    return f"in force: {barrier_words(first.kind, first.value)}"


def _acts(barrier: Barrier, at: datetime, phase: Phase | None) -> bool:
    in_phase = not barrier.phases or (phase is not None and phase.id in barrier.phases)
    return in_phase and barrier.valid.holds_at(at)


def _crossing_state(plan: Plan, crossing: Crossing, at: datetime) -> Passability:
    """What the newest report on it means; unknown without one."""
    reports = [r for r in plan.status_reports if r.crossing_id == crossing.id and r.source.reported_at]
    made = [r for r in reports if r.source.reported_at and r.source.reported_at <= at]
    newest = max(made, key=lambda r: r.source.reported_at or at, default=None)
    return newest.passability(at) if newest else Passability.UNKNOWN
