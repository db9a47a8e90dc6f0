"""What keeps stops apart: the least that must be lifted to join them, and what separates them by itself."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from geo.lines import Rows
from routing.costs.costs import Costs
from routing.costs.effects import Key
from routing.index import Flags
from routing.ways.case import Case
from routing.ways.way import Leg
from routing.why.closures import Closures, closed_stretches, closures_of, shut_gates
from routing.why.hitting import Set, hitting_sets
from routing.why.passage import Passage, passage_of

ROUNDS = 100
"""Separating sets looked for before a lifting is told that is not proven least."""
TIES, TIES_LARGE = 16, 4
"""Liftings of the same least weight of which the one with the best way is taken; fewer on large networks."""
LARGE = 500_000
"""Edges of a large network: each way on it takes a second."""
MOST_SEPARATING = 3
"""Separating sets told of which no two share a cause."""
STEPS = 20_000
"""Steps one choice of a lifting may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifting:
    """A set of causes whose lifting joins all stops, of which none can be spared.

    No lifting weighs less than `at_least`; where that is `weight`, this one is proven least.
    Each set of `separating` keeps the stops apart by itself, all else lifted, and none of it can be
    spared; no two of them share a cause.
    """

    keys: frozenset[Key]
    weight: int
    at_least: int
    separating: tuple[frozenset[Key], ...]
    legs: tuple[Leg, ...]
    costs: Costs
    closures: Closures


def least_lifting(case: Case, costs: Costs) -> Lifting | None:
    """The lightest set of causes to lift for a route; None when lifting all gives none.

    `costs` are those with nothing lifted. What is lifted must hit every set that separates the
    stops. So the lightest set that hits the separating sets known so far is tried: if it gives a
    route it is the least there is; if not, it is widened until what is left closed is a further
    separating set of which none can be spared.
    """
    return _Search(case, costs).least()


@dataclass
class _Search:
    case: Case
    costs: Costs

    def least(self) -> Lifting | None:
        """See `least_lifting`."""
        if self._legs(frozenset(self.closures.causes)) is None:
            return None
        known, found, bound = self._at_stops(), dict[Set, Lifting](), 0
        for _ in range(ROUNDS):
            bound, chosen = self._lightest(known, found)
            best = min((own.weight for own in found.values()), default=bound)
            if chosen is None or bound > best or len(found) == self._ties:
                break
            tried = self._tried(chosen)
            if tried is None:
                known.append(self._separating(chosen))
            else:
                found[chosen] = tried
        best_first = sorted(found.values(), key=lambda x: (x.weight, sum(leg.choice for leg in x.legs), sorted(x.keys)))
        return self._told(best_first[0] if best_first else self._thinned(), known, bound)

    @cached_property
    def closures(self) -> Closures:
        """What closes the roads."""
        return closures_of(self.case, self.costs)

    @cached_property
    def passage(self) -> Passage:
        """The graph to ask often."""
        return passage_of(self.case, self.costs, self.closures)

    @cached_property
    def _ties(self) -> int:
        return TIES if self.case.index.network.edge_count <= LARGE else TIES_LARGE

    @cached_property
    def _lightest_first(self) -> Rows:
        return np.asarray(np.argsort(self.closures.weight, kind="stable"))

    def _at_stops(self) -> list[Set]:
        """Each cause that closes a stop separates by itself."""
        keys = frozenset[Key]().union(*self.case.closed_at_stops())
        return [frozenset({int(i)}) for i in np.flatnonzero(self.closures.flags(keys))]

    def _lightest(self, known: list[Set], seen: dict[Set, Lifting]) -> tuple[int, Set | None]:
        """What weighs least of all that hits the sets known and was not seen; beyond any weight when all was seen."""
        weight = self.closures.weight.tolist()
        none_left = sum(weight) + 1 if all(known) else 0  # nothing hits an empty set: nothing is proven then
        sets = hitting_sets(known, weight, STEPS)
        return next((pair for pair in sets if pair[1] not in seen), (none_left, None))

    def _tried(self, chosen: Set) -> Lifting | None:
        """The lifting of these causes where it gives a route."""
        lifted = self._flags(chosen)
        if not all(self.passage.joins(leg, lifted) for leg in range(len(self.passage.ends))):
            return None
        return self._lifting(self.closures.named(lifted))

    def _lifting(self, keys: frozenset[Key]) -> Lifting | None:
        costs = self.case.costs(keys)
        legs = self._legs(keys, costs)
        if legs is None:
            return None
        weight = int(self.closures.weight[self.closures.flags(keys)].sum())
        return Lifting(
            keys=keys,
            weight=weight,
            at_least=0,
            separating=(),
            legs=legs,
            costs=costs,
            closures=self.closures,
        )

    def _legs(self, keys: frozenset[Key], costs: Costs | None = None) -> tuple[Leg, ...] | None:
        legs = self.case.legs(costs or self.case.costs(keys))
        found = tuple(leg for leg in legs if leg is not None)
        return found if len(found) == len(legs) else None

    def _separating(self, chosen: Set) -> Set:
        """What is left closed when as much is lifted as leaves the stops apart, these among it."""
        lifted, apart = self._flags(chosen), False
        for leg in range(len(self.passage.ends)):
            if not self.passage.joins(leg, lifted):
                lifted, apart = self.passage.widest(leg, lifted, self._lightest_first), True
        lifted = lifted if apart else self._widest_on_roads(lifted)
        return frozenset(np.flatnonzero(~lifted).tolist())

    def _widest_on_roads(self, lifted: Flags) -> Flags:
        """As `Passage.widest`, asked on the roads: for stops that only turning round on the road would join."""
        for cause in self._lightest_first[~lifted[self._lightest_first]]:
            wider = lifted.copy()
            wider[cause] = True
            if self._legs(self.closures.named(wider)) is None:
                lifted = wider
        return lifted

    def _thinned(self) -> Lifting:
        """What closes the way with the fewest closures, without what can be spared."""
        tolled = self.case.legs(self.case.costs(toll=True))
        legs = [leg for leg in tolled if leg is not None]
        met = {key for key, _ in closed_stretches(self.costs, self.closures, legs)}
        keys = frozenset(met).union(shut_gates(self.closures, legs), *self.case.closed_at_stops())
        for key in sorted(keys, key=lambda key: (-self._weight(key), key)):
            if self.case.passes(keys - {key}):
                keys -= {key}
        thinned = self._lifting(keys)
        assert thinned is not None  # noqa: S101  # a way with tolls is one with all its closures lifted
        return thinned

    def _weight(self, key: Key) -> int:
        return int(self.closures.weight[self.closures.causes.index(key)])

    def _flags(self, chosen: Set) -> Flags:
        flags = np.zeros(len(self.closures.causes), bool)
        flags[list(chosen)] = True
        return flags

    def _told(self, lifting: Lifting, known: list[Set], bound: int) -> Lifting:
        """The lifting with the smallest of the separating sets known, which are the easiest to see on a map."""
        apart: list[Set] = []
        for own in sorted(known, key=lambda own: (len(own), sorted(own))):
            if len(apart) < MOST_SEPARATING and all(own.isdisjoint(other) for other in apart):
                apart.append(self._narrowed(own))
        return replace(
            lifting,
            at_least=min(bound, lifting.weight),
            separating=tuple(self.closures.named(self._flags(own)) for own in apart),
        )

    def _narrowed(self, own: Set) -> Set:
        """A separating set without what can be spared because turning round on the road is not permitted."""
        if not self.case.index.turns:
            return own
        return frozenset(np.flatnonzero(~self._widest_on_roads(~self._flags(own))).tolist())
