"""Who commands whom at the moment looked at: a tree of headquarters and units, and the units nobody directs."""

from collections.abc import Iterator, Mapping

import streamlit as st

from data.model import CommandRelation, Headquarters, HeadquartersId
from pages.look.clock import local
from pages.look.force_words import STAGES, spoken
from pages.look.legend import picture
from pages.look.rows import Row
from pages.look.table import Cell, Looking, show_table
from pages.parts.force.sheets import RecordSheet
from pages.parts.force.views import days, name_of
from pages.parts.record.rows import show_rows
from pages.state.workspace import Workspace
from pages.web.safe import esc, md
from routing.force.command import CommandedUnit, CommandTree, command_tree

SHEETS = (
    RecordSheet(title="Headquarters", noun=Headquarters),
    RecordSheet(title="Command relations", noun=CommandRelation),
)


def show_command(work: Workspace) -> None:
    """The tree, those without a headquarters, and every relation with its dates."""
    if not work.plan.headquarters:
        st.info("No headquarters are told yet; add them and who was given authority over whom under Tables.")
        return
    tree = command_tree(work.plan, work.moment)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _tree(work, tree)
    with right:
        _orphans(work, tree)
        _relations(work)


def _tree(work: Workspace, tree: CommandTree) -> None:
    st.header("Chain of command")
    st.markdown(
        f"As of {md(local(work.moment, work.plan.time_zone))}. Full command stays with each contributor; "
        "what is handed over is told at each unit."
    )
    for cycle in tree.cycles:
        names = ", ".join(name_of(work.plan, one) for one in cycle)
        st.error(md(f"These are superiors of one another in a circle: {names}."), icon=":material/error:")
    heads = [node.headquarters for node in tree.nodes if node.superior is None or node.is_in_cycle]
    drawn: set[HeadquartersId] = set()
    branches = "".join(part for head in heads for part in _branch(work, tree, head, drawn))
    st.html(f'<ul class="passage-tree" aria-label="Chain of command">{branches}</ul>')


def _branch(work: Workspace, tree: CommandTree, head: HeadquartersId, drawn: set[HeadquartersId]) -> Iterator[str]:
    """A headquarters with its units and those below it, each drawn once."""
    if head in drawn:
        return
    drawn.add(head)
    node = next(node for node in tree.nodes if node.headquarters == head)
    place = work.plan.find(head)
    arabic = (
        f' <span dir="auto">{esc(place.name_ar)}</span>' if isinstance(place, Headquarters) and place.name_ar else ""
    )
    units = "".join(_unit(work, unit) for unit in tree.units if unit.unit in node.units)
    below = "".join(part for one in node.below for part in _branch(work, tree, one, drawn))
    none = '<li class="none">no unit and no headquarters below</li>' if not (units or below) else ""
    yield f'<li><b dir="auto">{esc(name_of(work.plan, head))}</b>{arabic}<ul>{units}{below}{none}</ul></li>'


def _unit(work: Workspace, unit: CommandedUnit) -> str:
    """One unit: what was handed over, to whom, and how far it has come."""
    plan = work.plan
    record = next(one for one in plan.units if one.id == unit.unit)
    look = STAGES[record.reached_by(work.moment)]
    handed = "; ".join(f"{spoken(a.level)}: {name_of(plan, a.headquarters)}" for a in unit.authorities)
    full = f"full command: {name_of(plan, unit.full_command)}"
    return (
        f'<li class="unit">{picture(look)} <span dir="auto">{esc(record.name)}</span> '
        f'<small dir="auto">{esc(look.words)} · {esc(full)} · {esc(handed)}</small></li>'
    )


def _orphans(work: Workspace, tree: CommandTree) -> None:
    """Units that no headquarters directs, those on the ground first."""
    st.header("Under no headquarters")
    units = {unit.id: unit for unit in work.plan.units}
    found = sorted(tree.units, key=lambda unit: not units[unit.unit].is_deployed(work.moment))
    rows: list[Mapping[str, Cell]] = [
        {
            "Unit": name_of(work.plan, unit.unit),
            "Stage": Looking(look, look.words),
            "Why": f"several direct it: {', '.join(name_of(work.plan, r) for r in unit.rivals)}"
            if unit.rivals
            else "nobody was given authority at this moment",
        }
        for unit in found
        if unit.tactical is None
        for look in [STAGES[units[unit.unit].reached_by(work.moment)]]
    ]
    show_table(rows, about="Under no headquarters", none="Every unit stands under one headquarters.")


def _relations(work: Workspace) -> None:
    st.header("What was handed over")
    plan = work.plan
    rows = [
        Row(
            id=relation.id,
            cells={
                "Of": name_of(plan, relation.subject),
                "To": name_of(plan, relation.headquarters),
                "Level": spoken(relation.level),
                "Holds": days(relation.valid, plan),
            },
        )
        for relation in plan.command_relations
    ]
    show_rows(rows, about="What was handed over", none="Nobody has handed over any authority.")
