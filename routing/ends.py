"""How ways leave and reach their stops, for questions that search by themselves."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

import numpy as np

from geo.lines import Rows
from routing.graph import SearchGraph
from routing.index import Flags, NetworkIndex
from routing.way import _arrivals as arrivals
from routing.way import _columns as columns
from routing.way import _departures as departures
from routing.way import _direct as direct
from routing.way import _End as End
from routing.way import _leg as leg_of

__all__ = ["Ends", "arrivals", "columns", "departures", "direct", "is_turn", "leg_of", "without_turns"]
Ends: TypeAlias = list[End]
Answer = TypeVar("Answer")


def without_turns(
    index: NetworkIndex, answer_on: Callable[[SearchGraph], Answer], turns: Callable[[Answer], bool]
) -> Answer:
    """The answer on the plain graph, or on the one without turns where the first one turns round.

    Turning round on a segment pays only to dodge a turn ban. What answers without such a turn where
    some are permitted answers also where none are.
    """
    answer = answer_on(index.graph)
    return answer_on(index.turn_free) if index.turn_bans and turns(answer) else answer


def is_turn(index: NetworkIndex, first: Rows, then: Rows) -> Flags:
    """Whether driving each second edge after each first turns round at a node that is no dead end."""
    back = (index.segment[first] == index.segment[then]) & (first != then)
    return np.asarray(back & ~index.is_dead_end[index.v[first]])
