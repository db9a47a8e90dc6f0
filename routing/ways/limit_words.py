"""Limits and what a vehicle needs, in words for operators."""

import math
from collections.abc import Iterator

from data.model.vehicle import Vehicle
from routing.index import NetworkIndex
from routing.roads.limits import FIELD_OF, LimitKind, MetLimits

LIMITS: dict[LimitKind, tuple[str, str]] = {
    LimitKind.HEIGHT: ("clearance", " m"),
    LimitKind.WIDTH: ("width", " m"),
    LimitKind.LENGTH: ("length limit", " m"),
    LimitKind.WEIGHT: ("weight limit", " t"),
    LimitKind.AXLE_LOAD: ("axle load limit", " t"),
    LimitKind.LOAD_CLASS: ("load class", ""),
}
"""What each kind of limit is called, and the unit it is told in."""
_DIMENSION = {
    LimitKind.HEIGHT: "height",
    LimitKind.WIDTH: "width",
    LimitKind.LENGTH: "length",
    LimitKind.WEIGHT: "weight",
    LimitKind.AXLE_LOAD: "axle load",
    LimitKind.LOAD_CLASS: "load class",
}


def limit_words(kind: LimitKind, limit: float) -> str:
    """A limit with its number and unit.

    >>> limit_words(LimitKind.HEIGHT, 3.5), limit_words(LimitKind.LOAD_CLASS, 30.0)
    ('clearance 3.5 m', 'load class 30')
    """
    label, unit = LIMITS[kind]
    return f"{label} {limit:g}{unit}"


def place_words(index: NetworkIndex, segment: int) -> str:
    """What kind of place a limited segment is, and its name."""
    signs = index.network.signs
    name = signs.said[int(signs.row[segment])][0]
    kinds = (("Bridge", index.is_bridge), ("Tunnel", index.is_tunnel))
    kind = next((word for word, flags in kinds if flags[segment]), "")
    under = " under a bridge" if not kind and index.limits.is_under_bridge[segment] else ""
    return f"{f'{kind} {name}'.strip()}{under}" if name else f"{kind or 'road'} without a name{under}"


def met_words(index: NetworkIndex, vehicle: Vehicle, met: MetLimits) -> Iterator[str]:
    """One phrase for each pair: the limit, and what the vehicle needs or does not state."""
    for segment, kind, limit, own, is_estimate in met.pairs():
        if kind is LimitKind.OTHER:
            said = index.network.segment_text("limit_doubt", segment)
            yield f"a limit without a number that always holds ({said})"
        else:
            told = f"{LIMITS[kind][0]} unknown" if math.isnan(limit) else limit_words(kind, limit)
            yield f"{told}, {_need(vehicle, kind, own, is_estimate=is_estimate)}"


def run_words(index: NetworkIndex, vehicle: Vehicle, run: int) -> tuple[str, str]:
    """Where a run of adjoining segments with the same limits lies, and what the vehicle meets there."""
    members = index.limits.runs_of(vehicle).members(run).tolist()
    shown = min(members, key=lambda row: (not index.is_bridge[row], not index.is_tunnel[row], row))
    beside = len(members) - 1
    more = f" with {beside} adjoining piece{'s' if beside > 1 else ''} of road" if beside else ""
    met = index.limits.met_by(vehicle).on(shown)
    exceeded = met.where(met.closes)
    told = exceeded if len(exceeded.segment) else met
    return f"{place_words(index, shown)}{more}", "; ".join(met_words(index, vehicle, told))


def _need(vehicle: Vehicle, kind: LimitKind, own: float, *, is_estimate: bool) -> str:
    if not math.isnan(own):
        return f"the {vehicle.name} needs {own:g}{LIMITS[kind][1]}{' by an estimate' if is_estimate else ''}"
    estimate = vehicle.estimated_load_class if kind is LimitKind.LOAD_CLASS else None
    if FIELD_OF[kind] in vehicle.at_least:
        return f"the {_DIMENSION[kind]} of a vehicle of the {vehicle.name} is not stated"
    hint = f" (about {estimate} by its weight)" if estimate is not None else ""
    return f"the {_DIMENSION[kind]} of the {vehicle.name} is not stated{hint}"
