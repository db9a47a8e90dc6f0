"""Features that are areas: made proper, with an id and a name of their own."""

from dataclasses import dataclass
from pathlib import Path

from shapely import MultiPolygon, Polygon

from data.errors import SourceError
from data.model.finding import Finding, Severity
from data.sources.fields import Doubt, Fields, distinct_ids, slug, told_together
from data.sources.vector import Feature, FeatureFile
from geo.repair import Repair, repaired
from geo.tiling import equal_areas

_LEVELS = (4, 3, 2, 1, 0)
_ID_NAMES = ("id", "zone_id", "sector_id", "p_code", "pcode", *(f"adm{n}_pcode" for n in _LEVELS))
_NAME_NAMES = ("name", "name_en", "name:en", "title", "label", "block", "mun_name")
_ADMIN_NAMES = tuple(f"adm{n}_{end}" for n in _LEVELS for end in ("name", "en"))
_ARABIC_NAMES = ("name_ar", "name:ar", "name_arb", *(f"adm{n}_{end}" for n in _LEVELS for end in ("name1", "ar")))
_MOST_CHANGE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapedFeature:
    """A feature with its area made proper and an id used once in its file."""

    feature: Feature
    fields: Fields
    area: Polygon | MultiPolygon
    id: str

    @property
    def name(self) -> str:
        """Its name; its id when it has none."""
        return self.fields.text(*_NAME_NAMES, *_ADMIN_NAMES) or self.id

    @property
    def name_ar(self) -> str | None:
        """Its Arabic name."""
        return self.fields.text(*_ARABIC_NAMES)

    @property
    def is_administrative(self) -> bool:
        """Whether it carries the name columns of administrative boundary files."""
        return self.fields.text(*_ADMIN_NAMES) is not None


def shaped_features(file: FeatureFile, path: Path) -> tuple[list[ShapedFeature], list[Doubt]]:
    """Features that are areas, and the doubts about these and the others.

    Raises
    ------
    SourceError
        When there are features and none is an area.
    """
    found = [(feature, repaired(feature.geometry)) for feature in file.features]
    doubts = [doubt for feature, repair in found for doubt in _shape_doubts(feature, repair)]
    areas = [(feature, Fields(feature), repair.area) for feature, repair in found if repair is not None]
    if file.features and not areas:
        faults = [f"feature {f.number}: it is a {f.geometry.geom_type}, not an area" for f in file.features]
        raise SourceError(path.name, faults, "Give a file of polygons.")
    stated = [fields.text(*_ID_NAMES) for _, fields, _ in areas]
    # one id for all is a column that nobody filled in
    useful = len(areas) == 1 or len(set(stated)) > 1
    plain = [f"{slug(path.stem)}-{feature.number}" for feature, _, _ in areas]
    wishes = [own if own and useful else other for own, other in zip(stated, plain, strict=True)]
    ids = distinct_ids(wishes)
    doubts += [_renamed(a[0].number, wish, own) for a, wish, own in zip(areas, wishes, ids, strict=True) if wish != own]
    return [
        ShapedFeature(feature=feature, fields=fields, area=area, id=own)
        for (feature, fields, area), own in zip(areas, ids, strict=True)
    ], doubts


def _renamed(number: int, wish: str, own: str) -> Doubt:
    return Doubt(
        number=number,
        code="id-renamed",
        message=f"its id {wish} was used before; it is {own} here.",
        remedy="Give each area an id of its own in the file, or join the parts of one area.",
    )


def _shape_doubts(feature: Feature, repair: Repair | None) -> list[Doubt]:
    if repair is None:
        message = f"it is a {feature.geometry.geom_type}, not an area; it was left out."
        return [Doubt(number=feature.number, code="not-an-area", message=message, remedy="Draw it as an area.")]
    doubts = []
    if repair.lost_kinds:
        message = f"besides its area it holds {' and '.join(repair.lost_kinds)}; these were left aside."
        doubts.append(Doubt(number=feature.number, code="not-an-area", message=message, remedy="Check it on the map."))
    if repair.place is not None:
        doubts.append(_repair_doubt(feature.number, repair, repair.place))
    return doubts


def _repair_doubt(number: int, repair: Repair, place: tuple[float, float]) -> Doubt:
    large = repair.changed_share > _MOST_CHANGE
    if large:
        measures = f"its area is now {repair.after_m2 / 1e6:.3f} km², as drawn {repair.before_m2 / 1e6:.3f} km²"
    else:
        measures = f"its area changed by {abs(repair.after_m2 - repair.before_m2):.0f} m²"
    return Doubt(
        number=number,
        code="area-crossed",
        message=f"its outline meets itself near {place[0]:.5f}, {place[1]:.5f}; it was repaired, {measures}.",
        remedy="Compare the area with its source and move that corner.",
        severity=Severity.PROBLEM if large else Severity.DOUBT,
        place=place,
    )


def duplicate_areas(shaped: list[ShapedFeature]) -> tuple[Finding, ...]:
    """Findings about features that have exactly the shape of another."""
    groups = equal_areas({s.id: s.area for s in shaped})
    number = {s.id: s.feature.number for s in shaped}
    doubts = [
        Doubt(
            number=number[other],
            code="duplicate-area",
            message=f"it has exactly the shape of {group[0]} (feature {number[group[0]]}).",
            remedy="Remove one of the two, or correct its outline.",
        )
        for group in groups
        for other in group[1:]
    ]
    return told_together(doubts)
