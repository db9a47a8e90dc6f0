"""What questions to one network leave behind for the next; answers are the same without it."""

from typing import TYPE_CHECKING

from routing.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Hashable

    from routing.blocks import Blocks, Stretches
    from routing.conditions import Conditions, Pieces
    from routing.costs import Base, Costs
    from routing.effects import Effects
    from routing.lanes import Lane

STRETCHES, STRETCHES_BYTES = 4000, 128 << 20
"""Areas and reports whose stretches are kept."""
ANCHORS = 6
"""States of the roads from which others are worked out."""
BASES = 8
"""Anchors under a way costs are chosen: each is a column over all edges."""
QUESTIONS, COSTS_BYTES = 48, 512 << 20
"""Sets of effects, conditions and costs kept: as many as convoys that leave under different circumstances."""


class Memory:
    """What was worked out for a network, by the content it was made from; bounded, and threads may share it."""

    def __init__(self) -> None:
        self.stretches: Kept[Hashable, Stretches] = Kept(STRETCHES, STRETCHES_BYTES, _bytes_of)
        self.effects: Kept[Hashable, tuple[object, Effects]] = Kept(QUESTIONS)
        self.anchors: Kept[Blocks, Pieces] = Kept(ANCHORS)
        self.conditions: Kept[Blocks, Conditions] = Kept(QUESTIONS)
        self.lanes: Kept[Hashable, Lane] = Kept(ANCHORS)
        self.bases: Kept[Hashable, Base] = Kept(BASES)
        self.costs: Kept[Hashable, Costs] = Kept(QUESTIONS, COSTS_BYTES, _bytes_of_costs)


def _bytes_of(stretches: "Stretches") -> int:
    return sum(column.nbytes for column in stretches)


def _bytes_of_costs(costs: "Costs") -> int:
    """Counted as if the columns that are made when asked for were there: costs and totals of all edges."""
    return 2 * costs.edges.base.nbytes
