"""A march as it is handed out: its table, roadbook, column, doubts and what it rests on, as plain values."""

from collections.abc import Iterator, Sequence

from data.model import Convoy, Crossing, Finding, Plan, Route, Severity, Site, StatusReport
from data.model.handout import (
    Basis,
    Checked,
    Handout,
    Landmark,
    Leading,
    PartTimes,
    PointLine,
    StandLine,
    Terms,
    Told,
    VehicleLine,
)
from data.model.march import Density, MarchProfile, MarchUnit, Serial
from routing.index import NetworkIndex
from routing.march.envelope import types_of
from routing.march.review import march_findings
from routing.march.roadbook import ground_of, roadbook, sector_areas
from routing.march.table import MarchTable, Passing, TableRow
from routing.march.waits import Waiting

OTHERS = "Other convoys"
OTHERS_OPEN = "not looked at here; replay the schedule of all convoys before anybody moves"


def handout_of(
    index: NetworkIndex, plan: Plan, march: tuple[Route, MarchTable], terms: Terms, others: Checked | None = None
) -> Handout:
    """What is handed out of a convoy on its way; `others` says whether it was held against other convoys."""
    route, table = march
    convoy, ground = table.convoy, ground_of(plan, table)
    findings = _unique((*march_findings(index, plan, table), *route.findings))
    return Handout(
        terms=terms,
        operation=plan.name,
        illustrative=plan.illustrative,
        time_zone=plan.time_zone,
        convoy=convoy.id,
        number=number_of(plan, convoy),
        movement_number=convoy.movement_number,
        release=convoy.release,
        name=convoy.name,
        organisation=convoy.organisation,
        cargo=convoy.cargo,
        origin=_name(plan, convoy.origin),
        destination=_name(plan, convoy.destination),
        leading=Leading(commander=convoy.commander if terms.names_people else None, radio=convoy.radio),
        vehicle_count=convoy.vehicles_known,
        ready_at=convoy.ready_at,
        deadline_at=convoy.deadline_at,
        distance_m=table.distance_m,
        road_space_m=table.road_space_m,
        pass_time_s=table.pass_time_s,
        rate_kmh=table.rate_kmh,
        line=table.line,
        points=tuple(_point(plan, row) for row in table.rows),
        roads=roadbook(route, table, ground),
        vehicles=tuple(_vehicles(plan, convoy, terms)),
        sectors=tuple(sector_areas(ground)),
        checks=(
            *_checks(plan, table, findings),
            others or Checked(what=OTHERS, result=OTHERS_OPEN, is_passed=None),
        ),
        findings=tuple(sorted(findings, key=lambda finding: _GRAVEST.index(finding.severity))),
        bases=tuple(_bases(plan, route, table)),
        formulae=tuple(_formulae(table)),
        credits=index.network.attributions(),
    )


_WAITS = {
    Waiting.PLANNED: "planned ones alone; what columns really waited is not counted",
    Waiting.HALF: "planned ones, and recorded ones as half of the columns kept to",
    Waiting.EIGHT_IN_TEN: "planned ones, and recorded ones as 8 in 10 columns kept to",
}
_GRAVEST = (Severity.PROBLEM, Severity.DOUBT, Severity.NOTE)


def _unique(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(findings))


def number_of(plan: Plan, convoy: Convoy) -> int:
    """The place of a convoy among those of the plan, from 1."""
    return [own.id for own in plan.convoys].index(convoy.id) + 1


def _name(plan: Plan, record_id: str) -> str:
    return str(getattr(plan.get(record_id), "name", record_id))


def _point(plan: Plan, row: TableRow) -> PointLine:
    subject = None if row.point.subject is None else plan.find(row.point.subject)
    return PointLine(
        landmark=Landmark[row.point.kind.name],
        name=row.point.name,
        name_ar=getattr(subject, "name_ar", None),
        point=row.point.point,
        along_m=row.point.along_m,
        driving_s=row.time_distance_s,
        stands=tuple(StandLine(reason=stand.reason.value, wait_s=stand.wait_s) for stand in row.stands),
        processing_s=row.processing_s,
        parts=tuple(_part(passing) for passing in row.passings),
    )


def _part(passing: Passing) -> PartTimes:
    return PartTimes(
        level=passing.part.level.value,
        name=passing.part.name,
        arrives=Told(at=passing.arrives_at, is_earliest=passing.arrival_is_earliest),
        clears=Told(at=passing.clears_at, is_earliest=passing.clearing_is_earliest),
    )


def _vehicles(plan: Plan, convoy: Convoy, terms: Terms) -> Iterator[VehicleLine]:
    kinds = {kind.id: kind for kind in types_of(plan, convoy)}
    for serial, unit in _units(convoy):
        for line in unit.vehicles:
            yield VehicleLine(
                serial=serial.name,
                unit=unit.name,
                count=line.count,
                type=kinds[line.type].name,
                type_ar=kinds[line.type].name_ar,
                role=line.role.value,
                call_sign=line.call_sign,
                commander=(unit.commander or serial.commander) if terms.names_people else None,
            )


def _units(convoy: Convoy) -> Iterator[tuple[Serial, MarchUnit]]:
    return ((serial, unit) for serial in convoy.serials for unit in serial.units)


def _checks(plan: Plan, table: MarchTable, findings: Sequence[Finding]) -> Iterator[Checked]:
    """What was looked at, and how it ended."""
    yield _held("March of the column", [own for own in findings if own.code != _SHUT])
    is_known = table.clears_at is not None and not table.clearing_is_earliest
    yield _hours(plan, [own for own in findings if own.code == _SHUT], is_known=is_known)
    result = "known throughout" if is_known else "not all known; what is told is the earliest, or the words not known"
    yield Checked(what="Times to the last vehicle", result=result, is_passed=True if is_known else None)


_SHUT = "moves-while-shut"


def _hours(plan: Plan, closed: Sequence[Finding], *, is_known: bool) -> Checked:
    """Whether the column is anywhere while that is shut; not settled while its times are not known."""
    what = "Closed times, curfew and daylight"
    if closed:
        return _held(what, closed)
    if not plan.opening_rules:
        result = "the operation has no rules on when places are open; nothing to hold times against"
        return Checked(what=what, result=result, is_passed=None)
    if not is_known:
        return Checked(what=what, result="held as far as times are known, which they are not all", is_passed=None)
    return _held(what, closed)


def _held(what: str, findings: Sequence[Finding]) -> Checked:
    problems = sum(own.severity is Severity.PROBLEM for own in findings)
    doubts = sum(own.severity is Severity.DOUBT for own in findings)
    if problems:
        return Checked(what=what, result=f"problems: {problems}, doubts: {doubts}; see Findings", is_passed=False)
    if doubts:
        return Checked(what=what, result=f"doubts: {doubts}; see Findings", is_passed=None)
    return Checked(what=what, result="held", is_passed=True)


def _bases(plan: Plan, route: Route, table: MarchTable) -> Iterator[Basis]:
    yield Basis(what=f"March profile {table.profile.name}", source=table.profile.source)
    for kind in types_of(plan, table.convoy):
        yield Basis(what=f"Vehicle type {kind.name}", source=kind.source)
    for relied in route.reports:
        report = plan.find(relied.report_id)
        if isinstance(report, StatusReport):
            yield Basis(what=f"Road report: {relied.passability}", source=report.source)
    for row in table.rows:
        place = None if row.point.subject is None else plan.find(row.point.subject)
        if isinstance(place, Site | Crossing):
            yield Basis(what=place.name, source=place.source)
    for rule in plan.opening_rules:
        yield Basis(what=f"Opening rule {rule.name}", source=rule.source)


def _formulae(table: MarchTable) -> Iterator[str]:
    """What times were worked out by, in words."""
    profile = table.profile
    yield "Arrive = start + time distance (way by rate of march) + halts, gates and waits before."
    yield "Clear = arrive + pass time, and not before the tail has closed up on what stands ahead of it."
    yield "Pass time = road space by rate of march, with time gaps" + (
        " and extra time." if profile.extra_time else "."
    )
    yield "Road space = vehicles by density, with time gaps at the rate of march. " + _density(profile)
    unit_min, serial_min = profile.unit_gap_s / 60, profile.serial_gap_s / 60
    yield f"Gaps: {unit_min:g} min between march units, {serial_min:g} min between serials."
    halts = [f"{rule.halt_s / 60:g} min after every {rule.every_s / 3600:g} h" for rule in profile.halts]
    yield f"Halts: {'; '.join(halts)}." if halts else "Halts: none by this profile."
    yield f"Waits: {_WAITS[table.waiting]}."
    yield "Gate = vehicles by time for a vehicle and lanes, or the pass time where that is longer."


def _density(profile: MarchProfile) -> str:
    counted = "gaps alone" if profile.density is Density.DOCTRINAL else "gaps and the length of vehicles"
    return f"Density counts {counted}."
