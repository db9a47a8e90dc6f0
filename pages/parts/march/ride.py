"""A convoy on its way: which one is looked at, its route, its column, and the strip of a part of it."""

from dataclasses import dataclass

import streamlit as st

from data.model import Convoy, NoRoute, Route
from pages.parts.route_asking import UNKNOWN_WORDS
from pages.state import answers, workspace
from pages.state.workspace import Workspace
from routing.columns import Column
from routing.errors import RoutingError
from routing.march.strip import Part, Strip
from routing.march.table import MarchTable, march_table
from routing.question import Terms, UnknownPolicy
from routing.standing import convoy_question


@dataclass(frozen=True, kw_only=True, eq=False)
class Ride:
    """A convoy with its route and its march table; `key` names what they were worked out from."""

    convoy: Convoy
    route: Route
    table: MarchTable
    key: str

    @property
    def column(self) -> Column:
        """Where the column is at any moment."""
        return self.table.column


def choose_convoy(work: Workspace) -> Convoy | None:
    """Ask which convoy is looked at; the address remembers it."""
    convoys = {str(c.id): c for c in sorted(work.plan.convoys, key=lambda c: (c.departs_at, c.id))}
    if not convoys:
        st.info("The plan has no convoy yet.")
        return None
    remembered = workspace.remembered("convoy", next(iter(convoys)))
    ids = list(convoys)
    chosen = st.selectbox(
        "Convoy",
        ids,
        index=ids.index(remembered) if remembered in convoys else 0,
        format_func=lambda one: convoys[one].name,
        key="convoy.chosen",
    )
    workspace.remember("convoy", chosen)
    return convoys[chosen]


def ask_unknown() -> UnknownPolicy:
    """Ask what to make of roads of which nobody knows."""
    asked: UnknownPolicy | None = st.selectbox(
        "Unknown roads",
        list(UnknownPolicy),
        index=list(UnknownPolicy).index(UnknownPolicy.CAUTION),
        format_func=lambda policy: UNKNOWN_WORDS[policy],
        key="convoy.unknown",
    )
    return asked or UnknownPolicy.CAUTION


def ride_of(work: Workspace, convoy: Convoy, unknown: UnknownPolicy) -> Ride | NoRoute | str:
    """The convoy on its way; what stands in it, or why it cannot be asked."""
    if work.index is None:
        return "The roads of this operation are not on this machine; load them under Data."
    try:
        question = convoy_question(work.plan, convoy, Terms(at=convoy.departs_at, unknown=unknown))
        key = f"{work.key}|{convoy.id}|{unknown.value}"
        found = answers.route(key, work.index, work.plan, question)
    except RoutingError as refusal:
        return str(refusal)
    if isinstance(found, NoRoute):
        return found
    return Ride(convoy=convoy, route=found, table=march_table(work.index, work.plan, convoy, found), key=key)


def strip_for(work: Workspace, ride: Ride, part: Part) -> Strip:
    """The strip of a part of the column."""
    assert work.index is not None  # noqa: S101  # a ride has roads
    return answers.strip(f"{ride.key}|{part.value}", work.index, work.plan, (ride.route, ride.table), part)
