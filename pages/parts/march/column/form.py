"""The form of a convoy: who, from where to where, when by local clocks, by what rules it marches."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.model import Plan, Via, Waypoint
from pages.look.clock import comes_twice
from pages.look.remark import show_remark
from pages.parts.force.editing import is_choice, names_in
from pages.parts.force.leaves import Leaf, Row
from pages.parts.march.column.drafting import CONVOYS, MOMENTS

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

ENDS: tuple[tuple[str, ...], ...] = (("name", "organisation"), ("origin", "destination"))
ABOVE: tuple[tuple[str, ...], ...] = (
    ("departs_at", "ready_at", "deadline_at"),
    ("priority", "task", "escort_teams"),
)
BELOW: tuple[tuple[str, ...], ...] = (
    ("corridor", "profile"),
    ("commander", "radio", "movement_number"),
    ("vehicle_count", "vehicle_gap_m", "is_fixed"),
)
"""Lines of the form: what everybody gives, and what is said beside it."""
_NONE: Mapping[str, str] = {
    "corridor": "moves under none",
    "profile": "the first standard one",
    "vehicle_count": "not reported",
}
_HELP: Mapping[str, str] = {
    "ready_at": "Before this the head cannot leave. Empty: it is ready when it departs.",
    "deadline_at": "When the last vehicle must be in. Empty: no bound.",
    "is_fixed": "Announced times stay as they are when movements are planned anew. A notification is no approval.",
    "vehicle_count": "What was reported. The rows of the column count where there are any.",
    "escort_teams": "How many escort teams drive with it.",
    "profile": "Doctrine of density, gaps, halts and pace; to be changed under Catalogue.",
}
_LEAVES: Mapping[str, Leaf] = {leaf.path: leaf for leaf in CONVOYS.leaves}


def ask_form(plan: Plan, cells: Mapping[str, Any], via: tuple[Via, ...], key: str) -> tuple[Row, tuple[Via, ...]]:
    """The cells of the form and the places led over as they are filled in; `plan` holds all that can be chosen."""
    said = dict(cells)
    for line in ENDS:
        said |= _ask_line(plan, said, line, key)
    if not (plan.sites or plan.crossings):
        st.info("This operation has no places yet. Draw or type sites and crossings under Sectors, or load them.")
    over = _ask_via(plan, via, key)
    for line in ABOVE:
        said |= _ask_line(plan, said, line, key)
    _say_clocks(plan, said)
    with st.expander("Who leads it, and how it marches"):
        for line in BELOW:
            said |= _ask_line(plan, said, line, key)
        said |= {"cargo": _ask(st.container(), plan, _LEAVES["cargo"], said.get("cargo"), key)}
    return said, over


def _ask_via(plan: Plan, via: tuple[Via, ...], key: str) -> tuple[Via, ...]:
    """Over what the convoy is led, in the order chosen; places on the road that the plan does not know can be left."""
    known: dict[str, Via] = {_key_of(one): one for one in (*via, *_places(plan))}
    chosen = st.multiselect(
        "Via, in this order",
        list(known),
        default=[_key_of(one) for one in via],
        format_func=lambda one: _via_words(plan, known[one]),
        placeholder="straight there",
        key=f"{key}.via",
    )
    return tuple(known[one] for one in chosen)


def _ask_line(plan: Plan, said: Mapping[str, Any], line: tuple[str, ...], key: str) -> dict[str, Any]:
    places = st.columns(len(line), gap="small")
    return {
        path: _ask(place, plan, _LEAVES[path], said.get(path), key) for place, path in zip(places, line, strict=True)
    }


def _ask(place: "DeltaGenerator", plan: Plan, leaf: Leaf, cell: Any, key: str) -> Any:
    said: dict[str, Any] = {"key": f"{key}.{leaf.path}", "help": _HELP.get(leaf.path)}
    if is_choice(leaf):
        return _ask_choice(place, plan, leaf, cell, said)
    if leaf.kind is datetime:
        asked = place.datetime_input(leaf.label, _to_minute(cell), format="DD/MM/YYYY", step=300, **said)
        return cell if asked == _to_minute(cell) else asked
    if leaf.kind in {int, float}:
        # an impossible number is kept as typed, and told below in words
        return place.number_input(leaf.label, value=cell, step=leaf.kind(1), placeholder=_NONE.get(leaf.path), **said)
    return place.text_input(leaf.label, cell or "", **said).strip() or None


def _ask_choice(place: "DeltaGenerator", plan: Plan, leaf: Leaf, cell: Any, said: Mapping[str, Any]) -> Any:
    names = names_in(plan, leaf)
    options, choose = list(names), partial(place.selectbox, leaf.label, format_func=names.__getitem__, **said)
    clear = bool(leaf.homes)
    # a place has to be given, and is not guessed; a word of a vocabulary always says something
    index = options.index(str(cell)) if cell in options else None if clear else 0
    return choose(options, index=index, placeholder=_NONE.get(leaf.path, "choose"))


def _to_minute(cell: datetime | None) -> datetime | None:
    return cell and cell.replace(second=0, microsecond=0)


def _say_clocks(plan: Plan, said: Mapping[str, Any]) -> None:
    """Whose clocks the times are by, and which of them come twice."""
    twice = [said[path] for path in MOMENTS if said[path] is not None and comes_twice(said[path], plan.time_zone)]
    told = f"Times are those of {plan.time_zone}."
    for here in twice:
        told += f" Clocks are put back then: {here:%-d %b %H:%M} comes twice, and the earlier is meant."
    show_remark(told)


def _places(plan: Plan) -> tuple[Via, ...]:
    return (*(crossing.id for crossing in plan.crossings), *(site.id for site in plan.sites))


def _key_of(via: Via) -> str:
    return f"{via.point.x},{via.point.y},{via.name or ''}" if isinstance(via, Waypoint) else str(via)


def _via_words(plan: Plan, via: Via) -> str:
    if isinstance(via, Waypoint):
        return via.name or f"place on the road, {via.point.y:.4f} N {via.point.x:.4f} E"
    return str(getattr(plan.get(via), "name", via))
