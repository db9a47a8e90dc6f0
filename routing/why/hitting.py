"""Sets that hit every one of some sets, cheapest first."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import count

Set = frozenset[int]


def hitting_sets(sets: Sequence[Set], weight: Sequence[int], most_steps: int) -> Iterator[tuple[int, Set | None]]:
    """Weight and members of each set that hits all `sets`, by rising weight, every lightest one among them.

    Weights are positive. Where `most_steps` were not enough, (a weight none is lighter than, None)
    comes last. Branches on the members of a set not yet hit and leaves out, from each branch on,
    those tried before it; a branch is bounded by sets it has yet to hit that share no member.
    """
    order = count()
    queue = [(_least(sets, weight, frozenset(), frozenset()), next(order), frozenset[int](), frozenset[int]())]
    for _ in range(most_steps):
        if not queue:
            return
        bound, _, chosen, barred = heapq.heappop(queue)
        missed = [own - barred for own in sets if not own & chosen]
        if not missed:
            yield bound, chosen
            continue
        fewest = min(missed, key=len)
        for member in sorted(fewest):
            with_it = chosen | {member}
            if all(own & with_it or own - barred for own in sets):
                least = _least(sets, weight, with_it, barred)
                heapq.heappush(queue, (least, next(order), with_it, barred))
            barred |= {member}
    if queue:
        yield queue[0][0], None


def _least(sets: Sequence[Set], weight: Sequence[int], chosen: Set, barred: Set) -> int:
    """What hitting all sets weighs at least once these are chosen and those are barred."""
    total, used = sum(weight[i] for i in chosen), set[int]()
    for own in sorted((own - barred for own in sets if not own & chosen), key=len):
        if own and used.isdisjoint(own):
            total += min(weight[i] for i in own)
            used |= own
    return total
