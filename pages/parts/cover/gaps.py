"""Gaps of a phase by what would mend them; picking one brings the map there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.model import Plan
from pages.look import cover_words, words
from pages.look.clock import duration
from pages.look.rows import Row
from pages.look.table import Looking
from pages.parts.cover.asked import Seen
from pages.parts.force.views import name_of
from pages.parts.record.rows import show_rows
from pages.parts.record.target import place_text
from routing.force.covered import Gap, GapKind
from routing.force.stretches import GRAVEST_FIRST, gaps_under

LEAST_M = 1.0
"""Gaps shorter than this are drawn and counted, not listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of the list: a stretch with one kind of lack, and every response that lacks there."""

    gap: Gap
    standards: tuple[str, ...]

    @property
    def id(self) -> str:
        """The middle of the gap, by which it is picked."""
        return place_text(self.gap.line.interpolate(0.5, normalized=True))


def listed(seen: Seen, standard: str | None) -> tuple[Listed, ...]:
    """The gaps of a phase, those with the same remedy together, the longest of them first."""
    found: dict[tuple[object, ...], list[Gap]] = {}
    for cover in seen.cover.corridors:
        for gap in gaps_under(cover, standard):
            if gap.distance_m >= LEAST_M:
                found.setdefault((gap.corridor_id, gap.kind, round(gap.start_m), round(gap.end_m)), []).append(gap)
    each = (Listed(gap=same[0], standards=tuple(g.standard for g in same if g.standard)) for same in found.values())
    return tuple(sorted(each, key=lambda one: (GRAVEST_FIRST.index(one.gap.kind), -one.gap.distance_m)))


def picked(gaps: Sequence[Listed], chosen: str) -> Listed | None:
    """The gap whose middle is chosen."""
    return next((one for one in gaps if one.id == chosen), None)


def summary(gaps: Sequence[Listed]) -> Iterator[tuple[GapKind, int, float]]:
    """Kinds of gaps with their number and metres, the gravest first."""
    for kind in GRAVEST_FIRST:
        own = [one.gap.distance_m for one in gaps if one.gap.kind is kind]
        if own:
            yield kind, len(own), sum(own)


def show_gaps(plan: Plan, gaps: Sequence[Listed]) -> None:
    """The list, gravest first."""
    rows = [
        Row(
            id=one.id,
            cells={
                "Lack": Looking(cover_words.STRETCHES[one.gap.kind], cover_words.STRETCHES[one.gap.kind].words),
                "Response": ", ".join(one.standards) or "all",
                "Corridor": name_of(plan, one.gap.corridor_id),
                "From – to": f"km {one.gap.start_m / 1000:.1f} – {one.gap.end_m / 1000:.1f}",
                "Length": words.kilometres(one.gap.distance_m),
                "Sector": ", ".join(name_of(plan, sector) for sector in one.gap.sectors) or "no sector",
                "What would mend it": f"{_late(one.gap)}{cover_words.REMEDIES[one.gap.kind]}",
            },
        )
        for one in gaps
    ]
    show_rows(rows, about="Gaps", none="No corridor has a gap in this phase.", sentences=True)


def _late(gap: Gap) -> str:
    return f"The farthest point is {duration(gap.over_s)} too far. " if gap.over_s is not None else ""
