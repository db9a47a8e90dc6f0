"""Sites and border crossings from foreign files of places."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely import Point

from data.model.finding import Finding, Severity
from data.model.ids import CrossingId, SiteId
from data.model.place import Crossing, Site, SiteKind
from data.model.provenance import Provenance
from data.sources.fields import Doubt, Fields, distinct_ids, slug, told_together
from data.sources.vector import Feature, FeatureFile, Theatre, read_features

_ID_NAMES = ("id", "site_id", "crossing_id", "osm_id", "@id", "pcode", "p_code")
NAME_NAMES = ("name", "name_en", "name:en", "اسم_المعلم", "pcbs_name", "title", "label")
ARABIC_NAMES = ("name_ar", "name:ar", "name_arb", "اسم_المعلم")
_KIND_NAMES = ("kind", "amenity", "healthcare", "type", "category", "social_facility", "man_made", "power", "building")
_CROSSING_WORDS = re.compile(r"border[_ ]?cross|border[_ ]?control|^crossing$|crossing point", re.IGNORECASE)
_WORDS: tuple[tuple[SiteKind, str], ...] = (
    (SiteKind.HOSPITAL, r"hospital|مستشفى|مستشفي"),
    (SiteKind.CLINIC, r"clinic|health[_ ]?(cent|post)|doctors|عيادة|مركز صحي"),
    (SiteKind.WAREHOUSE, r"warehouse|storage|depot|مستودع|مخزن"),
    (SiteKind.DISTRIBUTION, r"distribution|توزيع"),
    (SiteKind.SHELTER, r"shelter|refugee|displace|مأوى|ملجأ"),
    (SiteKind.WATER_PLANT, r"water[_ ]?(works|plant|treatment)|desalination|محطة مياه|تحلية"),
    (SiteKind.WELL, r"\bwell\b|water[_ ]?(point|well)|بئر|بئر"),
    (SiteKind.POWER_PLANT, r"power[_ ]?(plant|station)|محطة كهرباء"),
    (SiteKind.RECONSTRUCTION, r"reconstruction|إعمار"),
    (SiteKind.SCHOOL, r"school|kindergarten|university|college|مدرسة|education"),
    (SiteKind.HOLDING_POINT, r"holding[_ ]?point"),
    (SiteKind.CHECKPOINT, r"check[_ -]?point|حاجز|نقطة تفتيش"),
    (SiteKind.BASE, r"\bbase\b|barracks|military|قاعدة"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """Sites and border crossings of a file."""

    sites: tuple[Site, ...]
    crossings: tuple[Crossing, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A feature with one point and an id used once in its file."""

    fields: Fields
    point: Point
    id: str


def read_sites(path: Path, *, layer: str | None = None, theatre: Theatre | None = None) -> SiteFile:
    """The places of a foreign file; a border crossing is known by its kind or by the name of the file.

    Raises
    ------
    SourceError
        When the file is not usable.
    """
    file = read_features(path, layer=layer, theatre=theatre)
    placed, doubts = placed_in(file, path)
    are_crossings = "crossing" in path.stem.lower()
    sites = [_site(p) for p in placed if not (are_crossings or _is_crossing(p.fields))]
    crossings = [_crossing(p) for p in placed if are_crossings or _is_crossing(p.fields)]
    doubts += [doubt for _, found in (*sites, *crossings) for doubt in found]
    return SiteFile(
        sites=tuple(site for site, _ in sites),
        crossings=tuple(crossing for crossing, _ in crossings),
        findings=(*file.findings, *told_together(doubts)),
        provenance=file.provenance,
    )


def placed_in(file: FeatureFile, path: Path) -> tuple[list[Placed], list[Doubt]]:
    """Every feature of a file with one point and an id of its own, and what is in doubt about them."""
    all_fields = [Fields(feature) for feature in file.features]
    stated = [fields.text(*_ID_NAMES) or feature.id for fields, feature in zip(all_fields, file.features, strict=True)]
    # one id for all is a column that nobody filled in
    useful = len(stated) == 1 or len(set(stated)) > 1
    plain = [f"{slug(path.stem)}-{fields.number}" for fields in all_fields]
    wishes = [own if own and useful else other for own, other in zip(stated, plain, strict=True)]
    ids = distinct_ids(wishes)
    doubts = [doubt for feature in file.features for doubt in _shape_doubts(feature)]
    doubts += [_renamed(f.number, w, own) for f, w, own in zip(all_fields, wishes, ids, strict=True) if w != own]
    return [
        Placed(fields=fields, point=_point(feature), id=own)
        for fields, feature, own in zip(all_fields, file.features, ids, strict=True)
    ], doubts


def _renamed(number: int, wish: str, own: str) -> Doubt:
    return Doubt(
        number=number,
        code="id-renamed",
        message=f"its id {wish} was used before; it is {own} here.",
        remedy="Give each place an id of its own in the file.",
    )


def _point(feature: Feature) -> Point:
    shape = feature.geometry
    return shape if isinstance(shape, Point) else shape.representative_point()


def _shape_doubts(feature: Feature) -> list[Doubt]:
    if isinstance(feature.geometry, Point):
        return []
    message = f"it is a {feature.geometry.geom_type}, not a point; a point on it was taken."
    remedy = "Move the point to its entrance on the map."
    return [
        Doubt(number=feature.number, code="point-from-shape", message=message, remedy=remedy, severity=Severity.NOTE)
    ]


def _is_crossing(fields: Fields) -> bool:
    words = (fields.text(name) or "" for name in ("kind", "type", "barrier", "category"))
    return any(_CROSSING_WORDS.search(word) for word in words)


def _site(placed: Placed) -> tuple[Site, list[Doubt]]:
    fields = placed.fields
    valid, first = fields.validity()
    source, second = fields.source()
    capacity, third = amount(fields, "capacity", "capacity:persons", "beds", "capacity_beds")
    room_m, fourth = amount(fields, "room_m")
    gate, fifth = _gate(fields)
    site = Site(
        id=SiteId(placed.id),
        name=fields.text(*NAME_NAMES) or placed.id,
        name_ar=fields.text(*ARABIC_NAMES),
        point=placed.point,
        kind=_kind(fields),
        capacity=capacity,
        capacity_unit=fields.text("capacity_unit"),
        room_m=room_m,
        **gate,
        valid=valid,
        source=source,
        note=fields.text("note", "description"),
    )
    return site, [*first, *second, *third, *fourth, *fifth]


def _gate(fields: Fields) -> tuple[dict[str, Any], list[Doubt]]:
    """How long a gate takes for a vehicle, and for how many at once."""
    service_s, first = amount(fields, "service_time_per_vehicle_s")
    lanes, second = amount(fields, "lanes")
    return {"service_time_per_vehicle_s": service_s, "lanes": None if lanes is None else int(lanes)}, [*first, *second]


def _crossing(placed: Placed) -> tuple[Crossing, list[Doubt]]:
    fields = placed.fields
    source, first = fields.source()
    gate, second = _gate(fields)
    crossing = Crossing(
        id=CrossingId(placed.id),
        name=fields.text(*NAME_NAMES) or placed.id,
        name_ar=fields.text(*ARABIC_NAMES),
        point=placed.point,
        **gate,
        source=source,
        note=_crossing_note(fields),
    )
    status = fields.text("status")
    if status is None:
        return crossing, [*first, *second]
    message = "its status in the file is not a dated report and opens or closes nothing; it is kept as a note."
    remedy = "Enter a status report with its time and source."
    told = Doubt(number=fields.number, code="status-kept-as-note", message=message, remedy=remedy)
    return crossing, [*first, *second, told]


def _crossing_note(fields: Fields) -> str | None:
    parts = [
        fields.text("note", "description"),
        fields.text("status") and f"status in the file: {fields.text('status')}",
    ]
    return "; ".join(part for part in parts if part) or None


def _kind(fields: Fields) -> SiteKind:
    words = [word for name in _KIND_NAMES if (word := fields.text(name))]
    exact = {kind.value: kind for kind in SiteKind}
    for word in words:
        plain = word.lower().replace(" ", "_").replace("-", "_")
        if plain in exact:
            return exact[plain]
    text = " ; ".join(words or [fields.text(*NAME_NAMES) or ""]).lower()
    return next((kind for kind, pattern in _WORDS if re.search(pattern, text)), SiteKind.OTHER)


def amount(fields: Fields, *names: str) -> tuple[float | None, list[Doubt]]:
    """The first of these fields as a number of 0 or more; None, with the reason, where it is none."""
    if fields.value(*names) is None:
        return None, []
    stated = fields.number_of(*names)
    if stated is not None and stated >= 0:
        return stated, []
    message = f"its {names[0]} {fields.text(*names)!r} is not a number of 0 or more; it was taken as not reported."
    remedy = "Give a number, or leave it out."
    return None, [Doubt(number=fields.number, code="amount-unusable", message=message, remedy=remedy)]
