"""Cached answers on one convoy: under way, and other ways; keyed by what they were computed from, as all others."""

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from data.model import Convoy, NoRoute, Plan, Route
from routing.index import NetworkIndex
from routing.march.bypass import Bypass
from routing.march.bypass import bypasses as bypasses_of
from routing.march.holding_back import Held, what_holds_back
from routing.march.situation import Situation, situation_of
from routing.march.strip import Strip
from routing.march.table import MarchTable
from routing.march.timed import TimedQuestion, TimedWay
from routing.march.varying import NearEqual, Varying, near_equal
from routing.question import RouteQuestion
from routing.standing import Answer


@st.cache_resource(show_spinner=False, max_entries=60)
def situation(
    key: str,
    _index: NetworkIndex,
    _plan: Plan,
    _march: tuple[Route, MarchTable, Strip],
    _others: tuple[Mapping[str, Answer], Mapping[str, MarchTable]],
    _at: datetime,
) -> Situation:
    """A convoy under way; `key` names all it was worked out from, and the moment it is looked at."""
    ways, tables = _others
    others = {name: (way, table) for name, table in tables.items() if isinstance(way := ways[name], Route)}
    return situation_of(_index, _plan, _march, others, _at)


@st.cache_resource(show_spinner=False, max_entries=60)
def bypasses(
    key: str, _index: NetworkIndex, _plan: Plan, _question: RouteQuestion, _march: tuple[Route, MarchTable]
) -> tuple[Bypass, ...]:
    """What is left at each point of a way if the next stretch closes; `key` names all it was worked out from."""
    return bypasses_of(_index, _plan, _question, _march)


@st.cache_resource(show_spinner=False, max_entries=60)
def near_equal_ways(
    key: str,
    _index: NetworkIndex,
    _plan: Plan,
    _asked: tuple[Convoy, RouteQuestion],
    _ways: Mapping[str, Answer],
    _varying: Varying,
) -> tuple[NearEqual, ...] | NoRoute:
    """The ways of a convoy that may be drawn; `key` names all it was worked out from."""
    return near_equal(_index, _plan, _asked, _ways, _varying)


@st.cache_resource(show_spinner="Giving each thing a little more …", max_entries=50)
def held_back(
    key: str, _index: NetworkIndex, _plan: Plan, _question: TimedQuestion, _latest: TimedWay
) -> tuple[Held, ...]:
    """What binds a latest departure; `key` names all it is worked out from."""
    return what_holds_back(_index, _plan, _question, _latest)
