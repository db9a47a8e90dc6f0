"""Limits of roads as a question meets them: segments closed to its vehicle, and segments in doubt."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from data.model.finding import Finding, Severity
from geo.lines import Rows
from routing.costs.blocks import Key
from routing.index import NetworkIndex
from routing.question import Terms, UnknownPolicy
from routing.roads.limits import MetLimits


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LimitBlock:
    """Whole segments on which a limit acts, each in one of the two columns, in rising order.

    `closed` are too low, narrow, short or weak for the vehicle. `doubtful` have a limit that matters
    and that nobody knows, or one the vehicle cannot be compared with: what `policy` says of them holds.
    """

    closed: Rows
    doubtful: Rows
    policy: UnknownPolicy


def limit_block(index: NetworkIndex, terms: Terms) -> LimitBlock:
    """Segments closed to the vehicle of these terms, and segments in doubt for it; none without a vehicle."""
    met = met_limits(index, terms)
    if met is None:
        none = np.empty(0, np.int64)
        return LimitBlock(closed=none, doubtful=none, policy=terms.unknown_limits)
    closed = np.unique(met.segment[met.closes])
    return LimitBlock(
        closed=closed,
        doubtful=np.setdiff1d(met.segment, closed),
        policy=terms.unknown_limits,
    )


def met_limits(index: NetworkIndex, terms: Terms) -> MetLimits | None:
    """Every limit the vehicle of these terms exceeds or cannot be compared with; None without a vehicle."""
    return index.limits.met_by(terms.vehicle) if terms.vehicle is not None else None


def limit_key(run: int) -> Key:
    """How causes name a run of limited segments: by its lowest."""
    return ("limit", str(run))


def with_segments(index: NetworkIndex, terms: Terms, causes: frozenset[Key]) -> frozenset[Key]:
    """The causes with every segment of the limits among them."""
    limits = [int(name) for kind, name in causes if kind == "limit"]
    if terms.vehicle is None or not limits:
        return causes
    runs = index.limits.runs_of(terms.vehicle)
    return causes.union(limit_key(own) for own in runs.segment[np.isin(runs.run, limits)].tolist())


def unknown_limit_findings(index: NetworkIndex, terms: Terms) -> Iterator[Finding]:
    """One doubt about all limits nobody can compare with the vehicle, for answers that show no single way."""
    block = limit_block(index, terms)
    if terms.vehicle is not None and len(block.doubtful) and block.policy is not UnknownPolicy.CLOSED:
        length_km = float(index.lines.length_m[block.doubtful].sum()) / 1000.0
        yield Finding(
            code="limits-unknown",
            severity=Severity.DOUBT,
            subject="road network",
            message=f"Limits that matter to the {terms.vehicle.name} are unknown on {len(block.doubtful)} pieces of "
            f"road ({length_km:.1f} km); ways over them count as passable.",
            remedy="Ask for single routes, which list them, or close what is unknown.",
        )
