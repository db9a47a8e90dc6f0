"""Zones and sectors from foreign files of areas."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.errors import SourceError
from data.model.barrier import Barrier, BarrierKind
from data.model.contributor import Contributor
from data.model.finding import Finding
from data.model.ids import BarrierId, ContributorId, SectorId, ZoneId
from data.model.provenance import Provenance
from data.model.sector import Sector
from data.model.zone import Zone, ZoneKind
from data.sources.fields import Doubt, Fields, slug, told_together
from data.sources.orders import is_order_file, orders_as_zones
from data.sources.shaped import ShapedFeature, duplicate_areas, shaped_features
from data.sources.vector import Feature, FeatureFile, LeftOut, Theatre, read_features

_DANGEROUS = {
    ZoneKind.HAZARD,
    ZoneKind.MINES,
    ZoneKind.FLOOD,
    ZoneKind.DAMAGE,
    ZoneKind.EVACUATION,
    ZoneKind.NO_GO,
    ZoneKind.MILITARY,
    ZoneKind.SEPARATION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFile:
    """Zones of a file, and a barrier for each that does something to roads."""

    zones: tuple[Zone, ...]
    barriers: tuple[Barrier, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorFile:
    """Sectors of a file, the owners it names, and the phases in which it calls each sector active."""

    sectors: tuple[Sector, ...]
    contributors: tuple[Contributor, ...]
    phases_named: Mapping[SectorId, tuple[str, ...]]
    findings: tuple[Finding, ...]
    provenance: Provenance


def read_zones(path: Path, *, layer: str | None = None, theatre: Theatre | None = None) -> ZoneFile:
    """The zones of a foreign file; evacuation orders are understood as zones with their times.

    Raises
    ------
    SourceError
        When the file is not usable, or a zone that does something to roads cannot be understood:
        such a zone must not be lost, for its roads would seem open.
    """
    file = read_features(path, layer=layer, theatre=theatre)
    shaped, doubts = shaped_features(file, path)
    _require_barriers(file, shaped, path)
    if is_order_file(file.features) and not any(_states_barrier(feature) for feature in file.features):
        zones, more = orders_as_zones(shaped, path.stem)
        return ZoneFile(
            zones=zones,
            barriers=(),
            findings=(*file.findings, *told_together([*doubts, *more])),
            provenance=file.provenance,
        )
    pairs = [_zone(s) for s in shaped]
    doubts += [doubt for _, found in pairs for doubt in found]
    return ZoneFile(
        zones=tuple(zone for zone, _ in pairs),
        barriers=tuple(
            barrier for s, (zone, _) in zip(shaped, pairs, strict=True) if (barrier := _barrier(s.fields, zone))
        ),
        findings=(*file.findings, *told_together(doubts), *duplicate_areas(shaped)),
        provenance=file.provenance,
    )


def read_sectors(path: Path, *, layer: str | None = None, theatre: Theatre | None = None) -> SectorFile:
    """The sectors of a foreign file.

    Raises
    ------
    SourceError
        When the file is not usable.
    """
    file = read_features(path, layer=layer, theatre=theatre)
    shaped, doubts = shaped_features(file, path)
    pairs = [_sector(s) for s in shaped]
    doubts += [doubt for _, found in pairs for doubt in found]
    owners = {s.fields.text("owner", "contributor"): s.fields for s in shaped}
    return SectorFile(
        sectors=tuple(sector for sector, _ in pairs),
        contributors=tuple(_contributors(owner for owner in owners if owner)),
        phases_named={
            SectorId(s.id): phases for s in shaped if (phases := s.fields.texts("phases", "phase", "active_in"))
        },
        findings=(*file.findings, *told_together(doubts), *duplicate_areas(shaped)),
        provenance=file.provenance,
    )


def _require_barriers(file: FeatureFile, shaped: list[ShapedFeature], path: Path) -> None:
    usable = {s.feature.number for s in shaped}
    lost = [(left.number, left.why) for left in file.left_out if _states_barrier(left)]
    lost += [(f.number, "it is not an area") for f in file.features if f.number not in usable and _states_barrier(f)]
    faults = [f"feature {number} acts on roads but cannot be placed: {why}" for number, why in lost]
    faults += [f"feature {s.feature.number}: {why}" for s in shaped if (why := _barrier_fault(s))]
    if faults:
        raise SourceError(path.name, faults, "Correct them: a closure that is lost would make its roads seem open.")


def _states_barrier(feature: Feature | LeftOut) -> bool:
    words = [value for key, value in feature.properties.items() if key.strip().lower() == "barrier"]
    return any(str(word).strip().lower() not in ("", "none") for word in words)


def _barrier_fault(shaped: ShapedFeature) -> str | None:
    fields = shaped.fields
    stated = {str(value) for key, value in shaped.feature.properties.items() if key.strip().lower() == "barrier"}
    if len(stated) > 1:
        return f"it states several barriers: {', '.join(sorted(stated))[:80]}"
    word, value = fields.text("barrier"), fields.number_of("value")
    if word is None and fields.value("barrier") is not None:
        return "its barrier is not a word"
    if word is None or word.lower() == "none":
        return None
    return _value_fault(fields, word, value)


def _value_fault(fields: Fields, word: str, value: float | None) -> str | None:
    kinds = {kind.value for kind in BarrierKind}
    if word.lower() not in kinds:
        return f"its barrier {word[:40]!r} is not one of {', '.join(sorted(kinds))}"
    least = {"scaled": 1.0, "added": 0.0}.get(word.lower())
    if least is not None and (value is None or value < least):
        return f"its barrier {word} needs a value of {least:g} or more, not {fields.text('value') or 'none'}"
    priority = fields.number_of("priority")
    if fields.value("priority") is not None and (priority is None or not priority.is_integer()):
        return f"its priority {fields.text('priority')} is not a whole number"
    return None


def _barrier(fields: Fields, zone: Zone) -> Barrier | None:
    word = fields.text("barrier")
    if word is None or word.lower() == "none":
        return None
    kind = BarrierKind(word.lower())
    return Barrier(
        id=BarrierId(f"{zone.id}-barrier"),
        area_id=zone.id,
        kind=kind,
        value=None if kind is BarrierKind.CLOSED else fields.number_of("value"),
        priority=int(fields.number_of("priority") or 0),
        valid=zone.valid,
        source=zone.source,
    )


def _zone(shaped: ShapedFeature) -> tuple[Zone, list[Doubt]]:
    fields = shaped.fields
    valid, first = fields.validity()
    source, second = fields.source()
    kind, third = _kind(fields, administrative=shaped.is_administrative)
    exposure, fourth = _exposure(fields, kind, understood=not third)
    zone = Zone(
        id=ZoneId(shaped.id),
        name=shaped.name,
        name_ar=shaped.name_ar,
        area=shaped.area,
        kind=kind,
        owner=fields.text("owner"),
        exposure=exposure,
        valid=valid,
        source=source,
        note=fields.text("note", "description"),
    )
    return zone, [*first, *second, *third, *fourth]


def _kind(fields: Fields, *, administrative: bool) -> tuple[ZoneKind, list[Doubt]]:
    known = {kind.value: kind for kind in ZoneKind}
    stated = fields.text("kind", "zone_kind", "zone_type")
    if stated is None:
        guess = (fields.text("type", "category") or "").lower().replace(" ", "_").replace("-", "_")
        return known.get(guess, ZoneKind.ADMIN if administrative else ZoneKind.OTHER), []
    word = stated.lower().replace(" ", "_").replace("-", "_")
    if word in known:
        return known[word], []
    message = f"its kind {stated[:40]!r} is not known here; it was taken as other, with the usual danger."
    remedy = f"Use one of {', '.join(known)}."
    return ZoneKind.OTHER, [Doubt(number=fields.number, code="kind-unknown", message=message, remedy=remedy)]


def _exposure(fields: Fields, kind: ZoneKind, *, understood: bool) -> tuple[float, list[Doubt]]:
    stated = fields.number_of("exposure")
    if stated is not None and stated >= 0:
        return stated, []
    acts = (fields.text("barrier") or "none").lower() != "none"
    assumed = 1.0 if acts or kind in _DANGEROUS or not understood else 0.0
    if fields.value("exposure") is None:
        return assumed, []
    message = f"its exposure {fields.text('exposure')!r} is not a number of 0 or more; 1 was taken."
    remedy = "Give 0 for harmless, 1 for the usual danger."
    return 1.0, [Doubt(number=fields.number, code="exposure-unusable", message=message, remedy=remedy)]


def _sector(shaped: ShapedFeature) -> tuple[Sector, list[Doubt]]:
    fields = shaped.fields
    valid, first = fields.validity()
    source, second = fields.source()
    owner = fields.text("owner", "contributor")
    sector = Sector(
        id=SectorId(shaped.id),
        name=shaped.name,
        name_ar=shaped.name_ar,
        area=shaped.area,
        owner=_contributor_id(owner) if owner else None,
        valid=valid,
        source=source,
        note=fields.text("note", "description"),
    )
    return sector, [*first, *second]


def _contributors(owners: Iterable[str]) -> Iterable[Contributor]:
    first: dict[ContributorId, str] = {}
    for owner in owners:
        first.setdefault(_contributor_id(owner), owner)
    return (Contributor(id=own, name=name) for own, name in first.items())


def _contributor_id(owner: str) -> ContributorId:
    return ContributorId(f"contributor-{slug(owner)}")
