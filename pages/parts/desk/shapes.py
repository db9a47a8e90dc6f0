"""Records of a plan as shapes to draw on: sectors below, then zones, the large before the small, lines and places."""

from collections.abc import Collection, Sequence
from datetime import datetime

from data.model import Phase, Plan, ZoneKind
from pages.map.drawing import DrawnShape
from pages.map.layers import Layer, MapFeature
from pages.parts import convoy_layers, plan_layers
from pages.state.nouns import Drawable, kind_of


def zones(plan: Plan, moments: Sequence[datetime], kept: Collection[str] = ()) -> list[DrawnShape]:
    """Zones as what they do at any of these moments; administrative ones only when they are among `kept`."""
    hidden = {zone.id for zone in plan.zones if zone.kind is ZoneKind.ADMIN} - set(kept)
    return [_shape(feature, "zone") for feature in convoy_layers.zones(plan, moments) if feature.id not in hidden]


def everything(plan: Plan, phase: Phase | None, at: datetime, kept: Collection[str]) -> list[DrawnShape]:
    """All that can be drawn, whether or not it is in force now."""
    return [
        *(_shape(feature, "sector") for feature in plan_layers.sectors(plan, phase).features),
        *zones(plan, [at], kept),
        *(_shape(feature, "line") for feature in plan_layers.control_lines(plan, None).features),
        *(_shape(feature, _kind(plan, feature.id)) for feature in plan_layers.sites(plan)),
    ]


def around(plan: Plan, at: datetime, kept: Collection[str]) -> tuple[Layer, ...]:
    """What is only looked at: administrative areas and crossings."""
    admin = [f for f in plan_layers.zones(plan, at, None).features if _is_admin(plan, f.id) and f.id not in kept]
    quiet = [MapFeature(id="", geometry=f.geometry, look=f.look, tooltip=()) for f in admin]
    return (
        Layer(name="Administrative areas", features=quiet),
        Layer(name="Crossings", features=plan_layers.crossings(plan)),
    )


def _shape(feature: MapFeature, kind: str) -> DrawnShape:
    return DrawnShape(feature=feature, kind=kind)


def _kind(plan: Plan, record_id: str) -> str:
    record = plan.get(record_id)
    return kind_of(record) if isinstance(record, Drawable) else "site"


def _is_admin(plan: Plan, record_id: str) -> bool:
    return any(zone.id == record_id and zone.kind is ZoneKind.ADMIN for zone in plan.zones)
