"""The desk for the order of sectors: what is assumed, the search, the sectors along time, and why."""

from dataclasses import dataclass

import streamlit as st

from data.model import Plan
from pages.look import looks
from pages.look.legend import show_legend
from pages.parts.clock import over_time, player
from pages.parts.order import answer, drafted
from pages.parts.order.assuming import assume
from pages.parts.order.holding import hold_by_hand
from pages.parts.order.searching import show_search
from pages.parts.order.timeline import moment_in, show_states, wish
from pages.parts.plan_map import map_key, show_plan_map
from pages.parts.record import choosing
from pages.parts.record.note_signs import note_signs
from pages.state import answers, choice, workspace
from pages.state.ordering import Assumed, Ground, Why, Worked, weigh_otherwise, why, work_out
from pages.state.working import Working
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.coverage import coverage_by_phase
from routing.force.layout import Standards
from routing.force.tradeoffs import Weighed

MAP = "sequence.map"


@dataclass(kw_only=True)
class Desk:
    """What a session has on its desk: assumptions, the search, its last answer, and what was asked of that."""

    assumed: Assumed
    search: Working[Worked] | None = None
    worked: Worked | None = None
    whys: dict[int, Working[Why]]
    weighed: Working[tuple[Weighed, ...]] | None = None
    fault: str = ""


def show_desk(work: Workspace) -> None:
    """Map and timeline side by side, assumptions beneath."""
    if not work.plan.phases or not work.plan.sectors:
        st.info("An order of sectors needs at least one phase and one sector; add them under Sectors.")
        return
    choosing.take(work, map_key(work, MAP))
    player.follow(work, key=MAP)
    desk: Desk = workspace.kept(f"order.{work.operation}", lambda: Desk(assumed=Assumed(), whys={}))
    _gather(desk)
    drafted.show_draft(work)
    seen, told = st.columns([2, 3], gap="small")
    below = st.container()
    with below:
        _assumptions(work, desk)
    with told:
        _search(work, desk)
        _timeline(work, desk)
        _chosen(work, desk)
        _outcome(work, desk)
    with seen, st.container(key="sequence-map"):
        _map(work, desk)


def _gather(desk: Desk) -> None:
    """Take over what a search has found."""
    if desk.search is None or desk.search.is_running:
        return
    desk.fault = desk.search.fault
    if desk.search.found is not None:
        desk.worked = desk.search.found
        for asked in desk.whys.values():
            asked.stop()
        if desk.weighed is not None:
            desk.weighed.stop()
        desk.whys, desk.weighed = {}, None
    desk.search = None


def _shown(work: Workspace, desk: Desk) -> Plan:
    """The plan as the order has it; as saved where there is none, or the plan has gone on since."""
    worked = desk.worked
    return worked.ordered if worked and worked.ordered and not _is_overtaken(work, worked) else work.plan


def _is_overtaken(work: Workspace, worked: Worked) -> bool:
    """Whether the plan is neither what the order was worked out from nor what it came to."""
    return work.plan not in (worked.stored.plan, worked.ordered)


def _behind(work: Workspace, desk: Desk) -> str:
    """What has gone on since the answer; nothing when it still stands."""
    if desk.worked is None:
        return ""
    if _is_overtaken(work, desk.worked):
        return (
            f"The plan was changed since: this order was worked out from revision {desk.worked.stored.seq}, the plan "
            f"is at {work.seq}. Timeline and map show the plan as saved. Work out the order again."
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
    if work.index is None:
        st.warning("The roads of this operation are not on this machine; load them under Data.", icon=":material/help:")
    if desk.fault:
        st.error(md(desk.fault), icon=":material/error:")
    if desk.worked:
        with st.container(key=_key(work, desk, "quality")):
            answer.show_quality(desk.worked, _behind(work, desk))
            _take_over(work, desk, desk.worked)


def _take_over(work: Workspace, desk: Desk, worked: Worked) -> None:
    """The button that makes the order a draft of the plan."""
    if worked.ordered is None or drafted.drafted(work) is worked:
        return
    if worked.ordered == work.plan:
        st.markdown("This order is what is saved in the plan.")
        return
    is_behind = bool(_behind(work, desk)) or desk.search is not None
    if st.button("Take over as a draft", key="sequence.take", disabled=is_behind, width="stretch"):
        drafted.draft_order(work, worked)
        st.rerun()


def _key(work: Workspace, desk: Desk, name: str) -> str:
    """The name of a part that is dimmed while its answer is behind."""
    is_behind = desk.worked is not None and bool(_behind(work, desk) or desk.search)
    return f"sequence-{name}{'-behind' if is_behind else ''}"


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


def _timeline(work: Workspace, desk: Desk) -> None:
    """Sectors along time, under words that say whether this is the order or the plan."""
    plan = _shown(work, desk)
    if plan == work.plan:
        told = "The plan as saved." if desk.worked else "The plan as saved; no order was worked out yet."
    else:
        told = "The order as worked out, **not saved**."
    st.markdown(f"{told} Pick a bar: the map goes to that sector on that day, and it is told why.")
    with st.container(key=_key(work, desk, "board")):
        show_states(work, plan, "Sectors along time")
    show_legend(looks.SECTORS.values())


def _chosen(work: Workspace, desk: Desk) -> None:
    """Why the chosen sector starts when it does; looked for as soon as it is chosen."""
    if desk.worked is None or desk.worked.order.value is None or _is_overtaken(work, desk.worked):
        return
    row = answer.row_of(desk.worked, choice.chosen())
    if row is None:
        return
    if row not in desk.whys:
        _ask_why(desk, desk.worked, row)
    with st.container(border=True, key=_key(work, desk, "why")):
        st.header("Why", anchor=False)
        answer.show_why(desk.worked, row, work.phase, desk.whys[row])


def _ask_why(desk: Desk, worked: Worked, row: int) -> None:
    """Look for reasons; those of sectors nobody looks at any more are given up."""
    running = [other for other, search in desk.whys.items() if search.is_running]
    for other in running:
        desk.whys.pop(other).stop()
    desk.whys[row] = Working(lambda progress: why(worked, row, progress))


def _outcome(work: Workspace, desk: Desk) -> None:
    worked = desk.worked
    if worked is None:
        return
    with st.container(key=_key(work, desk, "worth")):
        with st.expander("What it is worth, and what changes"):
            answer.show_worth(worked)
        if worked.order.value is not None:
            with st.expander("What each weight costs", expanded=desk.weighed is not None):
                if answer.show_weighed(worked, desk.weighed):
                    desk.weighed = Working(lambda progress: weigh_otherwise(worked, progress))
                    st.rerun()
        with st.expander("What it leaves out, takes for true and does not count"):
            answer.show_left_out(worked)


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
    """Every phase as the order has it, at the day picked; the clock on the map plays it."""
    plan, at = _shown(work, desk), moment_in(work)
    layers = (*over_time.areas(plan), *over_time.status(plan, coverage_by_phase(plan)), note_signs(plan))
    tools = player.phases_alone(work, plan, at, wish(), key=MAP)
    show_plan_map(work, layers, key=MAP, tools=tools)
