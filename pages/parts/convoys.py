"""Open convoys: the question of each, its answer, and what a draft changes for it, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from data.model import Convoy, NoRoute, Obstacle, Route, Sector
from pages.look.clock import duration
from pages.state.workspace import Workspace
from routing.standing import Answer
from routing.ways.passed import sectors_passed

SAME_S = 30.0
MOST_NAMED = 2


class Outcome(StrEnum):
    """What a convoy meets under a draft."""

    PASSES = "passes"
    CHANGED = "changed"
    BLOCKED = "blocked"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One convoy: its way as saved and as drafted, the sectors of the latter, and the difference in words."""

    convoy: Convoy
    saved: Answer
    drafted: Answer
    sectors: tuple[Sector, ...]
    change: str

    @property
    def outcome(self) -> Outcome:
        """What the convoy meets under the draft."""
        match self.drafted:
            case Route():
                return Outcome.CHANGED if self.change else Outcome.PASSES
            case NoRoute():
                return Outcome.BLOCKED
            case _:
                return Outcome.UNASKED


def open_convoys(work: Workspace) -> tuple[Convoy, ...]:
    """Convoys that have not departed by now, the next to depart first."""
    waiting = [convoy for convoy in work.plan.convoys if convoy.departs_at >= work.now]
    return tuple(sorted(waiting, key=lambda convoy: (convoy.departs_at, convoy.id)))


def told_convoys(
    convoys: Sequence[Convoy], sectors: Sequence[Sector], saved: Mapping[str, Answer], drafted: Mapping[str, Answer]
) -> tuple[Told, ...]:
    """Each convoy with both answers and what changes between them."""
    return tuple(_told(c, sectors, saved[c.id], drafted[c.id]) for c in convoys)


def blockers(answer: NoRoute) -> str:
    """What stands in the way, named."""
    found = answer.obstacles or answer.separating
    names = list(dict.fromkeys(_named(obstacle) for obstacle in found))
    if not names:
        return "no road joins the two places"
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"closed by {', '.join(names[:MOST_NAMED])}{more}"


def _told(convoy: Convoy, sectors: Sequence[Sector], saved: Answer, drafted: Answer) -> Told:
    now = sectors_passed(sectors, drafted.line) if isinstance(drafted, Route) else ()
    before = sectors_passed(sectors, saved.line) if isinstance(saved, Route) else ()
    return Told(convoy=convoy, saved=saved, drafted=drafted, sectors=now, change=_change(saved, drafted, before, now))


def _change(saved: Answer, drafted: Answer, before: Sequence[Sector], now: Sequence[Sector]) -> str:
    """What differs, in words; nothing when it is the same."""
    match saved, drafted:
        case Route(), Route():
            return "" if _is_same(saved, drafted) else _other_way(saved, drafted, before, now)
        case _, NoRoute():
            same = isinstance(saved, NoRoute) and blockers(saved) == blockers(drafted)
            return "" if same else blockers(drafted)
        case NoRoute(), Route():
            return "a way again"
        case _:
            return ""


def _other_way(saved: Route, drafted: Route, before: Sequence[Sector], now: Sequence[Sector]) -> str:
    added = [sector.name for sector in now if sector not in before]
    spared = [sector.name for sector in before if sector not in now]
    same_line = drafted.line.equals_exact(saved.line, 0.0)
    where = (
        f"now through {' and '.join(added)}"
        if added
        else f"no longer through {' and '.join(spared)}"
        if spared
        else "on the same way"
        if same_line
        else "by another way"
    )
    return f"{_difference(drafted.duration_s - saved.duration_s)}, {where}{_danger(saved, drafted)}"


def _danger(saved: Route, drafted: Route) -> str:
    more_s = drafted.exposure_s - saved.exposure_s
    return f", {_difference(more_s)} in danger" if abs(more_s) >= SAME_S else ""


def _difference(seconds: float) -> str:
    if abs(seconds) < SAME_S:
        return "same time"
    return f"{'+' if seconds > 0 else '−'}{duration(abs(seconds))}"


def _is_same(one: Route, other: Route) -> bool:
    differ_s = (one.duration_s - other.duration_s, one.exposure_s - other.exposure_s)
    return all(abs(seconds) < SAME_S for seconds in differ_s) and one.line.equals_exact(other.line, 0.0)


def _named(obstacle: Obstacle) -> str:
    kind = "zone " if obstacle.kind == "zone" else ""
    return f"{kind}{obstacle.name}"
