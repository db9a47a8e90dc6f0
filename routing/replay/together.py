"""What two columns do to one another on the road, second by second."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from routing.movement.case import Case, Leg
from routing.replay.alone import Clock, lasting
from routing.replay.driving import Drive
from routing.replay.violation import Rule, Violation

Use = tuple[Drive, int]
"""A drive and a leg, or a node, of its route."""


def on_segments(case: Case, drives: Sequence[Drive], clock: Clock) -> Iterator[Violation]:
    """Columns that come too close, overtake or meet."""
    uses: dict[int, list[Use]] = defaultdict(list)
    for drive in drives:
        for at, leg in enumerate(_legs(case, drive)):
            uses[leg.segment].append((drive, at))
    for segment, met in uses.items():
        for one, other in combinations(met, 2):
            first, second = sorted((one, other), key=lambda use: use[0].spell(use[1]))
            is_same = _is_back(case, first) == _is_back(case, second)
            if is_same:
                yield from _following(case, (first, second), segment, clock)
            elif case.segments[segment].is_single_flow:
                yield from _meeting(case, (first, second), segment, clock)


def _legs(case: Case, drive: Drive) -> tuple[Leg, ...]:
    return case.columns[drive.movement.column].routes[drive.movement.route].legs


def _is_back(case: Case, use: Use) -> bool:
    return bool(_legs(case, use[0])[use[1]].is_backward)


def _names(case: Case, uses: tuple[Use, Use]) -> tuple[str, str]:
    one, other = (case.columns[drive.movement.column].name for drive, _ in uses)
    return one, other


def _rows(uses: tuple[Use, Use]) -> tuple[int, ...]:
    return tuple(sorted(drive.movement.column for drive, _ in uses))


def _meeting(case: Case, uses: tuple[Use, Use], segment: int, clock: Clock) -> Iterator[Violation]:
    (first, at), (second, other) = uses
    clear, enters = first.spell(at)[1] + case.segments[segment].headway_s, second.spell(other)[0]
    if enters < clear:
        one, two = _names(case, uses)
        text = (
            f"{two} enters {case.segments[segment].name} at {clock(enters)} against {one}, whose last vehicle and "
            f"headway clear it at {clock(clear)}."
        )
        yield Violation(rule=Rule.MEETING, columns=_rows(uses), at_s=enters, segment=segment, text=text)


def _following(case: Case, uses: tuple[Use, Use], segment: int, clock: Clock) -> Iterator[Violation]:
    """The head of the second is nowhere within the headway after the last vehicle of the first was there."""
    headway = case.segments[segment].headway_s
    close = _too_close(case, uses, headway)
    if close is not None:
        one, two = _names(case, uses)
        text = (
            f"{two} comes within {lasting(headway)} behind the last vehicle of {one} on "
            f"{case.segments[segment].name}, or "
            f"passes it, at {clock(close)}."
        )
        yield Violation(rule=Rule.FOLLOWING, columns=_rows(uses), at_s=close, segment=segment, text=text)


def _too_close(case: Case, uses: tuple[Use, Use], headway: int) -> int | None:
    """The first second in which the head of the second is where it must not be yet."""
    (first, at), (second, other) = uses
    enters, comes_out = int(second.leaves_s[0, other]), int(second.arrives_s[0, other + 1])
    if enters < int(first.leaves_s[-1, at]) + headway:
        return enters
    if comes_out < first.spell(at)[1] + headway:
        return comes_out
    rear_from, rear_until = int(first.leaves_s[-1, at]), first.spell(at)[1]
    seconds = np.arange(rear_from, rear_until)
    rear = first.done[seconds - first.begins_s, -1].astype(np.int64)
    rows = seconds + headway - second.begins_s
    heads = np.where(
        rows + second.begins_s < enters, -1, second.done[np.clip(rows, 0, len(second.done) - 1), 0].astype(np.int64)
    )
    drives, others = (_legs(case, drive)[leg].traverse_s for drive, leg in uses)
    bad = (rows + second.begins_s < comes_out) & (heads * drives > rear * others)
    bad |= (rows + second.begins_s >= comes_out) & (rear < drives)
    return int(seconds[bad][0]) + headway if bad.any() else None


def at_nodes(case: Case, drives: Sequence[Drive], clock: Clock) -> Iterator[Violation]:
    """Columns on the road at one node at the same time, the headway counted in."""
    spells: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for drive in drives:
        for at, node in enumerate(case.path(case.columns[drive.movement.column].routes[drive.movement.route])):
            headway = case.nodes[node].headway_s
            if headway is not None:
                spells[node] += [
                    (begins, ends + headway, drive.movement.column) for begins, ends in _on_road(drive, at)
                ]
    for node, taken in spells.items():
        for (begins, ends, one), (other_begins, other_ends, other) in combinations(sorted(taken), 2):
            if one != other and ends > other_begins and other_ends > begins:
                names = case.columns[one].name, case.columns[other].name
                text = (
                    f"{names[1]} comes to {case.nodes[node].name} at {clock(other_begins)}, before {names[0]} and its "
                    f"headway have cleared it at {clock(ends)}."
                )
                columns = tuple(sorted((one, other)))
                yield Violation(rule=Rule.NODE, columns=columns, at_s=other_begins, node=node, text=text)


def _on_road(drive: Drive, at: int) -> list[tuple[int, int]]:
    """When vehicles of a column are on the road at a node: while coming in and going out, or all the time."""
    comes = int(drive.arrives_s[0, at]), int(drive.arrives_s[-1, at])
    goes = int(drive.leaves_s[0, at]), int(drive.leaves_s[-1, at])
    if at == 0:
        return [goes]
    if at == drive.arrives_s.shape[1] - 1:
        return [comes]
    return [comes, goes] if drive.is_off_road[at] else [(comes[0], goes[1])]
