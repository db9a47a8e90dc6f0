"""Other ways on networks with a hierarchy: over places both searches know, and places near those."""

from collections.abc import Iterator

from routing.engines.hierarchy.metric import Metric
from routing.engines.hierarchy.via import Limits, Reach, crossings, way_over
from routing.others.candidates import Field, Path

UNFOLDED = 16
"""So many ways over places are looked at for each leg."""
STAGES = (Reach(below=0, tests=60), Reach(below=1000, tests=120))
"""Where ways are looked for: first where both searches come anyway, then also in the cells beside."""


class Crossways:
    """Candidates of a field with a hierarchy."""

    def __init__(self, field: Field, metric: Metric, limits: Limits, reach: Reach) -> None:
        self._metric = metric
        ends = [field.columns(hop) for hop in range(len(field.starts))]
        usable = all(len(vertex) for hop in ends for vertex, _ in hop)
        self._found = [crossings(metric, *hop, limits, reach) for hop in ends] if usable else []

    def refused(self) -> tuple[int, int, int]:
        """How many places were refused at sight: too much in common, passed twice, a detour."""
        found = self._found
        return sum(f.alike for f in found), sum(f.looped for f in found), sum(f.beaten for f in found)

    def over_places(self) -> Iterator[tuple[Path, ...]]:
        """The best ways over one place in each leg, or in one leg and the best in the others."""
        if not self._found or not all(found.joined for found in self._found):
            return
        best = [self._path(hop, found.best) for hop, found in enumerate(self._found)]
        others = [
            [self._path(hop, row) for row in found.row[:UNFOLDED].tolist()] for hop, found in enumerate(self._found)
        ]
        for k in range(max(map(len, others))):
            yield tuple(own[k] if k < len(own) else known for own, known in zip(others, best, strict=True))
        if len(best) > 1:
            for hop, own in enumerate(others):
                yield from ((*best[:hop], path, *best[hop + 1 :]) for path in own)

    def _path(self, hop: int, row: int) -> Path:
        over = way_over(self._metric, self._found[hop], row)
        return Path(over.start, over.arcs, over.end, over.cost, over.via)
