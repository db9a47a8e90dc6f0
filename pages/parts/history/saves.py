"""Saves: what one person changed at once, and which of them somebody looks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.model import Plan
from data.store.protocol import Act, Op, Revision
from data.store.snapshot import ERASURE, JOINING, PROPOSAL

SETTINGS_NAME = "the settings of the operation"
MOST_NAMED = 6
DONE = {Op.ADDED: "added", Op.CHANGED: "changed", Op.REMOVED: "removed"}
ACTS = {
    Act.CREATE: "begun: ",
    Act.UNDO: "taken back: ",
    Act.REDO: "brought back: ",
    Act.JOIN: "put together with another copy: ",
    Act.ERASE: "erased: ",
    Act.PROPOSE: "proposed: ",
    Act.DECIDE: "decided: ",
}
NAMES = {
    "plan": SETTINGS_NAME,
    PROPOSAL: "what waits for a second person",
    JOINING: "where the other copy came from",
    ERASURE: "what was erased",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """All revisions of one save, in order."""

    revisions: tuple[Revision, ...]

    @property
    def last(self) -> Revision:
        """The revision after which all of it is in force."""
        return self.revisions[-1]

    @property
    def record_ids(self) -> frozenset[str]:
        """Ids of the records it changed."""
        return frozenset(one.record_id for one in self.revisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What somebody looks for: saves of a person, of a record, with words in their reason; empty is any."""

    person: str = ""
    record_id: str = ""
    words: str = ""

    def finds(self, save: Save) -> bool:
        """Whether a save is one of those."""
        return (
            self.person in {"", save.last.actor}
            and (not self.record_id or self.record_id in save.record_ids)
            and self.words.casefold() in save.last.reason.casefold()
        )


def saves_in(revisions: Sequence[Revision]) -> tuple[Save, ...]:
    """The saves that revisions, newest first, belong to, newest first."""
    own: dict[str, list[Revision]] = {}
    for one in revisions:
        own.setdefault(one.commit, []).append(one)
    return tuple(Save(revisions=tuple(reversed(some))) for some in own.values())


def what_told(save: Save, plan: Plan) -> str:
    """What a save did to which records, by the names they have now."""
    told = list(_told(save, plan))
    more = f" and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else ""
    return f"{ACTS.get(save.last.act, '')}{', '.join(told[:MOST_NAMED])}{more}"


def name_in(plan: Plan, kind: str, record_id: str) -> str:
    """What a record is called; kind and id of one the plan has no more."""
    if kind in NAMES:
        return NAMES[kind]
    return str(getattr(plan.find(record_id), "name", None) or f"{kind.replace('_', ' ')} {record_id}")


def _told(save: Save, plan: Plan) -> Iterator[str]:
    if save.last.act is Act.CREATE:
        yield f"{len(save.revisions)} records"
        return
    for one in save.revisions:
        yield f"{DONE[one.op]} {name_in(plan, one.kind, one.record_id)}"
