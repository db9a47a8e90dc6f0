"""Phases walked and compared: what is told of each, and what changed since the one before, in words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from data.model import Coverage, Phase, Plan
from pages.look import words
from pages.look.clock import local_day
from pages.look.legend import picture_address
from pages.look.looks import Look
from pages.map.view import Part

MOST_CORRIDORS = 2
"""Corridors told one by one; more are told together."""


def walk_part(plan: Plan, covered: Sequence[Coverage], now: datetime, shown: Iterable[Look]) -> Part:
    """The phases for walking them on a projector, with the legend of what can be seen."""
    pairs = zip([None, *plan.phases], plan.phases, strict=False)
    return Part(
        name="walk",
        told={
            "phases": [
                {
                    "id": phase.id,
                    "name": phase.name,
                    "ar": phase.name_ar or "",
                    "dates": _dates(phase, plan.time_zone),
                    "moment": moment_of(phase, now).timestamp(),
                    "lines": list(news_of(plan, before, phase, covered)),
                }
                for before, phase in pairs
            ],
            "legend": [[look.words, picture_address(look)] for look in dict.fromkeys(shown) if not look.symbol],
            "mark": "Illustrative – not information about any place" if plan.illustrative else "",
        },
    )


def swipe_part(plan: Plan, chosen: Phase | None, now: datetime) -> Part:
    """Two phases side by side on the map: the one before the chosen one on the left."""
    states = [{"name": f"{number}  {p.name}", "moment": moment_of(p, now).timestamp()} for number, p in _numbered(plan)]
    right = plan.phases.index(chosen) if chosen in plan.phases else 0
    left = right - 1 if right else min(1, len(states) - 1)
    return Part(
        name="swipe",
        told={"moments": True, "states": states, "left": min(left, right), "right": max(left, right)},
    )


def saved_and_drafted(*, differ: bool) -> Part:
    """The saved plan on the left, what is drafted on the right; nothing to compare while they do not differ."""
    states = [{"name": "Saved plan"}, {"name": "Draft, not saved"}] if differ else []
    return Part(name="swipe", told={"moments": False, "states": states, "left": 0, "right": 1, "drawn": "right"})


def moment_of(phase: Phase, now: datetime) -> datetime:
    """The moment a phase is looked at: now while it holds, else its start."""
    return now if phase.starts_at <= now < phase.ends_at else phase.starts_at


def news_of(plan: Plan, before: Phase | None, phase: Phase, covered: Sequence[Coverage]) -> Iterator[str]:
    """What a phase brings against the one before it, in up to three lines."""
    active, was_active = phase.active_sectors(), before.active_sectors() if before else frozenset()
    added = [s.name for s in plan.sectors if s.id in active - was_active]
    ended = [
        f"{s.name} ({words.SECTOR_STATE[phase.state_of(s.id)]})" for s in plan.sectors if s.id in was_active - active
    ]
    if added:
        yield f"{'Newly active' if before else 'Active'}: {', '.join(added)}"
    if ended:
        yield f"No longer active: {', '.join(ended)}"
    if not added and not ended:
        yield "No sector becomes active or ceases to be" if before else "No sector is active"
    if plan.corridors and covered:
        yield _corridors(plan, before, phase, covered)


def _corridors(plan: Plan, before: Phase | None, phase: Phase, covered: Sequence[Coverage]) -> str:
    if len(plan.corridors) > MOST_CORRIDORS:
        told = _share_told(before, phase, covered)
        return f"Corridors inside active sectors: {told}"
    told = "; ".join(
        f"{c.name} {_share_told(before, phase, [one for one in covered if one.corridor_id == c.id])}"
        for c in plan.corridors
    )
    return f"Inside active sectors: {told}"


def _share_told(before: Phase | None, phase: Phase, covered: Sequence[Coverage]) -> str:
    now = words.percent(_share(phase, covered))
    return f"{words.percent(_share(before, covered))} → {now}" if before else now


def _share(phase: Phase, covered: Sequence[Coverage]) -> float:
    own = [one for one in covered if one.phase_id == phase.id]
    total_m = sum(one.total_m for one in own)
    return sum(one.covered_m for one in own) / total_m if total_m else 0.0


def _dates(phase: Phase, zone: str) -> str:
    gates = [words.gate_mark(gate).split(" ", 1)[1] for gate in phase.gates]
    counted = ", ".join(f"{gates.count(word)} {word}" for word in ("met", "not met", "not known") if word in gates)
    days = f"{local_day(phase.starts_at, zone)} – {local_day(phase.ends_at, zone)}"
    return f"{days} · conditions: {counted}" if counted else days


def _numbered(plan: Plan) -> Iterator[tuple[int, Phase]]:
    return iter(enumerate(plan.phases, 1))
