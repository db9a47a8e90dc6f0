"""The desk for one convoy: its way on the map, and one view of it at a time beside that."""

from collections.abc import Callable
from enum import StrEnum

import streamlit as st

from data.model import Convoy, NoRoute
from pages.map.layers import Layer
from pages.parts import extent
from pages.parts.convoys import blockers
from pages.parts.march import layers, protection
from pages.parts.march.ride import Ride, ask_unknown, choose_convoy, ride_of
from pages.parts.plan_map import show_plan_map
from pages.state import workspace
from pages.state.workspace import Workspace
from pages.web.safe import md


class View(StrEnum):
    """What is looked at of a convoy."""

    PROTECTION = "Protection"


VIEWS: dict[View, Callable[[Workspace, Ride], tuple[Layer, ...]]] = {View.PROTECTION: protection.show}
"""What shows a view of a convoy on its way, and gives what the map shows beside it."""


def show_desk(work: Workspace) -> None:
    """One view of a convoy on one side, the map that belongs to it on the other."""
    telling, seeing = st.columns([3, 2], gap="small")
    with telling:
        convoy, view, ride = _asked(work)
        if convoy is None:
            return
        shown = VIEWS[view](work, ride) if isinstance(ride, Ride) else _no_way(work, ride)
    with seeing:
        around = extent.around([ride.route.line]) if isinstance(ride, Ride) else None
        show_plan_map(work, shown, key="convoy.map", view=around)


def _asked(work: Workspace) -> tuple[Convoy | None, View, Ride | NoRoute | str]:
    chosen, unknown = st.columns(2, gap="small", vertical_alignment="bottom")
    with chosen:
        convoy = choose_convoy(work)
    if convoy is None:
        return None, View.PROTECTION, ""
    with unknown:
        policy = ask_unknown()
    return convoy, _ask_view(), ride_of(work, convoy, policy)


def _ask_view() -> View:
    views = list(VIEWS)
    if len(views) == 1:
        return views[0]
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
