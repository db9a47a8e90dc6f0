"""Reading: the plan, its history and its photographs, as a person may see them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from data.errors import NotAllowed
from data.identity.principal import Principal, Role
from data.model import Plan
from data.service.asking import on_behalf_of, require_agreed
from data.service.rights import may_keep_photo
from data.service.seen import PLANNERS, View, may_see, may_see_proposal, sight_of, view_of
from data.service.trail import refusal_noted
from data.service.uploads import MEGABYTE, TooMuch
from data.store.codec import SETTINGS
from data.store.plan_store import PlanStore
from data.store.proposal import Proposal
from data.store.protocol import Anchor, Revision, Version
from data.store.snapshot import PROPOSAL

WHOLE_HISTORY = 1_000_000
MOST_PHOTO_MB = 20
KEPT_BACK = "kept back"
"""What stands in the place of a reason that tells of something a person may not see."""
OF_CONVOYS = frozenset({"convoy", "passing_report", "mission_outcome", "note"})
"""Kinds of record that may tell of a convoy; once removed they are only for who plans."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a person may see of an operation at a revision."""

    view: View
    seq: int


def read(who: Principal, store: PlanStore) -> Seen:
    """The plan as it stands, as a person may see it."""
    stored = store.read()
    return Seen(view=require_agreed(view_of(stored.plan, who), who, store, stored.seq), seq=stored.seq)


def as_of(who: Principal, store: PlanStore, seq: int) -> View:
    """The plan as it stood, as a person may see it by what counts now."""
    return view_of(store.as_of(seq), who, store.read().plan.sharing)


def mark(who: Principal, store: PlanStore, seq: int) -> Anchor:
    """What a revision is known by on sheets of it, for whoever has a role here.

    Raises
    ------
    NotAllowed
        When the person has none.
    StoreError
        When there is no such revision.
    """
    if not who.roles:
        message = "Marks are for whoever has a role here."
        raise NotAllowed(message)
    return store.anchor(seq)


def last_of_save(who: Principal, store: PlanStore, seq: int) -> Revision:
    """The last revision of the save that another one belongs to; its reason is told to who may see all of it."""
    log = store.history(WHOLE_HISTORY)
    own = next(one.commit for one in log if one.seq == seq)
    save = [one for one in log if one.commit == own]
    plan, told = store.read().plan, _proposals(store, save)
    is_shown = not sight_of(who) or all(_is_shown(who, plan, one, told) for one in save)
    return save[0] if is_shown else replace(save[0], reason=KEPT_BACK)


def history(who: Principal, store: PlanStore, limit: int) -> tuple[Revision, ...]:
    """The newest revisions a person may see, newest first; an auditor sees that each was made, of all of them."""
    plan = store.read().plan
    if not sight_of(who):
        return store.history(limit)
    log = store.history(WHOLE_HISTORY)
    told = _proposals(store, log)
    shown = [(revision, _is_shown(who, plan, revision, told)) for revision in log]
    partly = {revision.commit for revision, is_shown in shown if not is_shown}
    kept = (
        replace(revision, reason=KEPT_BACK) if revision.commit in partly else revision
        for revision, is_shown in shown
        if is_shown or who.has(Role.AUDITOR)
    )
    return tuple(kept)[: max(limit, 0)]


def versions(who: Principal, store: PlanStore, record_id: str, limit: int) -> tuple[Version, ...]:
    """The newest versions of one record a person may see, newest first."""
    plan = store.read().plan
    known = plan.find(record_id)
    if known is not None and not may_see(plan, who, known, plan.sharing):
        return ()
    kept = store.versions(record_id, limit)
    if known is None and any(sight_of(who) and v.revision.kind in OF_CONVOYS for v in kept):
        return ()
    return tuple(v for v in kept if v.record is None or may_see(plan, who, v.record, plan.sharing))


@refusal_noted("see a photograph")
def photo(who: Principal, store: PlanStore, sha256: str) -> bytes:
    """A photograph that a note of the plan names.

    Raises
    ------
    NotAllowed
        When no note that the person may see names it.
    StoreError
        When it is not kept, or is not what was kept.
    """
    if all(note.photo != sha256 for note in read(who, store).view.plan.notes):
        message = "This photograph is not part of what you may see."
        raise NotAllowed(message)
    return store.photo(sha256)


@refusal_noted("add a photograph")
def keep_photo(who: Principal, store: PlanStore, jpeg: bytes) -> str:
    """The name of a photograph that is now kept, by which a note may name it.

    Raises
    ------
    NotAllowed
        When the person writes no notes.
    TooMuch
        When it is larger than any photograph that was made small.
    """
    if not may_keep_photo(who):
        message = "Photographs are added by a coordinator or a security cell."
        raise NotAllowed(message)
    if len(jpeg) > MOST_PHOTO_MB * MEGABYTE:
        message = f"Not kept: a photograph may have {MOST_PHOTO_MB} MB. Choose a smaller one."
        raise TooMuch(message)
    with on_behalf_of(who):
        return store.keep_photo(jpeg)


def _proposals(store: PlanStore, revisions: Iterable[Revision]) -> dict[str, Proposal]:
    """Every proposal by its id, where some of these revisions are about any."""
    if all(one.kind != PROPOSAL for one in revisions):
        return {}
    return {one.id: one for one in store.proposals()}


def _is_shown(who: Principal, plan: Plan, revision: Revision, proposals: dict[str, Proposal]) -> bool:
    if revision.kind == PROPOSAL:
        known = proposals.get(revision.record_id)
        return known is not None and may_see_proposal(plan, who, known)
    if revision.kind == SETTINGS:
        return who.has(Role.ADMINISTRATOR, *PLANNERS, Role.VIEWER)
    record = plan.find(revision.record_id)
    if record is not None:
        return may_see(plan, who, record, plan.sharing)
    if revision.kind in OF_CONVOYS and sight_of(who):
        return False
    level = plan.sharing.of_record(revision.kind, revision.record_id)
    return level <= who.clearance and who.has(Role.VIEWER, Role.ADMINISTRATOR, *PLANNERS)
