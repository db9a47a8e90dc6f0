"""Corners by keyboard: the chosen shape's, a new one's, and the next one of what is being drawn."""

import secrets

import streamlit as st

from geo import coordinates
from geo.coordinates import Form
from geo.errors import GeometryError
from pages.parts.desk import pencil
from pages.state.corners import corner_count, corners_told, shape_of_text
from pages.state.draft import Sketch
from pages.state.nouns import NOUNS, Drawable, kind_of, shape_of
from pages.state.workspace import Workspace
from pages.web.safe import md

MOST_LISTED = 2000
FORM_OF = {"area": "area", "line": "line", "point": "point"}


def ask_place() -> None:
    """A position to put the next corner at, or the chosen one, and the button that does."""
    with st.form("desk.place", border=False, clear_on_submit=True):
        text_at, put = st.columns([3, 2], vertical_alignment="bottom")
        text = text_at.text_input(
            "Position: MGRS, UTM or degrees", placeholder="36R XV 38625 88156", key="desk.place.text"
        )
        if put.form_submit_button("Put a corner here", width="stretch"):
            try:
                point = coordinates.parse(text)
            except GeometryError as error:
                st.error(md(error), icon=":material/error:")
                return
            pencil.put_corner(point.x, point.y)
            st.rerun(scope="fragment")


def ask_corners(work: Workspace, record: Drawable | None, kind: str) -> None:
    """The corners of the chosen record, or of a new one of a kind, as text."""
    shape = shape_of(record) if record else None
    key = f"{record.id if record else kind}.{pencil.token_of(work)}"
    form = st.segmented_control(
        "Written as", list(Form), default=Form.DEGREES, key=f"desk.notation.{key}", format_func=lambda f: f.value
    )
    listed = {} if shape is None or corner_count(shape) > MOST_LISTED else corners_told(shape, form or Form.DEGREES)
    if shape is not None and not listed:
        st.markdown("It has holes, parts or very many corners: change it on the map, or load it from a file.")
        return
    words = NOUNS[kind].words
    text = st.text_area(
        "Corners, one to a line: MGRS, UTM, or degrees with letters; bare numbers are longitude, then latitude",
        "\n".join(listed),
        height=150,
        placeholder="36R XV 38625 88156\n31.52 N, 34.46 E\n34.46, 31.52",
        key=f"desk.corners.{key}.{form}",
    )
    if st.button(f"Move the {words} to these corners" if record else f"Add a {words} with these corners"):
        try:
            made = shape_of_text(text, FORM_OF[NOUNS[kind].shape], pencil.ground_of(work), listed)
        except GeometryError as error:
            st.error(md(error), icon=":material/error:")
            return
        record_id = record.id if record else _fresh_id()
        sketch = Sketch(kind_of(record) if record else kind, made)
        work.keep_draft(work.draft.with_shapes({record_id: sketch}).handed_out())
        pencil.choose(record_id)
        st.rerun(scope="fragment")


def _fresh_id() -> str:
    """An id for a record whose corners were typed; others may be typing one at the same time."""
    return f"drawn-{secrets.token_hex(8)}"
