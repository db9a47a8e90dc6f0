"""What a session holds of a convoy it drafts: the draft, and the rows its tables began with."""

from dataclasses import dataclass, replace

from data.model import Convoy, Plan
from pages.parts.force.leaves import Row
from pages.parts.march.column.drafting import ConvoyDraft, draft_from, new_draft
from pages.state import workspace
from pages.state.workspace import Workspace

NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A draft, the rows its tables began with, and how often they began."""

    draft: ConvoyDraft
    rows: tuple[Row, ...]
    waits: tuple[Row, ...]
    issue: int = 0


def slot_of(convoy_id: str) -> str:
    """Under what the draft of a convoy is kept; of none, that of a new one."""
    return f"convoy.{convoy_id or NEW}"


def held_for(work: Workspace, convoy: Convoy | None) -> Held:
    """What is held for a convoy, begun anew where there is nothing or the widgets forgot."""
    slot = slot_of(convoy.id if convoy else "")
    held: Held | None = work.edited(slot)
    if held is None or (held.draft.base != work.seq and not _differs(work, held.draft)):
        draft = saved_draft(work, convoy)
        return begin(work, draft, held.issue + 1 if held else 0)
    if workspace.returned(key_of(work, held, "rows")) is None:
        return begin(work, held.draft, held.issue + 1)
    return held


def begin(work: Workspace, draft: ConvoyDraft, issue: int) -> Held:
    """Hold a draft, its tables to begin with what it says."""
    held = Held(draft=draft, rows=draft.rows, waits=draft.waits, issue=issue)
    work.keep_edited(slot_of(draft.convoy_id), held)
    return held


def take(work: Workspace, held: Held, draft: ConvoyDraft) -> None:
    """Hold what was said since."""
    work.keep_edited(slot_of(draft.convoy_id), replace(held, draft=draft))


def key_of(work: Workspace, held: Held, what: str) -> str:
    """The key of a widget of a draft, another whenever it begins anew."""
    return f"column.{work.operation}.{slot_of(held.draft.convoy_id)}.{held.issue}.{what}"


def saved_draft(work: Workspace, convoy: Convoy | None) -> ConvoyDraft:
    """A convoy as it is saved, or a new one of which nothing is said."""
    return draft_from(work.plan, convoy, work.seq) if convoy else new_draft(work.plan, work.now, work.seq)


def saved_since(work: Workspace, draft: ConvoyDraft) -> bool:
    """Whether somebody changed this convoy since its draft was begun."""
    if draft.base == work.seq or not draft.convoy_id:
        return False
    return plan_of(work, draft.base).find(draft.convoy_id) != work.plan.find(draft.convoy_id)


def _differs(work: Workspace, draft: ConvoyDraft) -> bool:
    """Whether a draft says anything else than the revision it was begun from."""
    saved = plan_of(work, draft.base).find(draft.convoy_id)
    return not isinstance(saved, Convoy) or draft != draft_from(plan_of(work, draft.base), saved, draft.base)


def plan_of(work: Workspace, base: int) -> Plan:
    """The plan as it was at a revision."""
    return work.plan_at(base)
