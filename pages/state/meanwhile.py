"""What others saved while a draft was made, and which records both have changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.model import Plan, Record
from data.store.protocol import Op, Revision
from pages.state.draft import Draft
from pages.state.nouns import Drawable, form_of, shape_of

TOLD = 4
_DONE = {Op.ADDED: "added", Op.CHANGED: "changed", Op.REMOVED: "removed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """Sentences on what was saved, newest first, and ids of the records that draft and others both touched."""

    told: tuple[str, ...]
    clashes: frozenset[str]


def meanwhile(before: Plan, now: Plan, draft: Draft, revisions: Sequence[Revision]) -> Meanwhile:
    """What stands between the plan a draft was begun on and the plan as it is."""
    return Meanwhile(
        told=_told(before, now, revisions),
        clashes=frozenset(key for key in draft.touched if _said(before, key) != _said(now, key)),
    )


def _said(plan: Plan, record_id: str) -> object:
    """All that a draft could change of a record; None for one the plan does not have."""
    record = plan.find(record_id)
    return (form_of(plan, record), shape_of(record)) if isinstance(record, Drawable) else record


def _told(before: Plan, now: Plan, revisions: Sequence[Revision]) -> tuple[str, ...]:
    saves = dict.fromkeys(r.commit for r in revisions)
    sentences = []
    for commit in saves:
        own = [r for r in revisions if r.commit == commit]
        done = [f"{_DONE[r.op]} {_name(now.find(r.record_id) or before.find(r.record_id), r)}" for r in own]
        more = f" and {len(done) - TOLD} more" if len(done) > TOLD else ""
        sentences.append(f"{own[0].actor} {', '.join(done[:TOLD])}{more} (“{own[0].reason}”).")
    return tuple(sentences)


def _name(record: Record | None, revision: Revision) -> str:
    return getattr(record, "name", None) or f"{revision.kind.replace('_', ' ')} {revision.record_id}"
