"""What is known of the road at a place, and of what lies over that place."""

from collections.abc import Iterator

from shapely import Point

from data.model import Plan
from pages.look import words
from pages.look.clock import age
from pages.parts.facts import Fact, title_of
from pages.parts.record.about import NOT_KNOWN
from pages.state.workspace import Workspace
from routing.index import NetworkIndex
from routing.nearby import WITHIN_M, RoadAt, reports_on, road_near

CLOSE_M = 25.0
"""A road nearer than this to the place was meant by it."""
LIMITS = {
    "maxheight_m": "clearance {:g} m",
    "maxwidth_m": "width {:g} m",
    "maxlength_m": "length {:g} m",
    "maxweight_t": "weight {:g} t",
    "maxaxleload_t": "axle load {:g} t",
    "mlc_wheeled": "load class {:g}",
}


def place_facts(work: Workspace, place: Point) -> tuple[Fact, ...]:
    """The road there with its limits and last report, and the areas the place lies in."""
    road = road_near(work.index, place) if work.index else None
    told = [*_areas(work.plan, place)]
    if work.index is None or road is None:
        return (("Road", f"none within {WITHIN_M:.0f} m; what lies off the roads is {NOT_KNOWN}"), *told)
    return (*_road(work.index, road), *_reported(work, work.index, road), *told)


def _road(index: NetworkIndex, road: RoadAt) -> Iterator[Fact]:
    def text(column: str) -> str:
        return index.network.segment_text(column, road.segment) or ""

    away = f", {words.kilometres(road.distance_m)} from the place" if road.distance_m > CLOSE_M else ""
    names = [text("name"), text("name_en"), text("name_ar"), text("ref")]
    yield "Road", f"{' · '.join(dict.fromkeys(filter(None, names))) or 'name not known'}{away}"
    kinds = [word for word in ("bridge", "tunnel") if text(word) not in ("", "no")]
    yield "Class", " · ".join([text("highway").replace("_", " ") or "class not known", *kinds])
    yield "This piece", words.kilometres(float(index.lines.length_m[road.segment]))
    yield "Limits", ", ".join(_limits(index, road.segment))
    if text("limit_doubt"):
        yield "Limits in doubt", text("limit_doubt")
    yield "Surface", text("surface") or NOT_KNOWN


def _limits(index: NetworkIndex, segment: int) -> Iterator[str]:
    row = {column: index.network.segments[column][segment].as_py() for column in LIMITS}
    yield from (LIMITS[column].format(value) for column, value in row.items() if value is not None)
    missing = [LIMITS[column].split(" {")[0] for column, value in row.items() if value is None]
    if missing:
        yield f"{NOT_KNOWN}: {', '.join(missing)}"


def _reported(work: Workspace, index: NetworkIndex, road: RoadAt) -> Iterator[Fact]:
    reports = reports_on(index, work.plan, road.segment, work.moment)
    if not reports:
        yield "Last report", "nobody has reported on it: unknown"
        return
    newest = reports[0]
    state = newest.passability(work.moment).value
    yield "Last report", f"{newest.status.value}, counts as {state} ({newest.id})"
    yield "Reported by", f"{newest.source.name}, confidence {newest.source.confidence.value}"
    yield "Age of the report", age(newest.source.age(work.moment))


def _areas(plan: Plan, place: Point) -> Iterator[Fact]:
    inside = [sector.name for sector in plan.sectors if sector.area.covers(place)]
    yield "Sector", ", ".join(inside) or "in no sector"
    zones = [title_of(zone) for zone in plan.zones if zone.area.covers(place)]
    if zones:
        yield "Zones", ", ".join(zones)
