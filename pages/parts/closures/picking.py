"""Roads and bridges picked on the map or by position, each whole between its junctions."""

import streamlit as st
from shapely import Point

from data.model import Crossing, Passability, Site
from geo import coordinates
from geo.errors import PassageError
from pages.look import looks
from pages.look.table import Looking, show_table
from pages.look.words import kilometres
from pages.map.layers import Layer, MapFeature
from pages.map.view import MapEvent
from pages.parts.record import choosing
from pages.state import workspace
from pages.state.picks import Pick, toggled
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.index import NetworkIndex
from routing.nearby import RoadAt, reported, road_at

NEAR_M = 250.0


def take_click(work: Workspace, event: MapEvent) -> None:
    """Pick the road of a new click, or let go of it when it was picked; a click on a place picks no road.

    Before the first click the place chosen on another page stands for one.
    """
    placed = choosing.with_place(work, event)
    if placed.clicked is None or not workspace.is_new("closures.click", f"{placed.count} {placed.clicked}"):
        return
    on = work.plan.find(placed.object_id) if placed.object_id else None
    if work.index is not None and not isinstance(on, Site | Crossing):
        _pick(work, work.index, Point(placed.clicked), again=event.clicked is not None)


def roads(work: Workspace) -> tuple[RoadAt, ...]:
    """The roads picked, in the order of the clicks."""
    if work.index is None:
        return ()
    return tuple(road_at(work.index, Point(pick.lon, pick.lat)) for pick in work.picks)


def layer(picked: tuple[RoadAt, ...]) -> Layer:
    """The roads picked, whole between their junctions."""
    return Layer(
        name="Picked",
        features=[
            MapFeature(id="", geometry=road.line, look=looks.PICKED, label=called(road), tooltip=(called(road),))
            for road in picked
        ],
    )


def called(road: RoadAt) -> str:
    """What a road is called, and whether it is a bridge."""
    name = road.name or "road without a name"
    return f"Bridge: {name}" if road.is_bridge else name


def show_picked(work: Workspace, picked: tuple[RoadAt, ...]) -> None:
    """What was picked and what is reported of it now; letting go of some; picking one by its position."""
    if work.index is None:
        return
    if not picked:
        st.markdown("Click roads or bridges on the map; click again to let one go.")
    else:
        show_table([_row(work, work.index, road) for road in picked], about="Roads and bridges picked")
        kept = st.multiselect(
            "Picked",
            [road.segment for road in picked],
            default=[road.segment for road in picked],
            format_func={road.segment: f"{n}  {called(road)}" for n, road in enumerate(picked, 1)}.__getitem__,
            key=f"closures.kept.{[road.segment for road in picked]}",
            label_visibility="collapsed",
        )
        if len(kept) < len(picked):
            work.keep_picks(tuple(pick for pick in work.picks if pick.segment in kept))
            st.rerun(scope="fragment")
    _ask_position(work, work.index)


def _row(work: Workspace, index: NetworkIndex, road: RoadAt) -> dict[str, str | Looking]:
    now = reported(index, work.plan, road.segment, work.moment)
    told = now.passability.value if now.passability is not Passability.UNKNOWN else "unknown: no report that holds"
    return {
        "Road or bridge": called(road),
        "Length": kilometres(road.length_m),
        "Reported now": Looking(looks.STATUS[now.passability], f"{told}, in part" if now.in_part else told),
    }


def _ask_position(work: Workspace, index: NetworkIndex) -> None:
    with st.form("closures.position", border=False, clear_on_submit=True):
        text_at, add = st.columns([3, 2], vertical_alignment="bottom")
        text = text_at.text_input("Or a position on it (MGRS, UTM, degrees)", key="closures.position.text")
        if add.form_submit_button("Pick this road", width="stretch"):
            try:
                place = coordinates.parse(text)
            except PassageError as error:
                st.error(md(error), icon=":material/error:")
                return
            if _pick(work, index, place, again=False):
                st.rerun(scope="fragment")


def _pick(work: Workspace, index: NetworkIndex, place: Point, *, again: bool) -> bool:
    """Pick the road at a place; `again` lets go of one that is picked already."""
    try:
        road = road_at(index, place, NEAR_M)
    except PassageError as error:
        st.error(md(error), icon=":material/error:")
        return False
    pick = Pick(segment=road.segment, lon=road.point.x, lat=road.point.y)
    if again or all(known.segment != road.segment for known in work.picks):
        work.keep_picks(toggled(work.picks, pick))
    return True
