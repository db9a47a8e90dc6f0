"""Choosing a place: one of the plan, or a point that was clicked or typed."""

import re
from dataclasses import dataclass

import streamlit as st
from shapely import Point

from data.model import Crossing, Plan, Site
from pages.parts.facts import title_of
from pages.state import workspace
from pages.web.safe import md

_POINT = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*$")
UNREADABLE = (
    "neither a place of this operation nor a point. Choose a place from the list, click on the map, "
    "or write longitude, then latitude in degrees: 34.46, 31.52"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A chosen place: what it is called and where it is."""

    name: str
    point: Point


def choose_place(plan: Plan, label: str, key: str, default: str) -> Place | None:
    """The place chosen under `key`: an id of the plan or "lon,lat"; None while there is none."""
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
        help="A place of the operation, or longitude, then latitude in degrees, such as 34.46, 31.52",
    )
    if chosen and chosen != kept:
        workspace.remember(key, chosen)
        st.rerun()
    place = place_of(plan, kept)
    if kept and place is None:
        st.error(md(f"“{kept[:80]}” is {UNREADABLE}"))
    return place


def place_of(plan: Plan, text: str) -> Place | None:
    """The place an id or "lon,lat" stands for; None when it stands for none."""
    record = plan.find(text)
    if isinstance(record, Site | Crossing):
        return Place(title_of(record), record.point)
    match = _POINT.match(text)
    if match is None:
        return None
    lon, lat = float(match[1]), float(match[2])
    inside = abs(lon) <= 180 and abs(lat) <= 90  # noqa: PLR2004 - the globe
    return Place(f"{lon:.5f}, {lat:.5f}", Point(lon, lat)) if inside else None


def _label(plan: Plan, text: str) -> str:
    record = plan.find(text)
    if isinstance(record, Site):
        return f"{title_of(record)} · {record.kind.value.replace('_', ' ')}"
    if isinstance(record, Crossing):
        return f"{title_of(record)} · crossing"
    return f"Point {text}" if _POINT.match(text) else text
