"""Services that are to come back: what is done, what comes next, and when it is finished under the cover there is."""

from collections.abc import Sequence

import streamlit as st

from data.model import Plan, Restoration
from pages.look import words
from pages.look.clock import local_day
from pages.look.force_words import spoken
from pages.look.rows import Row
from pages.parts.cover.asked import Seen
from pages.parts.force.views import name_of
from pages.parts.record.rows import show_rows
from pages.state.workspace import Workspace
from routing.force.restoration import Progress, StepProgress, progress_under


def show_rebuilding(work: Workspace, all_seen: Sequence[Seen]) -> None:
    """Every restoration from the moment looked at, if crews work in the phases in which their site is covered."""
    st.header("Services and rebuilding under this cover")
    st.markdown(
        "Crews work on what needs cover only in phases in which their site is covered; the days they lose push back "
        "all that follows."
    )
    found = progress_under(work.plan, [seen.cover for seen in all_seen], work.moment)
    rows = [_row(work.plan, one, all_seen) for one in found]
    show_rows(rows, about="Services and rebuilding", none="No restoration is told; add them under Phases.")


def _row(plan: Plan, one: Progress, all_seen: Sequence[Seen]) -> Row:
    restoration = next(r for r in plan.restorations if r.id == one.restoration)
    return Row(
        id=one.restoration,
        cells={
            "Service": spoken(one.service).capitalize(),
            "Site": name_of(plan, one.site),
            "People served": words.count(one.people_served),
            "Site is covered in": _covered_in(restoration, all_seen),
            "Steps": "; ".join(step_told(step, plan.time_zone) for step in one.steps) or "none told",
            "Back": _back(one, plan.time_zone),
        },
    )


def _covered_in(restoration: Restoration, all_seen: Sequence[Seen]) -> str:
    covered = [
        str(number)
        for number, seen in enumerate(all_seen, 1)
        if any(place.place_id == restoration.site and place.covered for place in seen.cover.sites)
    ]
    return f"phase{'s' if len(covered) > 1 else ''} {', '.join(covered)}" if covered else "no phase"


def step_told(step: StepProgress, zone: str) -> str:
    """A step and when it is, or is to be, finished.

    >>> step_told(StepProgress(name="Pumps", is_done=False, finished_at=None), "UTC")
    '✕ Pumps: never under this cover'
    """
    if step.finished_at is None:
        return f"✕ {step.name}: never under this cover"
    return f"{'✓ ' if step.is_done else ''}{step.name}: {local_day(step.finished_at, zone)}"


def _back(one: Progress, zone: str) -> str:
    if not one.steps:
        return "? no step is told"
    return "✕ not under this cover" if one.restored_at is None else local_day(one.restored_at, zone)
