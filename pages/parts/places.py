"""Choosing a place: one of the plan, or a point that was clicked or typed."""

from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from shapely import Point

from data.model import Crossing, Plan, Site
from geo import coordinates
from geo.coordinates import HOW
from geo.errors import GeometryError
from pages.parts.facts import title_of
from pages.state import workspace
from pages.web.safe import md

CHOOSE = "Or choose a place from the list, or click on the map."


@dataclass(frozen=True, slots=True)
class Place:
    """A chosen place: what it is called and where it is."""

    name: str
    point: Point


def choose_place(plan: Plan, label: str, key: str, default: str) -> Place | None:
    """The place chosen under `key`: an id of the plan or a written position; None while there is none."""
    kept = workspace.remembered(key, default)
    ids = [*(str(c.id) for c in plan.crossings), *(str(s.id) for s in plan.sites)]
    options = [*ids, *([kept] if kept and kept not in ids else [])]
    chosen = st.selectbox(
        label,
        options,
        index=options.index(kept) if kept in options else None,
        format_func=lambda record_id: _label(plan, record_id),
        placeholder="Choose a place, or click on the map",
        key=f"place.{key}.{kept}",
        accept_new_options=True,
        help=f"A place of the operation, or a position. {HOW}",
    )
    if chosen and chosen != kept:
        workspace.remember(key, chosen)
        st.rerun()
    if not kept:
        return None
    try:
        return _read(plan, kept)
    except GeometryError as error:
        st.error(md(f"{error} {CHOOSE}"))
        return None


def place_of(plan: Plan, text: str) -> Place | None:
    """The place an id or a written position stands for; None when it stands for none."""
    with suppress(GeometryError):
        return _read(plan, text)
    return None


def _read(plan: Plan, text: str) -> Place:
    record = plan.find(text)
    if isinstance(record, Site | Crossing):
        return Place(title_of(record), record.point)
    point = coordinates.parse(text)
    return Place(coordinates.told(point), point)


def _label(plan: Plan, text: str) -> str:
    record = plan.find(text)
    if isinstance(record, Site):
        return f"{title_of(record)} · {record.kind.value.replace('_', ' ')}"
    if isinstance(record, Crossing):
        return f"{title_of(record)} · crossing"
    return text
