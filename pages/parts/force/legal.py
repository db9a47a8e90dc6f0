"""Legal readiness: which instruments are in force for whom at the moment looked at, and what each task asks for."""

from collections.abc import Mapping

import streamlit as st

from data.model import Contributor, InstrumentKind, LegalInstrument, TaskKind
from pages.look import looks
from pages.look.force_words import spoken
from pages.look.looks import Look
from pages.look.rows import Row
from pages.look.table import Cell, Looking, show_table
from pages.parts.force.views import day, days, name_of
from pages.parts.record.rows import show_rows
from pages.state.workspace import Workspace
from routing.force.requirements import requirement_of

IN_FORCE = {
    True: Look(words="in force", colour=looks.GREEN, weight=2, sign="✓"),
    False: Look(words="not in force", colour=looks.VERMILION, weight=2, sign="✕"),
}


def show_legal(work: Workspace) -> None:
    """Contributors by kind of instrument, every instrument with its dates, and what tasks require."""
    _readiness(work)
    _instruments(work)
    _requirements(work)


def _readiness(work: Workspace) -> None:
    st.header("Legal readiness")
    rows = [
        Row(
            id=one.id,
            cells={
                "Contributor": one.name,
                **{spoken(kind).capitalize(): _standing(work, one, kind) for kind in InstrumentKind},
            },
        )
        for one in work.plan.contributors
    ]
    show_rows(rows, about="Legal readiness", none="Nobody contributes anything yet; add contributors under Tables.")


def _standing(work: Workspace, giver: Contributor, kind: InstrumentKind) -> Looking:
    """Whether an instrument of a kind is in force for a contributor, until or from when."""
    own = [one for one in work.plan.legal_instruments if one.kind is kind and one.covers(giver.id)]
    spans = [one.in_force for one in own if one.in_force is not None]
    held = [span for span in spans if span.holds_at(work.moment)]
    if held:
        ends = [span.ends_at for span in held if span.ends_at]
        until = f"until {day(max(ends), work.plan)}" if len(ends) == len(held) else "no end given"
        return Looking(IN_FORCE[True], until)
    begins = [span.starts_at for span in spans if span.starts_at and span.starts_at > work.moment]
    told = f"only from {day(min(begins), work.plan)}" if begins else "not in force" if own else "none on record"
    return Looking(IN_FORCE[False], told)


def _instruments(work: Workspace) -> None:
    st.header("Legal instruments")
    rows = [_instrument(work, one) for one in work.plan.legal_instruments]
    show_rows(rows, about="Legal instruments", none="No legal instrument is told; add them under Tables.")


def _instrument(work: Workspace, one: LegalInstrument) -> Row:
    plan = work.plan
    asked_by = [spoken(task) for task in TaskKind if one.kind in requirement_of(plan, task).instruments]
    return Row(
        id=one.id,
        cells={
            "Instrument": one.name,
            "Kind": spoken(one.kind),
            "For": ", ".join(name_of(plan, giver) for giver in one.contributors) or "all contributors",
            "In force": days(one.in_force, plan) if one.in_force else "at no time",
            "Asked for by": "every task" if len(asked_by) == len(TaskKind) else ", ".join(asked_by) or "no task",
            "Note": one.note or "",
        },
    )


def _requirements(work: Workspace) -> None:
    """What every task asks for; where the plan says nothing, what is assumed on the cautious side."""
    st.header("What tasks require")
    show_table([_requirement(work, task) for task in TaskKind], about="What tasks require")


def _requirement(work: Workspace, task: TaskKind) -> Mapping[str, Cell]:
    asked = requirement_of(work.plan, task)
    return {
        "Task": spoken(task).capitalize(),
        "Rules of engagement at least": spoken(asked.roe),
        "In force": ", ".join(map(spoken, asked.instruments)) or "nothing",
        "Said by": "this operation" if asked.why else "nobody: assumed on the cautious side",
    }
