"""Answers about the movement of a day, kept by what they were worked out from."""

import streamlit as st

from data.model import Plan
from pages.state import movement_seen as seen
from pages.state.movement_seen import Seen
from routing.convoys.asked import MovementAsked
from routing.convoys.gate import Accepted, conflicts
from routing.convoys.laid import Laid
from routing.convoys.laying import laid_out
from routing.index import NetworkIndex
from routing.replay.violation import Violation


@st.cache_resource(show_spinner="Laying the convoys of the day out …", max_entries=10)
def movement(key: str, _index: NetworkIndex, _plan: Plan, _asked: MovementAsked) -> Laid:
    """The movement of a day; `key` names operation, revision and what is asked."""
    return laid_out(_index, _plan, _asked)


@st.cache_resource(show_spinner=False, max_entries=10)
def saved(key: str, _index: NetworkIndex, _laid: Laid) -> Seen:
    """The movement as the plan has it; `key` names what it was laid out from."""
    return seen.as_saved(_index, _laid)


@st.cache_resource(show_spinner="Driving every vehicle of the day …", max_entries=10)
def conflicts_of(key: str, _laid: Laid) -> tuple[Violation, ...]:
    """What the movement as saved breaks; `key` names what it was laid out from."""
    return conflicts(_laid)


@st.cache_resource(show_spinner=False, max_entries=10)
def proposed(key: str, _index: NetworkIndex, _accepted: Accepted) -> Seen:
    """A schedule that passed the gate; `key` names what it was laid out from, and the schedule."""
    return seen.as_proposed(_index, _accepted)
