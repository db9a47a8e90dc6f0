"""A convoy on its way: which one is looked at, its route, its column, and the strip of a part of it."""

from dataclasses import dataclass
from hashlib import sha256

import streamlit as st

from data.model import Convoy, NoRoute, Plan, Route
from pages.parts.march.assuming import Assumed
from pages.state import answers, workspace
from pages.state.workspace import Workspace
from routing.columns import Column
from routing.errors import RoutingError
from routing.march.strip import Strip, Whose
from routing.march.table import MarchTable, march_table
from routing.standing import convoy_question

NEW = "new"
"""What the address names in the place of a convoy while a new one is built."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ride:
    """A convoy with its route and its march table; `key` names what they were worked out from."""

    convoy: Convoy
    route: Route
    table: MarchTable
    assumed: Assumed
    key: str

    @property
    def column(self) -> Column:
        """Where the column is at any moment."""
        return self.table.column


Found = Ride | NoRoute | str
"""A convoy on its way; what stands in it, or why it cannot be asked."""


def choose_convoy(work: Workspace) -> Convoy | None:
    """Ask which convoy is looked at; the address remembers it. None is a new one."""
    convoys = {str(c.id): c for c in sorted(work.plan.convoys, key=lambda c: (c.departs_at, c.id))}
    remembered = workspace.remembered("convoy", "") or next(iter(convoys), NEW)
    ids = [*convoys, *([NEW] if remembered == NEW or not convoys else [])]
    if remembered not in ids:
        st.warning("The convoy looked at is not in the plan any more; somebody took it out. Another is shown.")
    chosen = st.selectbox(
        "Convoy",
        ids,
        index=ids.index(remembered) if remembered in ids else 0,
        format_func=lambda one: convoys[one].name if one in convoys else "New convoy, not saved",
        key=f"convoy.chosen.{workspace.held('convoy.looked')}",
    )
    workspace.remember("convoy", chosen)
    return convoys.get(chosen)


def look_at(convoy_id: str, news: str) -> None:
    """Look at another convoy, or with an empty id at the first, and say what was brought about."""
    workspace.remember("convoy", convoy_id)
    workspace.hold("convoy.looked", str(int(workspace.held("convoy.looked") or 0) + 1))
    workspace.tell(news)


def ride_of(work: Workspace, convoy: Convoy, assumed: Assumed, plan: Plan | None = None) -> Found:
    """The convoy on its way; what stands in it, or why it cannot be asked.

    A `plan` is one that holds the convoy as it is drafted.
    """
    if work.index is None:
        return "The roads of this operation are not on this machine; load them under Data."
    held = plan or work.plan
    drafted = "" if plan is None else f"|{sha256(repr(convoy).encode()).hexdigest()[:20]}"
    try:
        question = convoy_question(held, convoy, assumed.terms(convoy.departs_at))
        key = f"{work.key}|{convoy.id}|{assumed.roads.value}|{assumed.limits.value}{drafted}"
        found = answers.route(key, work.index, held, question)
    except RoutingError as refusal:
        return str(refusal)
    if isinstance(found, NoRoute):
        return found
    table = march_table(work.index, held, convoy, found, waiting=assumed.waits)
    return Ride(convoy=convoy, route=found, table=table, assumed=assumed, key=f"{key}|{assumed.waits.value}")


def strip_for(work: Workspace, ride: Ride, part: Whose) -> Strip:
    """The strip of a part of the column."""
    assert work.index is not None  # noqa: S101  # a ride has roads
    return answers.strip(f"{ride.key}|{part}", work.index, work.plan, (ride.route, ride.table), part)
