"""What contributors have pledged, had approved and deployed, over time and unit by unit."""

from collections.abc import Mapping, Sequence

import streamlit as st

from data.model import Assignment, Contributor, ForceStage, Pledge, StageDate, Unit
from pages.look import words
from pages.look.clock import local
from pages.look.force_words import NOT_REPORTED, STAGES, spoken
from pages.look.legend import show_legend
from pages.look.rows import Row
from pages.look.table import Cell, Looking, show_table
from pages.parts.force.curves import show_curves
from pages.parts.force.sheets import PartSheet, RecordSheet
from pages.parts.force.views import NOTHING, day, name_of
from pages.parts.record.rows import show_rows
from pages.state import choice
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.capability import Level, strength_at
from routing.force.command import commanded
from routing.force.deployment import ChainStep, Deployment, deployment_of

SHEETS = (
    RecordSheet(title="Units", noun=Unit),
    PartSheet(title="Stages of units", noun=Unit, parts="stages", part=StageDate),
    RecordSheet(title="Contributors", noun=Contributor),
    RecordSheet(title="Pledges", noun=Pledge),
    RecordSheet(title="Tasks of units", noun=Assignment),
)


def show_contributors(work: Workspace) -> None:
    """Who gives what, the curves of it, and every unit with how far it has come."""
    if not work.plan.contributors:
        st.info("Nobody contributes anything yet; add contributors, pledges and units under Tables.")
        return
    left, right = st.columns([1, 1], gap="medium")
    with left:
        _givers(work)
    with right:
        show_curves(work, _giver(work))
    _units(work)


def _giver(work: Workspace) -> str:
    """The contributor looked at: the one chosen, or that of the unit chosen; empty for all."""
    record = work.plan.find(choice.chosen())
    if isinstance(record, Unit):
        return record.contributor
    return record.id if isinstance(record, Contributor) else ""


def _givers(work: Workspace) -> None:
    plan, at = work.plan, work.moment
    st.header("Contributors")
    st.markdown(f"People as of {md(local(at, plan.time_zone))}; only what is deployed counts as capability.")
    stages = (ForceStage.PLEDGED, ForceStage.APPROVED, ForceStage.DEPLOYED)
    rows = [
        Row(
            id=giver.id,
            cells={
                "Contributor": giver.name,
                **{spoken(s).capitalize(): people(strength_at(plan, giver.id, s, at)) for s in stages},
                "Own report": words.count(giver.deployed_personnel),
            },
        )
        for giver in plan.contributors
    ]
    show_rows(rows, about="Contributors")


def people(level: Level) -> str:
    """How many, with what was not reported told apart.

    >>> people(Level(starts_at=None, people=250, not_reported=1, why=()))
    '250 + 1 not reported'
    """
    if not level.not_reported:
        return f"{level.people:,}"
    untold = f"{level.not_reported} {NOT_REPORTED}"
    return f"{level.people:,} + {untold}" if level.people else NOT_REPORTED


def _units(work: Workspace) -> None:
    """Every unit with its stage, and the way to deployment of the one chosen."""
    st.header("Units")
    chains = {unit.id: deployment_of(work.plan, unit.id, work.moment) for unit in work.plan.units}
    rows = [_row(work, unit, chains[unit.id]) for unit in work.plan.units]
    show_rows(rows, about="Units", none="No units are named yet.")
    show_legend(STAGES.values())
    for chain in (chain for chain in chains.values() if chain.unit == choice.chosen()):
        _chain(work, chain)


def _row(work: Workspace, unit: Unit, chain: Deployment) -> Row:
    stage = unit.reached_by(work.moment)
    tasks = [
        f"{name_of(work.plan, a.sector)}: {spoken(a.task)}"
        for a in work.plan.assignments
        if a.unit == unit.id and a.valid.holds_at(work.moment)
    ]
    return Row(
        id=unit.id,
        cells={
            "Unit": unit.name,
            "Contributor": name_of(work.plan, unit.contributor),
            "Kind": spoken(unit.kind),
            "Stage": Looking(STAGES[stage], _staged(work, unit, stage)),
            "Strength": words.count(unit.strength),
            "Deployed": _when(work, chain),
            "Tasks now": "; ".join(tasks) or NOTHING,
            "Mobility": spoken(unit.mobility) if unit.mobility else NOT_REPORTED,
            "Base": name_of(work.plan, unit.base),
        },
    )


def _staged(work: Workspace, unit: Unit, stage: ForceStage | None) -> str:
    """The stage in words; one that is deployed and stands under nobody's authority is not capability."""
    told = STAGES[stage].words
    if stage is ForceStage.DEPLOYED and commanded(work.plan, unit, work.moment).tactical is None:
        return f"{told}, under no headquarters"
    return told


def _when(work: Workspace, chain: Deployment) -> str:
    """When a unit came, or is expected with which chance; why nobody can say."""
    if chain.is_deployed:
        return f"since {day(chain.steps[-1].done_at, work.plan)}"
    if chain.barred:
        return f"never as things stand: {_listed(chain.barred)} refused or withdrawn"
    if chain.undated:
        return f"not known: no date for {_listed(chain.undated)}"
    if chain.is_overdue:
        return "overdue: every date given has passed"
    return f"{day(chain.p50, work.plan)} (as likely as not), {day(chain.p80, work.plan)} (4 of 5)"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def _chain(work: Workspace, chain: Deployment) -> None:
    """The steps on the way to deployment of one unit."""
    st.header(f"The way of {md(name_of(work.plan, chain.unit))}")
    rows: list[Mapping[str, Cell]] = [
        {
            "Step": step.name.replace("_", " ").capitalize(),
            "State": _state(step),
            "Earliest": day(date.earliest, work.plan) if date else NOTHING,
            "Likely": day(date.likely, work.plan) if date else NOTHING,
            "Latest": day(date.latest, work.plan) if date else NOTHING,
        }
        for step in chain.steps
        for date in [step.date]
    ]
    show_table(rows, about="Steps to deployment")


def _state(step: ChainStep) -> str:
    if step.is_done:
        return "✓ done"
    if step.is_barred:
        return "✗ refused or withdrawn"
    return "? no date" if step.is_undated else "expected"
