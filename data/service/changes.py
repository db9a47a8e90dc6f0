"""What a save changes, record by record, and how such changes are put on top of a plan."""

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

from data.errors import StalePlan
from data.model import COLLECTION_OF, Plan, Record
from data.model.references import named_by
from data.store.change import Change
from data.store.codec import SETTINGS
from data.store.plan_store import PlanStore
from data.store.protocol import Stored

MOST_TOLD = 3
SPOKEN = MappingProxyType(
    {
        "name": "the name",
        "time_zone": "the time zone",
        "network_fingerprint": "the roads",
        "sharing": "the protocol of sharing",
        "one_person_suffices": "the rule of the second person",
    }
)
Settings: TypeAlias = tuple[tuple[str, object], ...]
"""The plan's own fields, by name."""


def changes_between(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Every record in which two plans differ, in the order of the plans, those that are gone last."""
    was = {str(record.id): record for record in before.records()}
    there = {str(record.id) for record in after.records()}
    made = (Change(before=was.get(str(r.id)), after=r) for r in after.records() if was.get(str(r.id)) != r)
    gone = (Change(before=record, after=None) for key, record in was.items() if key not in there)
    return (*made, *gone)


def settings_between(before: Plan, after: Plan) -> Settings:
    """The plan's own fields that are others afterwards, with their new values."""
    was = before.settings()
    return tuple((name, value) for name, value in after.settings().items() if was[name] != value)


def settings_moved_on(store: PlanStore, seen: Stored, newest: Stored, settings: Settings) -> Settings:
    """The settings that are still to be changed on a plan that has moved on since it was seen.

    Raises
    ------
    StalePlan
        When others changed one of them otherwise; it says who, and why.
    """
    was, now = seen.plan.settings(), newest.plan.settings()
    clashing = [name for name, value in settings if now[name] not in (was[name], value)]
    if clashing:
        since = store.history(newest.seq - seen.seq)
        last = next((revision for revision in since if revision.record_id == SETTINGS), None)
        whom = f"{last.actor} saved “{last.reason}”" if last else "somebody saved"
        message = (
            f"Not saved: {whom} since this change was begun, and both change {', '.join(map(_spoken, clashing))} "
            "of the operation. Look at what is there now, then make your change again."
        )
        raise StalePlan(message, frozenset({SETTINGS}))
    return tuple((name, value) for name, value in settings if now[name] != value)


def _spoken(name: str) -> str:
    return SPOKEN.get(name, "a setting")


def with_changes(plan: Plan, changes: Iterable[Change], settings: Settings = ()) -> Plan:
    """The plan with records put in, replaced and taken out, all at once.

    Raises
    ------
    PlanError
        When what comes about contradicts itself.
    """
    put: dict[str, Record] = {}
    gone: set[str] = set()
    for change in changes:
        if change.after is None:
            gone.add(change.id)
        else:
            put[change.id] = change.after
    return _rebuilt(plan, put, gone, dict(settings))


def moved_on(store: PlanStore, plan: Plan, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The same changes as they are to be made to a plan that has moved on; those made already are left out.

    Raises
    ------
    StalePlan
        When others changed one of the records otherwise; it says who, and why.
    """
    kept = tuple(changes)
    clashing = [change for change in kept if plan.find(change.id) not in (change.before, change.after)]
    if clashing:
        raise StalePlan(_told(store, clashing), frozenset(change.id for change in clashing))
    moved = (replace(change, before=plan.find(change.id)) for change in kept)
    return tuple(change for change in moved if change.before != change.after)


def _told(store: PlanStore, clashing: list[Change]) -> str:
    names = ", ".join(change.name for change in clashing[:MOST_TOLD])
    more = f" and {len(clashing) - MOST_TOLD} more" if len(clashing) > MOST_TOLD else ""
    last = store.versions(clashing[0].id, 1)
    whom = f"{last[0].revision.actor} saved “{last[0].revision.reason}”" if last else "somebody saved"
    return (
        f"Not saved: {whom} since this change was begun, and both change {names}{more}. "
        "Look at what is there now, then take theirs or put yours in its place."
    )


def parts_of(
    plan: Plan, waiting: Iterable[Change], at_once: Iterable[Change]
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Changes that can be made at once, and those that wait: what leans on a waiting change waits with it.

    Nothing waits twice, and the plan with the first part alone does not contradict itself.
    """
    held, free = list(waiting), list(at_once)
    while leaning := [change for change in free if _leans(change, held, plan)]:
        held += leaning
        free = [change for change in free if change not in leaning]
    return tuple(free), tuple(held)


def _leans(change: Change, held: list[Change], plan: Plan) -> bool:
    """Whether a change needs one that waits: it names what only comes, or removes what only then lets go of it."""
    coming = {other.id for other in held if plan.find(other.id) is None}
    if change.after is not None:
        return any(str(what) in coming for what, _ in named_by(change.after))
    staying = [other.before for other in held if other.before is not None]
    return any(str(what) == change.id for record in staying for what, _ in named_by(record))


def _rebuilt(plan: Plan, put: dict[str, Record], gone: set[str], settings: dict[str, Any]) -> Plan:
    present = {str(record.id) for record in plan.records()}
    kept: dict[str, Any] = {name: [] for name in COLLECTION_OF.values()}
    for record in plan.records():
        now = put.get(str(record.id), record)
        if str(record.id) not in gone:
            kept[COLLECTION_OF[type(now)]].append(now)
    for key, record in put.items():
        if key not in present:
            kept[COLLECTION_OF[type(record)]].append(record)
    collections: dict[str, Any] = {name: tuple(records) for name, records in kept.items()}
    return replace(plan, **settings, **collections)
