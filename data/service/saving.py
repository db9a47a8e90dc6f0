"""Saving: what a person changed in what they may see, put into the whole plan, part of it waiting for a second."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

from data.errors import NotAllowed, PlanError, StalePlan
from data.identity.principal import Principal
from data.model import Convoy, Plan, Record, Release
from data.model.references import named_by
from data.service.asking import on_behalf_of
from data.service.changes import Settings, moved_on, parts_of, settings_between, settings_moved_on, with_changes
from data.service.direction import split
from data.service.meaning import meant
from data.service.rights import require_changes, require_settings
from data.service.seen import view_of
from data.service.severe import require_fresh_for
from data.service.trail import refusal_noted
from data.store.change import Change
from data.store.plan_store import PlanStore
from data.store.proposal import Proposal, new_id
from data.store.protocol import Stored

MOST_TOLD = 3
NOT_THE_MARCH = frozenset({"release", "is_fixed", "movement_number", "radio"})
"""What of a convoy may change without its release falling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of a save: the revision it led to, what is in force, and what waits for a second person."""

    seq: int
    in_force: tuple[Change, ...] = ()
    waiting: Proposal | None = None

    @property
    def told(self) -> str:
        """What is in force and what waits, in a sentence or two."""
        if self.waiting is None:
            return "Saved."
        waits = f"Waits for a second person: {told_of(self.waiting.changes)}."
        return f"In force: {told_of(self.in_force)}. {waits}" if self.in_force else waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Changes to the newest plan, told apart: those in force at once, and those that wait."""

    at_once: tuple[Change, ...]
    waiting: tuple[Change, ...] = ()


@refusal_noted("save")
def commit(who: Principal, store: PlanStore, plan: Plan, *, base: int, reason: str, on_newest: bool = False) -> Saved:
    """What became of a plan a person made from what they saw of revision `base`.

    What was kept back from them stays. What looks safer, and what releases a route, waits for a second
    person unless the operation does without; all else is in force at once.

    Raises
    ------
    NotAllowed
        When one of the changes is not theirs to make; nothing is saved then.
    StalePlan
        When others changed the same since, or anything and this is `on_newest`.
    StoreError
        When no reason is given, or the plan cannot be kept.
    """
    newest = store.read()
    whole = _whole(store, newest, base)
    seen = view_of(whole, who, newest.plan.sharing)
    changes = with_free_ids(newest.plan, store, meant(seen, whole, view_of(newest.plan, who), plan))
    settings = settings_moved_on(store, Stored(plan=whole, seq=base), newest, settings_between(seen.plan, plan))
    mine = moved_on(store, newest.plan, released_anew(changes, who, store.now()))
    after = _together(newest.plan, mine, settings, is_newest=base == newest.seq)
    require_settings(who, settings)
    require_changes(who, newest.plan, after, mine)
    require_fresh_for(who, mine, settings)
    parts = Parts(at_once=mine) if newest.plan.one_person_suffices else parts_in(newest.plan, mine)
    with on_behalf_of(who):
        kept = store.commit(
            with_changes(newest.plan, parts.at_once, settings),
            base=base if on_newest else newest.seq,
            reason=reason,
            actor=who.name,
            on_newest=on_newest,
        )
    return Saved(seq=kept.seq, in_force=parts.at_once, waiting=proposed(who, store, kept, parts.waiting, reason))


def with_free_ids(plan: Plan, store: PlanStore, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Changes in which nothing new has the id of something that waits: it is given the next one that is free.

    Raises
    ------
    NotAllowed
        When something else of the same save names it by that id.
    """
    held = {change.id for proposal in store.proposals(waiting=True) for change in proposal.changes if _is_new(change)}
    if not held:
        return changes
    taken = held | {change.id for change in changes} | {str(record.id) for record in plan.records()}
    named = {str(what) for change in changes if change.after is not None for what, _ in named_by(change.after)}
    made = []
    for change in changes:
        if change.after is None or not _is_new(change) or change.id not in held:
            made.append(change)
            continue
        if change.id in named:
            message = f"Not saved: the id {change.id} is that of something that waits; give {change.name} another."
            raise NotAllowed(message)
        free = next(f"{change.id}-{number}" for number in count(2) if not taken & {f"{change.id}-{number}"})
        taken.add(free)
        renamed: Any = change.after
        made.append(replace(change, after=replace(renamed, id=free)))
    return tuple(made)


def _is_new(change: Change) -> bool:
    return change.before is None


def parts_in(plan: Plan, changes: tuple[Change, ...]) -> Parts:
    """Changes to a plan told apart by how they look, each judged beside only those that are in force at once."""
    at_once = changes
    waiting: tuple[Change, ...] = ()
    while True:
        beside = with_changes(plan, at_once)
        halves = [split(beside, change) for change in at_once]
        held = [half for _, half in halves if half is not None]
        if not held:
            return Parts(at_once=at_once, waiting=waiting)
        at_once, waiting = parts_of(plan, (*waiting, *held), [half for half, _ in halves if half is not None])


def proposed(
    who: Principal, store: PlanStore, kept: Stored, waiting: tuple[Change, ...], reason: str
) -> Proposal | None:
    """The proposal that now waits for a second person; None when there is nothing to wait."""
    if not waiting:
        return None
    proposal = Proposal(
        id=new_id(), by_id=who.id, by=who.name, at=store.now(), reason=reason, base=kept.seq, changes=waiting
    )
    with on_behalf_of(who):
        store.propose(proposal)
    return proposal


def released_anew(changes: Iterable[Change], who: Principal, at: datetime) -> tuple[Change, ...]:
    """Changes with every new release said to be this person's, and none left on a convoy that marches otherwise."""
    return tuple(replace(change, after=_released(change, who, at)) for change in changes)


def _released(change: Change, who: Principal, at: datetime) -> Record | None:
    before, after = change.before, change.after
    if not isinstance(after, Convoy) or after.release is None:
        return after
    was = before.release if isinstance(before, Convoy) else None
    if after.release != was:
        return replace(after, release=Release(by=who.name, at=at))
    return after if isinstance(before, Convoy) and _marches_alike(before, after) else replace(after, release=None)


def _marches_alike(before: Convoy, after: Convoy) -> bool:
    kept = {name: getattr(before, name) for name in NOT_THE_MARCH}
    return replace(after, **kept) == before


def _whole(store: PlanStore, newest: Stored, base: int) -> Plan:
    if not 1 <= base <= newest.seq:
        message = f"This change was made on revision {base}, which the operation does not have. Load it again."
        raise StalePlan(message)
    return newest.plan if base == newest.seq else store.as_of(base)


def _together(plan: Plan, changes: tuple[Change, ...], settings: Settings, *, is_newest: bool) -> Plan:
    try:
        return with_changes(plan, changes, settings)
    except PlanError as fault:
        if is_newest:
            message = "Not saved: something that is kept back from you depends on what this takes away."
            raise NotAllowed(message) from fault
        message = f"Not saved: it does not fit what was saved since this was begun: {fault} Look at what is there now."
        raise StalePlan(message) from fault


def told_of(changes: tuple[Change, ...]) -> str:
    """Changes in words, the first few."""
    more = len(changes) - MOST_TOLD
    return "; ".join(change.told for change in changes[:MOST_TOLD]) + (f"; and {more} more" if more > 0 else "")
