"""The desk for one convoy: its way on the map, and one view of it at a time beside that."""

from collections.abc import Callable
from enum import StrEnum

import streamlit as st

from data.model import Convoy, NoRoute
from pages.map.layers import Layer
from pages.parts import extent
from pages.parts.convoys import blockers
from pages.parts.march import handing_out, layers, protection
from pages.parts.march.assuming import Assumed, ask_assumed
from pages.parts.march.column import view as column
from pages.parts.march.otherways import view as otherways
from pages.parts.march.ride import Found, Ride, choose_convoy, ride_of
from pages.parts.march.times import view as times
from pages.parts.march.underway import view as underway
from pages.parts.plan_map import show_plan_map
from pages.state import workspace
from pages.state.workspace import Workspace
from pages.web.safe import md


class View(StrEnum):
    """What is looked at of a convoy."""

    COLUMN = "Column"
    TIMES = "Times"
    PROTECTION = "Protection"
    UNDER_WAY = "Under way"
    OTHER_WAYS = "Other ways"
    HANDING_OUT = "Hand out"


VIEWS: dict[View, Callable[[Workspace, Ride], tuple[Layer, ...]]] = {
    View.PROTECTION: protection.show,
    View.UNDER_WAY: underway.show,
    View.OTHER_WAYS: otherways.show,
    View.HANDING_OUT: handing_out.show,
}
"""What shows a view of a convoy on its way, and gives what the map shows beside it."""
ALWAYS: dict[View, Callable[[Workspace, Convoy | None, Found, Assumed], tuple[Layer, ...]]] = {
    View.COLUMN: column.show,
    View.TIMES: times.show,
}
"""The same for views that need no way: of a convoy whose way is blocked, and of one that is not saved yet."""


def show_desk(work: Workspace) -> None:
    """One view of a convoy on one side, the map that belongs to it on the other."""
    telling, seeing = st.columns([3, 2], gap="small")
    with telling:
        chosen, assuming = st.columns([3, 2], gap="small", vertical_alignment="bottom")
        with chosen:
            convoy = choose_convoy(work)
        with assuming:
            assumed = ask_assumed()
        found = "" if convoy is None else ride_of(work, convoy, assumed)
        shown = _shown(work, convoy, found, assumed)
    with seeing:
        around = extent.around([found.route.line]) if isinstance(found, Ride) else None
        show_plan_map(work, shown, key="convoy.map", view=around)


def _shown(work: Workspace, convoy: Convoy | None, found: Found, assumed: Assumed) -> tuple[Layer, ...]:
    view = View.COLUMN if convoy is None else _ask_view()
    if view in ALWAYS:
        return ALWAYS[view](work, convoy, found, assumed)
    return VIEWS[view](work, found) if isinstance(found, Ride) else _no_way(work, found)


def _ask_view() -> View:
    views = [view for view in View if view in {*ALWAYS, *VIEWS}]
    remembered = workspace.remembered("view", View.PROTECTION.value)
    view: View | None = st.segmented_control(
        "View",
        views,
        default=View(remembered) if remembered in views else View.PROTECTION,
        label_visibility="collapsed",
        key="convoy.view",
    )
    workspace.remember("view", (view or View.PROTECTION).value)
    return view or View.PROTECTION


def _no_way(work: Workspace, found: NoRoute | str) -> tuple[Layer, ...]:
    if isinstance(found, str):
        st.warning(md(found))
    else:
        st.warning(md(f"There is no way through: {blockers(found)}."))
        st.markdown(md(found.message))
    return layers.situation(work, work.moment)
