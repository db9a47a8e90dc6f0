"""Orders of networks kept on disk, so that the long part of the preparation is done once.

Only the order is kept: everything else follows from it in about a second, and whatever order a file
holds, answers are right. A file that is torn, foreign or of another graph is not used.
"""

import hashlib
import os
import tempfile
from pathlib import Path

import numpy as np

from routing.engines.hierarchy.columns import Floats, Ints, Rows
from routing.engines.hierarchy.order import Progress, dissection_order
from routing.engines.hierarchy.topology import Topology, topology_of

_TITLE = b"passage order 1\n"
_DIGEST_BYTES = 32
_NUMBER = np.dtype("<i4")


def graph_fingerprint(first: Rows, head: Rows) -> str:
    """What identifies a graph: the digest of its arcs."""
    digest = hashlib.sha256(np.int64(len(first)).tobytes())
    for column in (first, head):
        digest.update(np.ascontiguousarray(column, "<i8").data)
    return digest.hexdigest()


def prepared(
    first: Rows, head: Rows, place: tuple[Floats, Floats], folder: Path | None, progress: Progress = lambda _: None
) -> Topology:
    """The hierarchy of a graph, its order taken from the folder or left there for next time.

    A folder that cannot be read or written costs time only. Without a folder nothing is kept.
    """
    fingerprint = graph_fingerprint(first, head)
    path = folder / f"order-{fingerprint[:32]}" if folder else None
    order = read_order(path, fingerprint, len(first) - 1) if path else None
    if order is None:
        order = dissection_order(first, head, place, progress)
        if path:
            write_order(path, fingerprint, order)
    progress(0.95)
    topology = topology_of(first, head, order)
    progress(1.0)
    return topology


def read_order(path: Path, fingerprint: str, count: int) -> Ints | None:
    """The order in a file; None when there is none or it is not, to the last byte, what was written for this graph."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    head, body = content[: len(_TITLE) + _DIGEST_BYTES], content[len(_TITLE) + _DIGEST_BYTES :]
    if head != _TITLE + _seal(fingerprint, body) or len(body) != count * _NUMBER.itemsize:
        return None
    order = np.frombuffer(body, _NUMBER).astype(np.int32)
    return order if _holds_each_once(order) else None


def write_order(path: Path, fingerprint: str, order: Ints) -> None:
    """Put an order into a file, whole or not at all; nothing happens where the folder cannot be written."""
    body = order.astype(_NUMBER).tobytes()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, _TITLE + _seal(fingerprint, body) + body)
    except OSError:
        return


def _replace(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def _seal(fingerprint: str, body: bytes) -> bytes:
    return hashlib.sha256(fingerprint.encode() + body).digest()


def _holds_each_once(order: Ints) -> bool:
    if len(order) and (order.min() < 0 or order.max() >= len(order)):
        return False
    return bool((np.bincount(order, minlength=len(order)) == 1).all())
