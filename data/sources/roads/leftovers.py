"""Features that the door could not use → entries of the load report."""

from collections import defaultdict
from collections.abc import Iterator

from data.sources.roads.report import Dropped
from data.sources.vector import FeatureTable

_SHOWN = 5


def unusable(table: FeatureTable) -> Iterator[Dropped]:
    """The features left out of a table, by reason."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for one in table.left_out:
        numbers[one.why].append(one.number)
    for why, rows in numbers.items():
        examples = tuple(f"feature {row} of {table.provenance.file_name}" for row in rows[:_SHOWN])
        yield Dropped(what="features", count=len(rows), why=why, examples=examples)
