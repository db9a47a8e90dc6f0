"""Why a route runs as it does, and what a missing one would need, as plain JSON values.

A way that is not permitted is always under the key `not_permitted`, never under `route`.
"""

from shapely.geometry import mapping

from data.export.answers import Document, route_document
from data.model.reasons import BindingReason, MetReason, RouteReasons
from data.model.results import NoRoute, Obstacle, WouldBeRoute


def reasons_document(reasons: RouteReasons) -> Document:
    """A route beside the obvious way, what binds it, the dearest first, and all that lies on the obvious way."""
    return {
        "is_obvious": reasons.is_obvious,
        "obvious": would_be_document(reasons.obvious),
        "extra_s": reasons.extra_s,
        "extra_m": reasons.extra_m,
        "extra_exposure_s": reasons.extra_exposure_s,
        "binding": [_binding(own) for own in reasons.binding],
        "met": [_met(own) for own in reasons.met],
    }


def separation_document(answer: NoRoute) -> Document:
    """What keeps the stops apart, the least to lift, and the way there would then be."""
    return {
        "to_lift": [_obstacle(own) for own in answer.obstacles],
        "weight": answer.weight,
        "at_least": answer.at_least,
        "proven": answer.proven,
        "separating": [_obstacle(own) for own in answer.separating],
        "also_separating": [[_obstacle(one) for one in own] for own in answer.also_separating],
        "would_be": would_be_document(answer.relaxed) if answer.relaxed else None,
    }


def would_be_document(way: WouldBeRoute) -> Document:
    """A way that is not permitted, with what would have to be lifted and where it is closed."""
    told = route_document(way.as_if_lifted)
    return {
        "lifted": [{"kind": kind, "id": own} for kind, own in way.lifted],
        "not_permitted": {key: value for key, value in told.items() if key not in {"answer", "findings"}},
        "findings": told["findings"],
        "closed": [
            {"kind": part.kind, "id": part.id, "distance_m": part.distance_m, "geometry": mapping(part.line)}
            for part in way.closed
        ],
    }


def _binding(binding: BindingReason) -> Document:
    return {
        "reasons": [_obstacle(own) for own in binding.reasons],
        "extra_s": binding.extra_s,
        "extra_m": binding.extra_m,
        "extra_exposure_s": binding.extra_exposure_s,
        "without": would_be_document(binding.without) if binding.without else None,
    }


def _met(own: MetReason) -> Document:
    return {
        "reason": _obstacle(own.reason),
        "distance_m": own.distance_m,
        "closes": own.closes,
        "slows_s": own.slows_s,
        "exposure_s": own.exposure_s,
        "binds": own.binds,
    }


def _obstacle(own: Obstacle) -> Document:
    return {"kind": own.kind, "id": own.id, "name": own.name, "why": own.why, "places": [list(p) for p in own.places]}
