"""The page of scenarios: which are held against which, numbers, map, course, and their changes."""

from dataclasses import replace

import streamlit as st

from data.model import Scenario
from pages.look.table import show_table
from pages.parts.scenarios.building import drafted, show_building
from pages.parts.scenarios.course import show_course
from pages.parts.scenarios.numbers import show_ahead, show_phase
from pages.parts.scenarios.stands import show_by_phase, show_sides
from pages.state import workspace
from pages.state.weighed import AS_IT_IS, Weighed, weighed
from pages.state.workspace import Workspace

MOST = 3
"""Scenarios held against the base at once."""


def show_scenarios(work: Workspace) -> None:
    """What is compared, then all of it, then the changes it comes from."""
    if not work.plan.phases:
        st.info("Scenarios are compared phase by phase; this operation has no phases yet. Add them under Phases.")
    elif not _scenarios(work):
        st.info("No scenario is told yet. Begin one below: a name, and changes to the plan in their order.")
    else:
        _compare(work)
    show_building(work)


def _scenarios(work: Workspace) -> dict[str, Scenario]:
    """All scenarios by id, the one being edited as it is edited."""
    draft = drafted(work)
    plan = draft.applied(work.plan) if draft else work.plan
    return {str(one.id): one for one in plan.scenarios}


def _compare(work: Workspace) -> None:
    known = _scenarios(work)
    base, others = _asked(work, known)
    phase = work.phase
    if phase is None or not others:
        st.markdown("Choose at least one scenario to hold against the base.")
        return
    held, *rest = (_named(work, one) for one in weighed(work, [known.get(name) for name in (base, *others)]))
    seeing, saying = st.columns([4, 7], gap="small")
    with seeing:
        right = _right(rest)
        show_sides(work, held, right, phase)
    columns = (held, *rest)
    with saying:
        show_phase(work, columns, phase)
    show_ahead(work, columns)
    show_course(work, columns)
    show_by_phase(work, columns)
    _idle(rest)


def _asked(work: Workspace, known: dict[str, Scenario]) -> tuple[str, list[str]]:
    """The base (empty for the plan as it is) and the scenarios held against it, carried by the address."""
    names = {"": AS_IT_IS, **{key: scenario.name for key, scenario in known.items()}}
    left, right = st.columns([1, 2], gap="small")
    was = workspace.remembered("base", "")
    base = left.selectbox(
        "Base",
        list(names),
        index=list(names).index(was) if was in names else 0,
        format_func=names.__getitem__,
        key=f"scenarios.base.{work.operation}",
    )
    workspace.remember("base", base)
    choices = [key for key in names if key != base]
    wanted = [key for key in workspace.remembered("against", "").split(",") if key in choices]
    first = wanted or [key for key in choices if key][:MOST]
    others = right.multiselect(
        "Held against it",
        choices,
        default=first,
        max_selections=MOST,
        format_func=names.__getitem__,
        key=f"scenarios.against.{work.operation}.{base}.{len(choices)}",
    )
    workspace.remember("against", ",".join(others))
    return base, others


def _named(work: Workspace, one: Weighed) -> Weighed:
    """The same; a scenario that is not saved as it is shown says so in its name."""
    draft = drafted(work)
    if draft is None or one.scenario != draft.scenario or work.plan.find(draft.scenario.id) == draft.scenario:
        return one
    return replace(one, scenario=replace(draft.scenario, name=f"{draft.scenario.name} (draft)"))


def _right(others: list[Weighed]) -> Weighed:
    """The scenario shown right of the divider."""
    if len(others) == 1:
        return others[0]
    by_id = {str(one.scenario.id) if one.scenario else "": one for one in others}
    chosen = st.selectbox(
        "Right of the divider", list(by_id), format_func=lambda key: by_id[key].name, key="scenarios.right"
    )
    return by_id.get(chosen, others[0])


def _idle(others: list[Weighed]) -> None:
    """Changes that found nothing to act on."""
    rows = [
        {"Finding": found.message, "What to do": found.remedy or ""} for one in others for found in one.outlook.findings
    ]
    if rows:
        st.header("Changes left out", anchor=False)
        show_table(rows, about="Changes left out", sentences=True)
