"""Who may act: units by tasks in one sector at the moment looked at, why not, and the records that decide."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from data.model import Caveat, LegalInstrument, RoeGrant, SectorId, TaskKind, TaskRequirement
from pages.look.board import Board, BoardCell, BoardRow, Column
from pages.look.clock import local
from pages.look.force_words import PERMITS, spoken
from pages.look.legend import show_legend
from pages.look.rows import Row
from pages.look.table import Cell, show_table
from pages.parts.force.deciding import names_of, show_deciding
from pages.parts.force.legal import show_legal
from pages.parts.force.matrix import show_matrix
from pages.parts.force.sheets import RecordSheet
from pages.parts.force.views import NOTHING, days, name_of
from pages.parts.record.rows import show_rows
from pages.state import answers, choice, workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.asking import Hindrance
from routing.force.permits import Permit

SHEETS = (
    RecordSheet(title="Rules of engagement", noun=RoeGrant),
    RecordSheet(title="Caveats", noun=Caveat),
    RecordSheet(title="Legal instruments", noun=LegalInstrument),
    RecordSheet(title="What tasks require", noun=TaskRequirement),
)


def show_rules(work: Workspace) -> None:
    """The matrix of one sector, why, and beneath it every caveat, rule and legal instrument."""
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
    show_matrix(_board(work, by_unit, set_here), key=f"rules.matrix.{sector}", asked="task")
    show_legend(PERMITS.values())
    _why(work, by_unit)
    _caveats(work)
    _grants(work)
    show_legal(work)


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


def _board(work: Workspace, by_unit: Mapping[str, Sequence[Permit]], set_here: Collection[str]) -> Board:
    return Board(
        about="Who may act",
        corner="Unit",
        columns=[Column(id=task, name=spoken(task).capitalize()) for task in TaskKind],
        rows=[
            BoardRow(
                id=unit,
                name=name_of(work.plan, unit),
                beneath="has a task here" if unit in set_here else "",
                cells=tuple(
                    BoardCell(look=PERMITS[permit.outcome], word=PERMITS[permit.outcome].words) for permit in permits
                ),
            )
            for unit, permits in by_unit.items()
        ],
    )


def _why(work: Workspace, by_unit: Mapping[str, Sequence[Permit]]) -> None:
    """Why the picked unit may do the picked task or not, which records decide, and those records to be changed."""
    chosen, task = choice.chosen(), workspace.remembered("task", "")
    if chosen not in by_unit:
        st.markdown("Pick a cell to see what stands in the way, which record decides, and to change it here.")
        return
    permits = [permit for permit in by_unit[chosen] if permit.task == task] or list(by_unit[chosen])
    told = f", {spoken(permits[0].task)}: {PERMITS[permits[0].outcome].words}" if len(permits) == 1 else ""
    st.header(f"Why: {md(name_of(work.plan, chosen))}{md(told)}")
    none = "Nothing stands in its way."
    show_table(_hindrances(work, permits), about="What stands in the way", none=none, sentences=True)
    show_deciding(work, (one for permit in permits for one in permit.why), "rules")


def _hindrances(work: Workspace, permits: Sequence[Permit]) -> list[Mapping[str, Cell]]:
    """What stands in the way, each once."""
    told: dict[Any, list[TaskKind]] = {}
    for permit in permits:
        for hindrance in permit.hindrances:
            told.setdefault(hindrance, []).append(permit.task)
    return [_hindrance(work, hindrance, tasks if len(permits) > 1 else ()) for hindrance, tasks in told.items()]


def _hindrance(work: Workspace, hindrance: Hindrance, tasks: Sequence[TaskKind]) -> Mapping[str, Cell]:
    """One thing in the way; the tasks it keeps from are told where several were asked about."""
    kept_from = "every task" if len(tasks) == len(TaskKind) else ", ".join(map(spoken, tasks))
    return {
        **({"Tasks": kept_from} if tasks else {}),
        "What stands in the way": f"{'' if hindrance.is_known else 'Not known: '}{hindrance.message}",
        "Decided by": names_of(work.plan, hindrance.why) or "nothing on record: add it under Tables",
        "What would change it": hindrance.change,
    }


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


def _grants(work: Workspace) -> None:
    """The rules every contributor acts under, and where."""
    st.header("Rules of engagement")
    plan = work.plan
    rows = [
        Row(
            id=grant.id,
            cells={
                "Contributor": name_of(plan, grant.contributor),
                "May": spoken(grant.roe),
                "In": name_of(plan, grant.sector) if grant.sector else "every sector",
                "During": name_of(plan, grant.phase) if grant.phase else "every phase",
                "Holds": days(grant.valid, plan),
            },
        )
        for grant in plan.roe_grants
    ]
    none = "Nobody has told any rules of engagement: who may act is then not known."
    show_rows(rows, about="Rules of engagement", none=none)


def _listed(told: Iterable[str], none: str = NOTHING) -> str:
    return ", ".join(told) or none
