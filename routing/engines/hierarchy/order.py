"""The order in which a hierarchy is built: nested dissection, so that few vertices lie above each."""

import math
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import numpy as np

from routing.engines.hierarchy.columns import Floats, Ints, Neighbours, Rows
from routing.engines.hierarchy.dissection import part, part_all
from routing.engines.hierarchy.reduction import neighbours, reduced

Progress = Callable[[float], None]
"""Told the share done, 0 to 1; raising stops the work."""

WHOLE = 20_000
"""Cells of no more vertices are dissected in one go."""
IN_ONE_GO = 4.0
"""A cell dissected in one go takes about so many times as long as parting it once."""
WORKERS = 2


def dissection_order(
    first: Rows, head: Rows, place: tuple[Floats, Floats], progress: Progress = lambda _: None
) -> Ints:
    """Vertices from the lowest to the highest.

    Parameters
    ----------
    first, head
        The arcs of the graph; their direction does not matter.
    place
        Coordinates of the vertices. Bad ones make a slow order, never a wrong answer.
    """
    count = len(first) - 1
    tail = np.repeat(np.arange(count, dtype=np.int32), np.diff(first))
    lowest, core, kept = reduced(neighbours(count, tail, head.astype(np.int32)))
    x, y = (np.ascontiguousarray(axis[kept], np.float64) for axis in place)
    progress(0.05)
    inner = _dissected(core, (x, y), lambda share: progress(0.05 + 0.9 * share))
    return np.concatenate([lowest, kept[inner]])


def _dissected(graph: Neighbours, place: tuple[Floats, Floats], progress: Progress) -> Ints:
    count = len(graph.first) - 1
    cells, local = np.arange(count, dtype=np.int32), np.full(count, -1, np.int32)
    pool, done, left = ThreadPoolExecutor(WORKERS), 0.0, _work(count)
    try:
        waiting = {pool.submit(_step, graph, place, cells, local, (0, count))}
        while waiting:
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for size, todo in map(Future.result, finished):
                further = sum(_work(high - low) for low, high in todo)
                done, left = done + (size if todo else _work(size)), left - _work(size) + further
                waiting |= {pool.submit(_step, graph, place, cells, local, cell) for cell in todo}
            progress(done / (done + left) if done + left > 0 else 1.0)
    finally:
        pool.shutdown(cancel_futures=True)
    return cells


def _step(
    graph: Neighbours, place: tuple[Floats, Floats], cells: Ints, local: Ints, cell: tuple[int, int]
) -> tuple[int, list[tuple[int, int]]]:
    """Part one cell: how many vertices it has, and the cells still to part."""
    low, high = cell
    if high - low <= WHOLE:
        part_all(graph, place, cells[low:high], local)
        return high - low, []
    one, other = part(graph, place, cells[low:high], local)
    return high - low, [(low, low + one), (low + one, low + one + other)]


def _work(size: int) -> float:
    """What a cell takes, counted in vertices parted once: as often as it is halved, and the rest in one go."""
    return size * (math.log2(max(size / WHOLE, 1.0)) + IN_ONE_GO)
