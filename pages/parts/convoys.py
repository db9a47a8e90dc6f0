"""Open convoys: the question of each, its answer, and what a draft changes for it, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shapely import LineString

from data.model import Convoy, NoRoute, Obstacle, Plan, Route, Sector
from pages.look.clock import duration
from pages.look.words import kilometres
from pages.state.workspace import Workspace
from routing.standing import Answer, Refused
from routing.ways.passed import sectors_passed

SAME_S = 30.0
SAME_M = 1.0
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
    before, now = _passed(sectors, saved), _passed(sectors, drafted)
    return Told(convoy=convoy, saved=saved, drafted=drafted, sectors=now, change=_change(saved, drafted, before, now))


def change_words(saved: Answer, drafted: Answer, plans: tuple[Plan, Plan]) -> str:
    """What differs between the answers of two plans, in words; nothing when it is the same."""
    before, now = (_passed(plan.sectors, answer) for plan, answer in zip(plans, (saved, drafted), strict=True))
    return _change(saved, drafted, before, now)


def _passed(sectors: Sequence[Sector], answer: Answer) -> tuple[Sector, ...]:
    return _passed_by(tuple(sectors), answer.line) if isinstance(answer, Route) else ()


@lru_cache(maxsize=500)
def _passed_by(sectors: tuple[Sector, ...], line: LineString) -> tuple[Sector, ...]:
    # most strokes leave most ways as they were
    return sectors_passed(sectors, line)


def _change(saved: Answer, drafted: Answer, before: Sequence[Sector], now: Sequence[Sector]) -> str:
    """What differs, in words; nothing when it is the same."""
    match saved, drafted:
        case Route(), Route():
            same = _is_same(saved, drafted) and {s.id for s in before} == {s.id for s in now}
            return "" if same else _other_way(saved, drafted, before, now)
        case _, NoRoute():
            same = isinstance(saved, NoRoute) and blockers(saved) == blockers(drafted)
            return "" if same else blockers(drafted)
        case _, Route():
            return "a way again"
        case Refused(), Refused():
            return ""
        case _, Refused():
            return f"cannot be asked: {drafted.message}"


def _other_way(saved: Route, drafted: Route, before: Sequence[Sector], now: Sequence[Sector]) -> str:
    old, new = ({sector.id for sector in passed} for passed in (before, now))
    added = [sector.name for sector in now if sector.id not in old]
    spared = [sector.name for sector in before if sector.id not in new]
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
    time = _difference(drafted.duration_s - saved.duration_s)
    return f"{time}, {where}{_danger(saved, drafted)}{_doubt(saved, drafted)}"


def _doubt(saved: Route, drafted: Route) -> str:
    more_m = drafted.unknown_m - saved.unknown_m
    if abs(more_m) < SAME_M:
        return ""
    return f", {'+' if more_m > 0 else '−'}{kilometres(abs(more_m))} of unknown state"


def _danger(saved: Route, drafted: Route) -> str:
    more_s = drafted.exposure_s - saved.exposure_s
    return f", {_difference(more_s)} in danger" if abs(more_s) >= SAME_S else ""


def _difference(seconds: float) -> str:
    if abs(seconds) < SAME_S:
        return "same time"
    return f"{'+' if seconds > 0 else '−'}{duration(abs(seconds))}"


def _is_same(one: Route, other: Route) -> bool:
    differ_s = (one.duration_s - other.duration_s, one.exposure_s - other.exposure_s)
    same_doubt = abs(one.unknown_m - other.unknown_m) < SAME_M
    return all(abs(s) < SAME_S for s in differ_s) and same_doubt and one.line.equals_exact(other.line, 0.0)


def _named(obstacle: Obstacle) -> str:
    kind = "zone " if obstacle.kind == "zone" else ""
    return f"{kind}{obstacle.name}"
