"""The panel beside the map: choose a record, change what is said of it, type its corners."""

from collections.abc import Sequence

import streamlit as st
from shapely import LineString, MultiPolygon, Point, Polygon

from data.model import Plan
from geo import coordinates
from geo.coordinates import Form
from geo.errors import GeometryError
from geo.measure import WGS84
from geo.repair import area_m2
from pages.look.words import kilometres
from pages.map.drawing import DrawnKind
from pages.parts.desk import pencil
from pages.parts.desk.corners import ask_corners, ask_place
from pages.parts.desk.form import ask_form
from pages.parts.leave import why_not
from pages.parts.record.being_changed import show_editor
from pages.state import workspace
from pages.state.draft import Geometry
from pages.state.nouns import NOUNS, Drawable, drawn_records, kind_of, shape_of
from pages.state.workspace import Workspace

SQUARE_KM_M2 = 1e6


def panel(work: Workspace, plan: Plan, kinds: Sequence[DrawnKind], *, open_form: bool) -> None:
    """Choose a record of these kinds and change it; on a page with much else to read the form is folded away.

    Who has no leave to draw chooses and looks.
    """
    if why_not(work):
        record = _choose(work, plan, kinds)
        if record is not None:
            st.markdown(f"**{size_told(shape_of(record))}**")
        return
    choice, change = st.columns(2, vertical_alignment="bottom", gap="small")
    with choice:
        record = _choose(work, plan, kinds)
    if open_form:
        with change:
            kind = _ask_kind(kinds) if record is None else kind_of(record)
        if record is not None:
            _shown(work, plan, record)
        with st.expander("Type its corners, or a position" if record else f"Type a new {NOUNS[kind].words}"):
            _typed(work, record, kind)
        return
    kind = kinds[0].name
    what = f"Change this {NOUNS[kind].words}" if record else f"Type a new {NOUNS[kind].words}"
    with change.popover(what, width="stretch"):
        if record is not None:
            _shown(work, plan, record)
        _typed(work, record, kind)


def size_told(shape: Geometry) -> str:
    """Geodesic area and outline, length, or the place itself, in words."""
    match shape:
        case Polygon() | MultiPolygon():
            around_m = float(WGS84.geometry_length(shape.boundary))
            return f"{area_m2(shape) / SQUARE_KM_M2:,.3f} km², {kilometres(around_m)} around"
        case LineString():
            return f"{kilometres(float(WGS84.geometry_length(shape)))} long"
        case Point():
            return _place_told(shape)


def _place_told(point: Point) -> str:
    degrees = coordinates.told(point)
    try:
        return f"{coordinates.told(point, Form.MGRS)} · {degrees}"
    except GeometryError:
        return degrees


def _choose(work: Workspace, plan: Plan, kinds: Sequence[DrawnKind]) -> Drawable | None:
    names = {
        str(record.id): f"{record.name} ({NOUNS[kind_of(record)].words})" if len(kinds) > 1 else record.name
        for record in drawn_records(plan)
        if kind_of(record) in {kind.name for kind in kinds}
    }
    held, options = workspace.held(pencil.CHOSEN), list(names)
    chosen = st.selectbox(
        "Shape" if len(kinds) > 1 else kinds[0].words.capitalize(),
        options,
        index=options.index(held) if held in names else None,
        format_func=lambda record_id: names.get(record_id, record_id),
        placeholder="Click or choose one",
        label_visibility="collapsed",
        key=f"desk.choice.{pencil.token_of(work)}.{held}",
    )
    if (chosen or "") != (held if held in names else ""):
        pencil.choose(chosen or "", go=True)
        st.rerun(scope="fragment")
    record = plan.find(chosen) if chosen else None
    return record if isinstance(record, Drawable) else None


def _ask_kind(kinds: Sequence[DrawnKind]) -> str:
    words = {kind.name: kind.words for kind in kinds}
    return st.selectbox(
        "Kind of a new one", list(words), format_func=words.__getitem__, label_visibility="collapsed", key="desk.new"
    )


def _shown(work: Workspace, plan: Plan, record: Drawable) -> None:
    show_editor(work, record.id)
    st.markdown(f"**{size_told(shape_of(record))}**")
    ask_form(work, plan, record)


def _typed(work: Workspace, record: Drawable | None, kind: str) -> None:
    ask_place()
    ask_corners(work, record, kind)
