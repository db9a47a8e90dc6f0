"""Two looks at an operation held against each other: what lies between them, as values and as sentences."""

from dataclasses import dataclass, replace
from datetime import datetime

from data.model import Plan
from pages.parts.changes.sentence import Gravity, Sentence
from pages.parts.changes.sentences import sentences
from pages.state import answers, workspace
from pages.state.workspace import Workspace
from routing.consequences import Consequences, Outlook, consequences
from routing.help import SOON_MIN
from routing.index import NetworkIndex

WITHIN = "within"
MOST_MIN = 600.0
OTHER_ROADS = Sentence(
    gravity=Gravity.LOST, text="Other roads were loaded: every route may be another, and none is compared here"
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """What a change brings about, and the plans before and after it."""

    before: Outlook
    after: Outlook
    values: Consequences
    told: tuple[Sentence, ...]


def found_between(before: Outlook, after: Outlook) -> Found:
    """What lies between two outlooks."""
    values = consequences(before, after)
    return Found(before=before, after=after, values=values, told=sentences(before, after, values))


def found_saved(work: Workspace, since: int, until: int, at: datetime) -> Found:
    """What lies between two revisions of the open operation, as seen from a moment."""
    plans = {seq: work.plan_at(seq) for seq in (since, until)}
    before, after = plans[since], plans[until]
    same_roads = before.network_fingerprint == after.network_fingerprint == work.plan.network_fingerprint
    index = work.index if same_roads else None
    was = outlook(work, index, (before, since), at)
    found = found_between(was, outlook(work, index, (after, until), at, near=was))
    return found if same_roads else replace(found, told=(OTHER_ROADS, *found.told))


def outlook(
    work: Workspace, index: NetworkIndex | None, saved: tuple[Plan, int], at: datetime, near: Outlook | None = None
) -> Outlook:
    """All that stands for a saved plan of the open operation."""
    plan, seq = saved
    key = f"{work.key_at(seq)}{'' if index else '|without roads'}"
    found = answers.outlook(key, at, within_min(), index, plan, near or work.nearest_outlook(index))
    work.keep_outlook(found)
    return found


def within_min() -> float:
    """Within how many minutes help counts as near: the address says it, or nobody has chosen."""
    text = workspace.remembered(WITHIN, f"{SOON_MIN:g}")
    try:
        asked = float(text)
    except ValueError:
        return SOON_MIN
    return asked if 0 < asked <= MOST_MIN else SOON_MIN
