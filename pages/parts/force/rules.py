"""Who may act: units by tasks in one sector at the moment looked at, the reasons, and the caveats behind them."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import streamlit as st

from data.model import Caveat, LegalInstrument, RoeGrant, SectorId, TaskKind, TaskRequirement
from pages.look.clock import local
from pages.look.force_words import PERMITS, spoken
from pages.look.legend import show_legend
from pages.look.rows import Row
from pages.look.table import Looking, show_table
from pages.parts.force.sheets import RecordSheet
from pages.parts.force.views import NOTHING, days, name_of
from pages.parts.record.rows import show_rows
from pages.state import answers, choice, workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.permits import Permit

SHEETS = (
    RecordSheet(title="Rules of engagement", noun=RoeGrant),
    RecordSheet(title="Caveats", noun=Caveat),
    RecordSheet(title="Legal instruments", noun=LegalInstrument),
    RecordSheet(title="What tasks require", noun=TaskRequirement),
)


def show_rules(work: Workspace) -> None:
    """The matrix of one sector, the reasons for the unit chosen, and every caveat."""
    if not (work.plan.units and work.plan.sectors):
        st.info(
            "Who may act is asked of units in sectors; this operation has no units yet. Add them under Contributors."
        )
        return
    sector = _sector(work)
    permits = answers.permits(f"{work.key}|{sector}|{work.moment.isoformat()}", work.plan, sector, work.moment)
    by_unit: dict[str, list[Permit]] = {}
    for permit in permits:
        by_unit.setdefault(permit.unit, []).append(permit)
    st.markdown(f"In **{md(name_of(work.plan, sector))}**, as of {md(local(work.moment, work.plan.time_zone))}")
    set_here = {a.unit for a in work.plan.assignments if a.sector == sector and a.valid.holds_at(work.moment)}
    show_rows([_row(work, unit, found, set_here) for unit, found in by_unit.items()], about="Who may act")
    show_legend(PERMITS.values())
    _reasons(work, by_unit)
    _caveats(work)


def _sector(work: Workspace) -> SectorId:
    """The sector asked about: the one chosen last on any page, else the first active one."""
    ids = [sector.id for sector in work.plan.sectors]
    active = work.phase.active_sectors() if work.phase else frozenset()
    first = next((sector for sector in ids if sector in active), ids[0])
    known = workspace.remembered("sector", first)
    asked = st.selectbox(
        "Sector",
        ids,
        index=ids.index(SectorId(known)) if known in ids else 0,
        format_func=lambda sector: name_of(work.plan, sector),
        key=f"rules.sector.{work.operation}",
    )
    workspace.remember("sector", asked)
    return asked


def _row(work: Workspace, unit: str, permits: Sequence[Permit], set_here: Collection[str]) -> Row:
    return Row(
        id=unit,
        cells={
            "Unit": name_of(work.plan, unit),
            "Task here": "yes" if unit in set_here else "no",
            **{
                spoken(permit.task).capitalize(): Looking(PERMITS[permit.outcome], PERMITS[permit.outcome].words)
                for permit in permits
            },
        },
    )


def _reasons(work: Workspace, by_unit: Mapping[str, Sequence[Permit]]) -> None:
    """What stands in the way of the chosen unit, task by task, and what would change it."""
    chosen = choice.chosen()
    if chosen not in by_unit:
        st.markdown("Choose a row to see what stands in the way of a unit, and what would change it.")
        return
    st.header(f"Why: {md(name_of(work.plan, chosen))}")
    told: dict[tuple[str, str], list[TaskKind]] = {}
    for permit in by_unit[chosen]:
        for hindrance in permit.hindrances:
            mark = "" if hindrance.is_known else "Not known: "
            told.setdefault((f"{mark}{hindrance.message}", hindrance.change), []).append(permit.task)
    rows = [
        {
            "Tasks": "every task" if len(tasks) == len(TaskKind) else ", ".join(spoken(task) for task in tasks),
            "What stands in the way": why,
            "What would change it": change,
        }
        for (why, change), tasks in told.items()
    ]
    show_table(
        rows, about="What stands in the way", none="Nothing stands in its way, whatever the task.", sentences=True
    )


def _caveats(work: Workspace) -> None:
    st.header("Caveats")
    plan = work.plan
    rows = [
        Row(
            id=caveat.id,
            cells={
                "Contributor": name_of(plan, caveat.contributor),
                "Caveat": caveat.name,
                "Keeps out of": _listed(map(spoken, caveat.barred_tasks)),
                "In": _listed((name_of(plan, sector) for sector in caveat.barred_sectors), "every sector"),
                "Acts": f"{caveat.hours.starts:%H:%M}–{caveat.hours.ends:%H:%M}" if caveat.hours else "at any hour",
                "Movement": _listed(map(spoken, caveat.movement)),
                "Holds": days(caveat.valid, plan),
            },
        )
        for caveat in plan.caveats
    ]
    show_rows(rows, about="Caveats", none="No contributor has told a caveat.")


def _listed(told: Iterable[str], none: str = NOTHING) -> str:
    return ", ".join(told) or none
