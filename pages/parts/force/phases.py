"""The board of phases and sectors beside the map of the phase looked at, its gates, and the end of the mandate."""

from datetime import datetime

import streamlit as st

from data.model import (
    Criterion,
    Gate,
    Handover,
    Lead,
    LocalForce,
    Phase,
    Restoration,
    RestorationStep,
    Sector,
    Settlement,
    Site,
)
from pages.look import looks, words
from pages.look.force_words import spoken
from pages.look.legend import show_legend
from pages.look.rows import Row
from pages.look.table import Cell, Looking, show_table
from pages.parts import plan_layers
from pages.parts.force.local import show_local
from pages.parts.force.sheets import LEADS, STATES, PartSheet, RecordSheet
from pages.parts.force.views import NOTHING, day, name_of
from pages.parts.plan_map import show_plan_map
from pages.parts.record.panel import show_chosen
from pages.parts.record.rows import show_rows
from pages.state import answers
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.gates import mandate_end, mandate_spans, phase_entries

SHEETS = (
    STATES,
    LEADS,
    RecordSheet(title="Phases", noun=Phase),
    PartSheet(title="Gates", noun=Phase, parts="gates", part=Gate),
    RecordSheet(title="Hand-overs", noun=Handover),
    PartSheet(title="Criteria", noun=Handover, parts="criteria", part=Criterion),
    RecordSheet(title="Local forces", noun=LocalForce),
    RecordSheet(title="Restorations", noun=Restoration),
    PartSheet(title="Steps of work", noun=Restoration, parts="steps", part=RestorationStep),
    RecordSheet(title="Sites", noun=Site),
    RecordSheet(title="Settlements", noun=Settlement),
)


def show_phases(work: Workspace) -> None:
    """The map of the phase, the board beside it, and what stands open before each phase."""
    seeing, saying = st.columns([4, 7], gap="small")
    with seeing:
        covered = answers.coverage_in(work.key, work.plan, work.phase)
        layers = (plan_layers.sectors(work.plan, work.phase), plan_layers.corridors(work.plan, covered))
        show_plan_map(work, layers, key="phases.map")
    with saying:
        _mandate(work)
        _board(work)
        show_chosen(work)
    _gates(work)
    show_local(work)
    _restorations(work)


def _mandate(work: Workspace) -> None:
    """When the mandate ends, as the hard stop it is for every phase after it."""
    if mandate_spans(work.plan) is None:
        st.warning("No mandate in force is told: nothing says until when the force may stay.", icon=":material/help:")
    elif end := mandate_end(work.plan):
        _hard_stop(work, end)


def _hard_stop(work: Workspace, end: datetime) -> None:
    plan = work.plan
    after = [phase for phase in plan.phases if phase.starts_at >= end]
    cut = [phase for phase in plan.phases if phase.starts_at < end < phase.ends_at]
    stopped = f"**Hard stop: the mandate ends {md(day(end, plan))}.**"
    cut_off = [f"It cuts off phase {md(phase.name)}, planned until {md(day(phase.ends_at, plan))}." for phase in cut]
    none = [f"Phase {md(phase.name)} lies after it." for phase in after]
    say = st.error if cut or after else st.info
    say(" ".join([stopped, *cut_off, *none]), icon=":material/block:")


def _board(work: Workspace) -> None:
    """A row for each sector: its state and lead in every phase."""
    plan = work.plan
    st.header("Sectors by phase")
    rows = [
        Row(
            id=sector.id,
            cells={
                "Sector": sector.name,
                **{_title(work, number, phase): _cell(sector, phase) for number, phase in enumerate(plan.phases, 1)},
            },
        )
        for sector in plan.sectors
    ]
    show_rows(rows, about="Sectors by phase", none="This operation has no sectors yet; draw them under Sectors.")
    show_legend(looks.SECTORS.values())


def _title(work: Workspace, number: int, phase: Phase) -> str:
    return f"{'▶ ' if work.phase and phase.id == work.phase.id else ''}{number}  {phase.name}"


def _cell(sector: Sector, phase: Phase) -> Cell:
    state, lead = phase.state_of(sector.id), phase.lead_of(sector.id)
    led = "" if lead is Lead.INTERNATIONAL else f", {spoken(lead)} lead"
    return Looking(
        looks.SECTORS[state], f"{words.SECTOR_STATE[state]}{'' if 'lead' in words.SECTOR_STATE[state] else led}"
    )


def _gates(work: Workspace) -> None:
    """Every condition of every phase, those open first within each."""
    st.header("Gates")
    entries = phase_entries(work.plan)
    for number, entry in enumerate(entries, 1):
        if entry.earliest is not None and entry.earliest > entry.planned:
            begins, planned = day(entry.earliest, work.plan), day(entry.planned, work.plan)
            told = (
                f"By the dates of its gates phase {number} can begin on {begins} at the earliest; planned is {planned}."
            )
            st.warning(md(told), icon=":material/schedule:")
    order = {False: 0, None: 1, True: 2}
    rows: list[dict[str, Cell]] = [
        {
            "Phase": f"{number}  {phase.name}",
            "State": words.gate_mark(gate),
            "Condition": gate.condition,
            "Due": day(gate.due_at, work.plan, "no date"),
            "After": ", ".join(_called(work, name) for name in gate.after) or "no other gate",
            "Evidence": gate.evidence or "none given",
        }
        for number, phase in enumerate(work.plan.phases, 1)
        for gate in sorted(phase.gates, key=lambda gate: order[gate.met])
    ]
    show_table(rows, about="Gates", none="No phase has a condition.", sentences=True)


def _called(work: Workspace, name: str) -> str:
    """The condition a gate of that name sets."""
    return next(
        (g.condition for phase in work.plan.phases for g in phase.gates if g.name == name), f"{name} (no such gate)"
    )


def _restorations(work: Workspace) -> None:
    """Every service that is to come back: what is done, what comes next, and whether that waits for cover."""
    st.header("Services and rebuilding")
    rows = [
        Row(
            id=restoration.id,
            cells={
                "Service": spoken(restoration.service).capitalize(),
                "Site": name_of(work.plan, restoration.site),
                "People served": words.count(restoration.people_served),
                "Done": f"{len(restoration.steps) - len(left)} of {len(restoration.steps)} steps",
                "Days of work left": f"{sum(step.work_days for step in left):g}",
                "Next step": left[0].name if left else "none: all is done",
                "Needs cover": ("yes" if left[0].needs_cover else "no") if left else NOTHING,
            },
        )
        for restoration in work.plan.restorations
        for left in [[step for step in restoration.steps if step.done_at is None]]
    ]
    show_rows(rows, about="Services and rebuilding", none="No restoration is told; add them under Tables.")
