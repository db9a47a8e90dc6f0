"""Undo and redo: the last save taken back or brought in again, as far as one person may do that alone."""

from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from data.errors import NotAllowed, StalePlan, StoreError
from data.identity.principal import Principal
from data.service.asking import on_behalf_of
from data.service.changes import changes_between, settings_between, with_changes
from data.service.reading import WHOLE_HISTORY
from data.service.rights import require_changes, require_settings
from data.service.saving import Saved, parts_in, proposed
from data.service.seen import may_see
from data.service.trail import refusal_noted
from data.store.log import Step, to_redo, to_undo
from data.store.plan_store import PlanStore
from data.store.protocol import Act, Revision, Stored
from data.store.snapshot import PROPOSAL

Saves: TypeAlias = dict[str, list[Revision]]
"""Revisions by the save they belong to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Reasons of the change an undo would take back and of the one a redo would bring back, if any.

    `touched` are the ids of the records that the undo would change.
    """

    last_done: str | None
    last_undone: str | None
    touched: frozenset[str] = frozenset()


def changes(who: Principal, store: PlanStore) -> Changes:
    """What a person could undo and redo now; what they may not see is not theirs to take back."""
    saves = _saves(store)
    done, undone = _meant(who, store, saves, Act.UNDO), _meant(who, store, saves, Act.REDO)
    return Changes(
        last_done=done[0].reason if done else None,
        last_undone=undone[0].reason if undone else None,
        touched=frozenset(revision.record_id for revision in done),
    )


@refusal_noted("undo")
def undo(who: Principal, store: PlanStore, *, base: int) -> Saved:
    """What became of taking the last save back; what would look safer by it waits for a second person.

    Raises
    ------
    NotAllowed
        When what it changes is not this person's to change.
    StalePlan
        When `base` is not the newest revision.
    StoreError
        When there is nothing to undo.
    """
    return _taken(who, store, base, Act.UNDO)


@refusal_noted("redo")
def redo(who: Principal, store: PlanStore, *, base: int) -> Saved:
    """What became of bringing the last save taken back in again; see `undo`.

    Raises
    ------
    NotAllowed, StalePlan, StoreError
        As `undo` does.
    """
    return _taken(who, store, base, Act.REDO)


def _taken(who: Principal, store: PlanStore, base: int, act: Act) -> Saved:
    newest = store.read()
    target = _target(_saves(store), act)
    if base != newest.seq and not _only_proposed(store, newest, base):
        _refuse_old(store, newest, base)
    plan = store.as_of(target[0].seq - 1 if act is Act.UNDO else target[-1].seq)
    meant = changes_between(newest.plan, plan)
    if any(not may_see(newest.plan, who, change.record, newest.plan.sharing) for change in meant):
        message = "The last change is about something that is kept back from you; who made it can take it back."
        raise NotAllowed(message)
    settings = settings_between(newest.plan, plan)
    require_settings(who, settings)
    require_changes(who, newest.plan, plan, meant)
    parts = parts_in(newest.plan, meant)
    if newest.plan.one_person_suffices or not parts.waiting:
        with on_behalf_of(who):
            kept = (store.undo if act is Act.UNDO else store.redo)(base=newest.seq, actor=who.name)
        return Saved(seq=kept.seq, in_force=meant)
    reason = f"{'Taken back' if act is Act.UNDO else 'Brought back'}: {target[0].reason}"
    at_once = with_changes(newest.plan, parts.at_once, settings)
    with on_behalf_of(who):
        kept = store.commit(at_once, base=newest.seq, reason=reason, actor=who.name, on_newest=True)
    return Saved(seq=kept.seq, in_force=parts.at_once, waiting=proposed(who, store, kept, parts.waiting, reason))


def _only_proposed(store: PlanStore, newest: Stored, base: int) -> bool:
    """Whether nothing but proposals was added since a revision."""
    return 1 <= base < newest.seq and all(one.kind == PROPOSAL for one in store.history(newest.seq - base))


def _refuse_old(store: PlanStore, newest: Stored, base: int) -> None:
    last = store.history(1)[0]
    message = (
        f"This change was made on revision {base}, but the operation stands at {newest.seq}: "
        f"{last.actor} saved “{last.reason}”. Load the operation again and repeat the change."
    )
    raise StalePlan(message)


def _meant(who: Principal, store: PlanStore, saves: Saves, act: Act) -> list[Revision]:
    """Revisions of the save that an undo or redo would be about; none when there is none this person may see."""
    try:
        target = _target(saves, act)
    except StoreError:
        return []
    plan = store.read().plan
    known = (plan.find(revision.record_id) for revision in target)
    hidden = any(record is not None and not may_see(plan, who, record, plan.sharing) for record in known)
    return [] if hidden else target


def _saves(store: PlanStore) -> Saves:
    """Revisions of every save, oldest first."""
    log = store.history(WHOLE_HISTORY)[::-1]
    return {commit: list(group) for commit, group in groupby(log, key=lambda revision: revision.commit)}


def _target(saves: Saves, act: Act) -> list[Revision]:
    """Revisions of the save that an undo or redo is about, oldest first."""
    steps = [Step(commit=commit, act=group[0].act) for commit, group in saves.items()]
    return saves[(to_undo if act is Act.UNDO else to_redo)(steps)]
