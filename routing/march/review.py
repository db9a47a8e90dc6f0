"""Every doubt about a column: one small check each, those of the plan alone and those of its march."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from data.model.finding import Finding, Severity
from data.model.march import VehicleRole
from data.model.movement import Convoy
from data.model.place import Site
from data.model.plan import Plan
from data.model.vehicle import DIMENSIONS
from routing.index import NetworkIndex
from routing.march.arithmetic import fuel_range_m
from routing.march.envelope import types_of
from routing.march.following import StandReason
from routing.march.stands import has_room, waits_elsewhere
from routing.march.table import MarchTable
from routing.march.windows import Met, shut_meetings
from routing.roads.limits import FIELD_OF, LimitKind

ColumnCheck: TypeAlias = Callable[[Plan, Convoy], Iterator[Finding]]
MarchCheck: TypeAlias = Callable[[NetworkIndex, Plan, MarchTable], Iterator[Finding]]

LEADER_ABOVE = 5
"""A column of more vehicles than this needs a leader (practice of humanitarian convoys)."""
_DOUBT, _PROBLEM = Severity.DOUBT, Severity.PROBLEM


def column_findings(plan: Plan, convoy: Convoy) -> tuple[Finding, ...]:
    """Doubts about how a column is made up, whatever its way."""
    return tuple(finding for check in COLUMN_CHECKS for finding in check(plan, convoy))


def march_findings(index: NetworkIndex, plan: Plan, table: MarchTable) -> tuple[Finding, ...]:
    """Doubts about a column on its way: its own, and those that follow from the march table."""
    own = (finding for check in MARCH_CHECKS for finding in check(index, plan, table))
    return (*column_findings(plan, table.convoy), *own)


def lacking_leader(_plan: Plan, convoy: Convoy) -> Iterator[Finding]:
    """Columns of more than five vehicles that nobody leads."""
    if _is_column(convoy) and not convoy.commander:
        yield _told(convoy, "column-without-leader", "nobody leads it", "Name a column commander.")


def lacking_radio(_plan: Plan, convoy: Convoy) -> Iterator[Finding]:
    """Columns of more than five vehicles without a means to talk from front to rear."""
    if _is_column(convoy) and not convoy.radio:
        yield _told(convoy, "column-without-radio", "no radio is named for it", "State radio and channel.")


def lacking_vehicles(_plan: Plan, convoy: Convoy) -> Iterator[Finding]:
    """Columns of more than five known vehicles without a medical, recovery or command vehicle among them."""
    wanted = (
        (VehicleRole.COMMAND, "column-without-command-vehicle", "no command vehicle", "Add a vehicle to lead from."),
        (
            VehicleRole.MEDICAL,
            "column-without-medic",
            "no medical vehicle",
            "Add an ambulance, or a vehicle with a medic.",
        ),
        (
            VehicleRole.RECOVERY,
            "column-without-recovery",
            "no recovery vehicle",
            "Add one at the tail, or plan recovery.",
        ),
    )
    for role, code, what, remedy in wanted:
        if convoy.serials and _is_column(convoy) and not convoy.has_role(role):
            yield _told(convoy, code, f"there is {what} in it", remedy)


def unmeasured_types(plan: Plan, convoy: Convoy) -> Iterator[Finding]:
    """Vehicle types that do not state all that limits of roads are compared with."""
    for kind in types_of(plan, convoy):
        lacking = [name.rsplit("_", 1)[0].replace("_", " ") for name in kind.envelope.not_stated if name in _NEEDED]
        if lacking:
            what = f"{kind.name} does not state its {' and '.join(lacking)}; limits on the way stay in doubt"
            yield _told(convoy, "vehicle-not-measured", what, "Measure it, or ask its owner.")


def counts_differ(_plan: Plan, convoy: Convoy) -> Iterator[Finding]:
    """Columns whose serials do not have as many vehicles as were reported."""
    if convoy.serials and convoy.vehicle_count is not None and convoy.vehicle_count != convoy.vehicles_known:
        what = f"{convoy.vehicle_count} vehicles were reported, its serials have {convoy.vehicles_known}, which count"
        yield _told(convoy, "vehicle-count-differs", what, "Ask which is right, and correct the other.")


def too_great_for_roads(index: NetworkIndex, plan: Plan, table: MarchTable) -> Iterator[Finding]:
    """Vehicle types greater than every limit of a kind that is known anywhere on the roads loaded."""
    for kind in types_of(plan, table.convoy):
        for limit, (label, unit) in _MEASURES.items():
            own = getattr(kind.envelope, FIELD_OF[limit])
            limit_known = index.limits.known(limit, kind.envelope.running)[1]
            if own is not None and len(limit_known) and own > limit_known.max():
                most = f"{limit_known.max():g}{unit}"
                what = f"{kind.name} has more {label} ({own:g}{unit}) than any limit known on the roads ({most})"
                yield _told(table.convoy, "vehicle-above-all-limits", what, "Take another vehicle, or divide the load.")


def short_of_fuel(_index: NetworkIndex, plan: Plan, table: MarchTable) -> Iterator[Finding]:
    """Vehicle types whose fuel, a fifth kept in reserve, does not take them over the way, or nobody knows."""
    for kind in types_of(plan, table.convoy):
        range_m = fuel_range_m(kind.tank_l, kind.consumption_l_per_100km)
        if range_m is None:
            what = f"how far {kind.name} drives on its fuel is not known"
            yield _told(table.convoy, "fuel-range-unknown", what, "State its tank and consumption.")
        elif range_m < table.distance_m:
            what = (
                f"{kind.name} drives {range_m / 1000:.0f} km on its fuel, the way is {table.distance_m / 1000:.0f} km"
            )
            yield _told(table.convoy, "fuel-range-short", what, "Plan a fuel halt before, or carry fuel.", _PROBLEM)


def cramped_waits(_index: NetworkIndex, plan: Plan, table: MarchTable) -> Iterator[Finding]:
    """Planned waits where the column does not fit beside the road, or nobody knows whether it does."""
    for stand in table.stands:
        place = None if stand.place is None else plan.find(stand.place)
        if stand.reason is not StandReason.WAIT or not isinstance(place, Site):
            continue
        needs_m = table.formation.column.standing_m
        room = has_room(place, needs_m)
        if room is False:
            what = f"it takes {needs_m:.0f} m where it stands, {place.name} has room for {place.room_m:.0f} m"
            yield _told(
                table.convoy, "holding-point-too-small", what, "Wait elsewhere, or divide the column.", _PROBLEM
            )
        elif room is None:
            lacking = "its length" if needs_m is None else f"the room at {place.name}"
            what = f"{lacking} is not known; it counts as standing on the road at {place.name}"
            yield _told(table.convoy, "holding-room-unknown", what, "Find out before it waits there.")


def waits_off_the_way(_index: NetworkIndex, plan: Plan, table: MarchTable) -> Iterator[Finding]:
    """Planned waits at places the way does not pass: they are not in the table."""
    for place in waits_elsewhere(table.convoy, [row.point for row in table.rows]):
        name = getattr(plan.find(place), "name", place)
        what = f"it is to wait at {name}, which is not on its way; the wait is not counted"
        yield _told(table.convoy, "wait-off-the-way", what, f"Lead it over {name}, or take the wait out.", _PROBLEM)


def past_deadline(_index: NetworkIndex, _plan: Plan, table: MarchTable) -> Iterator[Finding]:
    """Columns whose tail is in after the deadline, or of which nobody knows when it is."""
    deadline_at, clears_at = table.convoy.deadline_at, table.clears_at
    if deadline_at is None:
        return
    if clears_at is None:
        if table.arrives_at > deadline_at:
            yield _told(
                table.convoy, "tail-past-deadline", "even its head is in after the deadline", _EARLIER, _PROBLEM
            )
        else:
            yield _told(table.convoy, "deadline-unknown", "when its tail is in is not known", "Ask for its vehicles.")
    elif clears_at > deadline_at:
        late_min = (clears_at - deadline_at).total_seconds() / 60
        what = f"its tail is in {late_min:.0f} min after the deadline"
        yield _told(table.convoy, "tail-past-deadline", what, _EARLIER, _PROBLEM)
    elif table.clearing_is_earliest:
        what = "its tail may be in after the deadline: times on its way are not known"
        yield _told(table.convoy, "deadline-unknown", what, "Find out what the march table names as unknown.")


def moves_while_shut(index: NetworkIndex, plan: Plan, table: MarchTable) -> Iterator[Finding]:
    """Places, areas and the whole operation, where the column is on the road while opening rules forbid it."""
    for met in shut_meetings(index, plan, table):
        rules = " and ".join(str(getattr(plan.get(rule), "name", rule)) for rule in met.shutting.rules)
        where = "on the road" if met.name is None else f"at {met.name}"
        since, until = (_clock(plan, at) for at in (met.there.starts_at, met.there.ends_at))
        who = f"from {since} until {until}" if met.is_whole else f"with its head from {since}, until when is not known,"
        what = f"it is {where} {who} and by {rules} nobody moves there {_shut_words(plan, met)}"
        yield _told(table.convoy, "moves-while-shut", what, _OTHER_TIME, _PROBLEM)


def _shut_words(plan: Plan, met: Met) -> str:
    """When moving is forbidden while the column is there."""
    return " and ".join(f"from {_clock(plan, span.starts_at)} to {_clock(plan, span.ends_at)}" for span in met.shut)


def _clock(plan: Plan, at: datetime | None) -> str:
    return "?" if at is None else f"{at.astimezone(ZoneInfo(plan.time_zone)):%-d %b %H:%M}"


def not_known(_index: NetworkIndex, _plan: Plan, table: MarchTable) -> Iterator[Finding]:
    """What makes times of the march unknown, or the earliest."""
    for unknown in table.unknowns:
        yield Finding(
            code="march-time-unknown",
            severity=_DOUBT,
            subject=unknown.subject or table.convoy.id,
            message=f"{table.convoy.name}: {unknown.message}",
            remedy=unknown.remedy,
        )


COLUMN_CHECKS: tuple[ColumnCheck, ...] = (
    lacking_leader,
    lacking_radio,
    lacking_vehicles,
    unmeasured_types,
    counts_differ,
)
MARCH_CHECKS: tuple[MarchCheck, ...] = (
    too_great_for_roads,
    short_of_fuel,
    cramped_waits,
    waits_off_the_way,
    past_deadline,
    moves_while_shut,
    not_known,
)
_MEASURES = {
    LimitKind.WEIGHT: ("weight", " t"),
    LimitKind.HEIGHT: ("height", " m"),
    LimitKind.LOAD_CLASS: ("load class", ""),
}
_NEEDED = frozenset(DIMENSIONS) - {"load_class", "axle_load_t"}
_OTHER_TIME = "Work out times that keep to it, take another way, or ask for other hours."
_EARLIER = "Let it leave earlier, take another way, or move the deadline."


def _is_column(convoy: Convoy) -> bool:
    """Whether it has more vehicles than go without a leader; not where nobody counted them."""
    return (convoy.vehicles_known or 0) > LEADER_ABOVE


def _told(convoy: Convoy, code: str, what: str, remedy: str, severity: Severity = _DOUBT) -> Finding:
    return Finding(code=code, severity=severity, subject=convoy.id, message=f"{convoy.name}: {what}.", remedy=remedy)
