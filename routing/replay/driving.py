"""One column driven second by second, vehicle by vehicle, as its movement tells its head to drive.

Nothing is worked out ahead. In each second every vehicle that nothing stops drives on for one second. The head stops
where its movement says. Where it stops without room off the road, all behind it stop too, as they stand; those that
are not yet past the last node with room drive on into it. From there each goes on when those ahead have driven on by
as much as it is behind the head.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.movement.case import Case, Column
from routing.movement.schedule import Movement

Integers = NDArray[np.int64]
Trace = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drive:
    """When each vehicle (row) comes to and leaves each node (column) of its route, and where all are in each second.

    `leg` and `done` are by second since `begins_s`, then vehicle: the leg it is on and the seconds driven along it; leg
    -1 before it sets off, one past the last once it is in. A vehicle that stands at a node is at the end of its leg.
    `is_off_road` tells for each node whether the column finds room there.
    """

    movement: Movement
    arrives_s: Integers
    leaves_s: Integers
    leg: Trace
    done: Trace
    begins_s: int
    is_off_road: tuple[bool, ...]

    @property
    def tail_in_s(self) -> int:
        """When the last vehicle is in."""
        return int(self.arrives_s[-1, -1])

    def spell(self, leg: int) -> tuple[int, int]:
        """From when until when vehicles are on a leg."""
        goes_off = self.is_off_road[leg + 1] or leg + 2 == self.arrives_s.shape[1]
        return int(self.leaves_s[0, leg]), int((self.arrives_s if goes_off else self.leaves_s)[-1, leg + 1])


def driven(case: Case, movement: Movement) -> Drive:
    """A column driven as its movement says; its times must not run backwards."""
    column = case.columns[movement.column]
    route = column.routes[movement.route]
    path = case.path(route)
    traverse = np.array([leg.traverse_s for leg in route.legs], dtype=np.int64)
    roomy = [False, *(_finds_room(case, node, column) for node in path[1:-1]), False]
    enters = np.array(movement.enters_s, dtype=np.int64)
    times, leg, done = _played(traverse, enters, np.array(roomy), _behind(column))
    return Drive(
        movement=movement,
        arrives_s=times[:, :, COMES],
        leaves_s=times[:, :, GOES],
        leg=leg,
        done=done,
        begins_s=int(enters[0]),
        is_off_road=tuple(roomy),
    )


def _finds_room(case: Case, at: int, column: Column) -> bool:
    """Whether some room is told, and enough by each measure that is."""
    node = case.nodes[at]
    if node.room_m is None and node.room_columns is None:
        return False
    is_long_enough = node.room_m is None or node.room_m >= column.length_m
    return is_long_enough and (node.room_columns is None or node.room_columns >= 1)


def _behind(column: Column) -> Integers:
    """Seconds that each vehicle is behind the head; the last is the whole pass time behind."""
    if column.vehicles == 1:
        return np.array([0, column.pass_s] if column.pass_s else [0], dtype=np.int64)
    return np.arange(column.vehicles, dtype=np.int64) * column.pass_s // (column.vehicles - 1)


AT, DONE = range(2)
COMES, GOES = range(2)


@njit(cache=True, nogil=True)
def _played(
    traverse: Integers, enters: Integers, roomy: NDArray[np.bool_], behind: Integers
) -> tuple[Integers, Trace, Trace]:
    """Times by vehicle, node, coming or going; and leg and seconds done by second, then vehicle."""
    legs, vehicles = len(traverse), len(behind)
    times = np.full((vehicles, legs + 1, 2), -1, np.int64)
    now = np.full((vehicles, 2), -1, np.int64)
    told_at, told_done = np.empty((4096, vehicles), np.int32), np.empty((4096, vehicles), np.int32)
    moved = np.zeros(legs + 1, np.int64)
    times[:, 0, COMES] = enters[0]
    t, row = enters[0], 0
    while now[-1, AT] < legs:
        if row == len(told_at):
            told_at, told_done = np.concatenate((told_at, told_at)), np.concatenate((told_done, told_done))
        head = now[0, AT]
        stands = 0 <= head < legs - 1 and now[0, DONE] == traverse[head] and t < enters[head + 1]
        stuck = _last_room(head, roomy) if stands and not roomy[head + 1] else -1
        for v in range(vehicles):
            if _is_at_node(now, v, traverse) and not (v == 0 and stands):
                node = now[v, AT] + 1
                if v == 0 or _may_go(node, stuck, roomy, (times[0, node, GOES] >= 0) & (moved[node] >= behind[v])):
                    now[v, AT], now[v, DONE], times[v, node, GOES] = node, 0, t
        for v in range(vehicles):
            told_at[row, v], told_done[row, v] = now[v, AT], now[v, DONE]
        _drive(now, times, traverse, roomy, (stuck, t))
        moved += (times[0, :, GOES] >= 0) & (np.arange(legs + 1) != stuck)
        t, row = t + 1, row + 1
    times[:, legs, GOES] = times[:, legs, COMES]
    return times, told_at[:row], told_done[:row]


@njit(cache=True, nogil=True)
def _is_at_node(now: Integers, v: int, traverse: Integers) -> bool:
    leg = now[v, AT]
    return bool(leg < len(traverse) and (leg < 0 or now[v, DONE] == traverse[leg]))


@njit(cache=True, nogil=True)
def _may_go(node: int, stuck: int, roomy: NDArray[np.bool_], is_turn: bool) -> bool:  # noqa: FBT001 - compiled code
    """Whether a vehicle behind the head may go on from a node: in its turn where it was off the road."""
    if node == 0 or roomy[node]:
        return is_turn and stuck != node
    return stuck == -1 or _last_room(node, roomy) != stuck


@njit(cache=True, nogil=True)
def _drive(now: Integers, times: Integers, traverse: Integers, roomy: NDArray[np.bool_], held: tuple[int, int]) -> None:
    """Everybody on a leg whom nothing holds drives on for a second."""
    (stuck, t), legs = held, len(traverse)
    for v in range(len(now)):
        leg = now[v, AT]
        is_held = stuck != -1 and _last_room(max(leg, 0), roomy) == stuck
        if 0 <= leg < legs and now[v, DONE] < traverse[leg] and not is_held:
            now[v, DONE] += 1
            if now[v, DONE] == traverse[leg]:
                times[v, leg + 1, COMES] = t + 1
                now[v, AT] += 1 if leg == legs - 1 else 0


@njit(cache=True, nogil=True)
def _last_room(leg: int, roomy: NDArray[np.bool_]) -> int:
    """The last node with room, or the origin, at or before the beginning of a leg."""
    node = leg
    while node > 0 and not roomy[node]:
        node -= 1
    return node
