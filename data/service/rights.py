"""Who may change what: policy in pure functions, record by record."""

from dataclasses import replace

from shapely.geometry.base import BaseGeometry

from data.errors import NotAllowed
from data.identity.principal import Principal, Role
from data.model import (
    Barrier,
    ControlLine,
    Convoy,
    Corridor,
    Crossing,
    Incident,
    Note,
    OpeningRule,
    Phase,
    Plan,
    Record,
    Sector,
    Site,
    StatusReport,
    Zone,
)
from data.service.changes import Settings
from data.service.seen import ground_of, may_see
from data.store.change import Change

HOLDS = frozenset({"held"})
"""Settings that an administrator or a coordinator changes."""
KEEPERS_SETTINGS = frozenset({"sharing", "one_person_suffices"})
"""Settings of an operation that only an administrator changes."""
BY_CELLS = (Sector, Zone, Barrier, StatusReport, ControlLine, OpeningRule, Incident, Note, Phase)
"""Kinds of record that a security cell writes where they lie in its own sectors."""


def require_changes(who: Principal, plan: Plan, after: Plan, changes: tuple[Change, ...]) -> None:
    """Refuse a save when one of its changes is not this person's to make.

    Raises
    ------
    NotAllowed
        Naming the first such change, and who may.
    """
    for change in changes:
        require_change(who, plan, after, change)


def require_change(who: Principal, plan: Plan, after: Plan, change: Change) -> None:
    """Refuse a change that is not this person's to make; `after` is the plan with all changes of the save.

    Raises
    ------
    NotAllowed
        Saying who may.
    """
    if not may_change(who, plan, after, change):
        message = f"Not saved: {change.told}. {_who_may(change)}"
        raise NotAllowed(message)


def require_settings(who: Principal, settings: Settings) -> None:
    """Refuse to change settings of an operation that are not this person's.

    Raises
    ------
    NotAllowed
        Saying who may.
    """
    names = {name for name, _ in settings}
    if names & KEEPERS_SETTINGS and not who.has(Role.ADMINISTRATOR):
        message = "Not saved: who may see what, and whether a second person is needed, is for an administrator."
        raise NotAllowed(message)
    if names & HOLDS and not who.has(Role.ADMINISTRATOR, Role.COORDINATOR):
        message = "Not saved: what is held for an inquiry is for an administrator or a coordinator."
        raise NotAllowed(message)
    if names - KEEPERS_SETTINGS - HOLDS and not who.has(Role.COORDINATOR):
        message = "Not saved: the settings of an operation are for a coordinator."
        raise NotAllowed(message)


def may_change(who: Principal, plan: Plan, after: Plan, change: Change) -> bool:
    """Whether a person may make one change, given the plan before the save and after it."""
    if change.before is not None and not may_see(plan, who, change.before, plan.sharing):
        return False
    if change.after is not None and not may_see(after, who, change.after, plan.sharing):
        return False
    if who.has(Role.COORDINATOR):
        return True
    return who.has(Role.SECURITY_CELL) and _is_of_cell(who, plan, after, change)


def _is_of_cell(who: Principal, plan: Plan, after: Plan, change: Change) -> bool:
    if not isinstance(change.record, BY_CELLS) or not who.sectors:
        return False
    if isinstance(change.record, Sector):
        return change.id in who.sectors and change.before is not None and change.after is not None
    if isinstance(change.record, Phase):
        return _changes_own_states(who, change)
    before, own = ground_of(plan, who), (change.before, change.after)
    places = ((plan, own[0]), (after, own[1]))
    return all(_lies_in(where, record, before) for where, record in places if record is not None)


def _changes_own_states(who: Principal, change: Change) -> bool:
    """Whether all that differs in a phase are the states and leads of the person's own sectors."""
    before, after = change.before, change.after
    if not isinstance(before, Phase) or not isinstance(after, Phase):
        return False
    differs = {*(set(before.sector_states) ^ set(after.sector_states))}
    leads = set(before.sector_leads) ^ set(after.sector_leads)
    own = all(str(sector) in who.sectors for sector, _ in (*differs, *leads))
    same = replace(after, sector_states=before.sector_states, sector_leads=before.sector_leads)
    return own and same == before


def _lies_in(plan: Plan, record: Record, ground: BaseGeometry) -> bool:
    place = place_of(plan, record)
    return place is not None and not ground.is_empty and bool(ground.covers(place))


def place_of(plan: Plan, record: Record | None) -> BaseGeometry | None:
    """Where a record lies: its own shape, or that of what it is about; None when it lies nowhere."""
    match record:
        case Zone() | Sector():
            return record.area
        case ControlLine() | Corridor():
            return record.line
        case Site() | Crossing() | Incident():
            return record.point
        case StatusReport() | Note() if record.place is not None:
            return record.place
    about = about_of(record)
    return place_of(plan, plan.find(about)) if about else None


def about_of(record: Record | None) -> str | None:
    """Id of the record by which another lies where it lies."""
    match record:
        case StatusReport():
            return record.crossing_id
        case Barrier():
            return record.area_id
        case Note() | OpeningRule():
            return record.about
    return None


def _who_may(change: Change) -> str:
    if isinstance(change.record, Convoy):
        return "Convoys are planned by a coordinator."
    if isinstance(change.record, BY_CELLS):
        return "It is for a coordinator, or for the security cell in whose sectors it lies."
    return "It is for a coordinator."


def may_open(who: Principal, plan: Plan) -> bool:
    """Whether an operation may be opened by a person at all; guests open illustrative ones alone."""
    return plan.illustrative or not who.is_guest


def require_begin(who: Principal) -> None:
    """Refuse to begin an operation to whoever does not plan.

    Raises
    ------
    NotAllowed
        Saying who may.
    """
    if who.is_guest:
        message = (
            "Guests look at the illustrative operation. Set this machine up by the printed link to begin your own."
        )
        raise NotAllowed(message)
    if not who.has(Role.COORDINATOR):
        message = "Operations are begun by a coordinator."
        raise NotAllowed(message)


def may_keep_photo(who: Principal) -> bool:
    """Whether a person may add a photograph, which a note then names."""
    return who.has(Role.COORDINATOR, Role.SECURITY_CELL)
