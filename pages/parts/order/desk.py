"""The desk for the order of sectors: what is assumed, the search, the board, and why."""

from dataclasses import dataclass, replace

import streamlit as st

from data.model import Plan
from pages.parts import plan_layers
from pages.parts.order import answer
from pages.parts.order.assuming import assume
from pages.parts.order.board import show_states
from pages.parts.order.holding import hold_by_hand
from pages.parts.order.searching import show_search
from pages.parts.plan_map import show_plan_map
from pages.state import answers, choice, workspace
from pages.state.ordering import Assumed, Ground, Why, Worked, Working, why, work_out
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.coverage import coverage_by_phase
from routing.force.layout import Standards


@dataclass(kw_only=True)
class Desk:
    """What a session has on its desk: assumptions, the search, its last answer, and reasons asked for."""

    assumed: Assumed
    search: Working[Worked] | None = None
    worked: Worked | None = None
    whys: dict[int, Working[Why]]
    fault: str = ""


def show_desk(work: Workspace) -> None:
    """Map and board side by side, assumptions beneath."""
    if not work.plan.phases or not work.plan.sectors:
        st.info("An order of sectors needs at least one phase and one sector; add them under Sectors.")
        return
    desk: Desk = workspace.kept(f"order.{work.operation}", lambda: Desk(assumed=Assumed(), whys={}))
    _gather(desk)
    seen, told = st.columns(2, gap="small")
    below = st.container()
    with below:
        _assumptions(work, desk)
    with told:
        _search(work, desk)
        show_states(work, _shown(work, desk), "Sectors by phase")
        _chosen(desk)
        _outcome(work, desk)
    with seen:
        _map(work, desk)


def _gather(desk: Desk) -> None:
    """Take over what a search has found."""
    if desk.search is None or desk.search.is_running:
        return
    desk.fault = desk.search.fault
    if desk.search.found is not None:
        desk.worked = desk.search.found
        for search in desk.whys.values():
            search.stop()
        desk.whys = {}
    desk.search = None


def _shown(work: Workspace, desk: Desk) -> Plan:
    """The plan as the order has it; as saved where there is none."""
    return desk.worked.ordered if desk.worked and desk.worked.ordered else work.plan


def _behind(work: Workspace, desk: Desk) -> str:
    """What has gone on since the answer; nothing when it still stands."""
    if desk.worked is None:
        return ""
    if desk.worked.stored.seq != work.seq:
        return (
            f"Worked out from revision {desk.worked.stored.seq}; the plan is at {work.seq}. Work out the order again."
        )
    if desk.worked.assumed != desk.assumed:
        return "Worked out under other assumptions than those below. Work out the order again."
    return ""


def _search(work: Workspace, desk: Desk) -> None:
    if desk.search is not None:
        show_search(desk.search, "Working out the order …", "sequence.stop")
    elif st.button(
        "Work out the order", key="sequence.begin", type="primary", disabled=work.index is None, width="stretch"
    ):
        _begin(work, desk)
        st.rerun()
    if desk.fault:
        st.error(md(desk.fault), icon=":material/error:")
    if desk.worked:
        answer.show_quality(desk.worked, _behind(work, desk))
    else:
        st.markdown("Not worked out yet. Below are the states as they are saved.")


def _begin(work: Workspace, desk: Desk) -> None:
    if work.index is None:
        return
    assumed, before = desk.assumed, desk.worked
    ground = Ground(
        key=work.key,
        stored=work.stored,
        index=work.index,
        standards=Standards(at=work.now, force_min=assumed.force_min, care_min=assumed.care_min),
        layouts=answers.layouts(),
    )
    desk.fault = ""
    desk.search = Working(lambda progress: work_out(ground, assumed, before, progress))


def _chosen(desk: Desk) -> None:
    """Why the chosen sector starts when it does; looked for as soon as it is chosen."""
    if desk.worked is None or desk.worked.order.value is None:
        return
    row = answer.row_of(desk.worked, choice.chosen())
    if row is not None and row not in desk.whys:
        _ask_why(desk, desk.worked, row)
    with st.container(border=True, key="sequence-why"):
        st.header("Why", anchor=False)
        answer.show_why(desk.worked, desk.whys.get(row) if row is not None else None)


def _ask_why(desk: Desk, worked: Worked, row: int) -> None:
    """Look for reasons; those of sectors nobody looks at any more are given up."""
    running = [other for other, search in desk.whys.items() if search.is_running]
    for other in running:
        desk.whys.pop(other).stop()
    desk.whys[row] = Working(lambda progress: why(worked, row, progress))


def _outcome(work: Workspace, desk: Desk) -> None:
    if desk.worked is None:
        return
    with st.expander("What it is worth, and what it leaves out"):
        answer.show_worth(desk.worked)
    answer.take_over(work, desk.worked, is_behind=bool(_behind(work, desk)) or desk.search is not None)


def _assumptions(work: Workspace, desk: Desk) -> None:
    st.header("What is assumed")
    key = f"order.{work.operation}"
    given, held = st.tabs(["Assumptions, weights and rules", "Held by hand"])
    with given:
        desk.assumed = assume(work.plan, desk.assumed, key)
    with held:
        before = desk.assumed
        desk.assumed = hold_by_hand(work.plan, before, key)
        if desk.assumed != before:
            st.rerun()


def _map(work: Workspace, desk: Desk) -> None:
    """The phase looked at, as the order has it."""
    plan = _shown(work, desk)
    seen = replace(work, stored=replace(work.stored, plan=plan))
    covered = coverage_by_phase(plan)
    in_phase = tuple(one for one in covered if work.phase and one.phase_id == work.phase.id)
    show_plan_map(work, plan_layers.situation(seen, in_phase), key="sequence.map")
