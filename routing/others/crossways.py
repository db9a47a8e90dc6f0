"""Other ways on networks with a hierarchy: over places both searches know, and places near those."""

from collections.abc import Iterator

from routing.engines.hierarchy.metric import Metric
from routing.engines.hierarchy.via import Limits, Tried, crossings, next_way, way_over
from routing.others.candidates import Field, Path

BELOW = 500
"""So many places are looked at below those that both searches come to anyway."""
TESTS = 80
"""The parts around so many places are compared for each leg."""
UNFOLDED = 20
"""So many ways over places are looked at for each leg."""


class Crossways:
    """Candidates of a field with a hierarchy."""

    def __init__(self, field: Field, metric: Metric, limits: Limits) -> None:
        self._metric = metric
        ends = [field.columns(hop) for hop in range(len(field.starts))]
        usable = all(len(vertex) for hop in ends for vertex, _ in hop)
        self._found = [crossings(metric, *hop, limits, BELOW) for hop in ends] if usable else []
        self._tried = [Tried() for _ in self._found]

    def refused(self) -> tuple[int, int, int]:
        """How many places were refused at sight so far: too much in common, passed twice, a detour."""
        tried = self._tried
        return sum(f.alike for f in self._found), sum(t.looped for t in tried), sum(t.beaten for t in tried)

    def over_places(self) -> Iterator[tuple[Path, ...]]:
        """The best ways over one place in each leg, then over one in one leg and the best in the others."""
        if not self._found or not all(found.joined for found in self._found):
            return
        best = tuple(self._path(hop, found.best) for hop, found in enumerate(self._found))
        others: list[tuple[Path, ...]] = []
        ways = [self._others(hop) for hop in range(len(best))]
        while any(known := tuple(next(way, None) for way in ways)):
            others.append(tuple(path or usual for path, usual in zip(known, best, strict=True)))
            yield others[-1]
        if len(best) > 1:
            for hop in range(len(best)):
                yield from ((*best[:hop], paths[hop], *best[hop + 1 :]) for paths in others)

    def _others(self, hop: int) -> Iterator[Path]:
        """The most promising ways of a leg."""
        for _ in range(UNFOLDED):
            row, self._tried[hop] = next_way(self._metric, self._found[hop], self._tried[hop], TESTS)
            if row < 0:
                return
            yield self._path(hop, row)

    def _path(self, hop: int, row: int) -> Path:
        over = way_over(self._metric, self._found[hop], row)
        return Path(over.start, over.arcs, over.end, over.cost, over.via)
