"""Coverage of one phase on the map: how sectors stand, stretches by what they lack, places, and more units."""

from collections.abc import Iterator

import shapely

from data.model import Plan
from pages.look import cover_words, words
from pages.look.clock import duration
from pages.map.layers import Group, Layer, MapFeature
from pages.parts import plan_layers
from pages.parts.cover.asked import Seen
from pages.parts.force.views import name_of
from routing.force.covered import Gap, GapKind, PlaceCover, PlaceTime
from routing.force.placing import Placing
from routing.force.secured import Footing
from routing.force.stretches import Stretch, stretches_of
from routing.force.wanted import Demand


def layers(
    plan: Plan, seen: Seen, standard: str | None, picked: Gap | None, placing: Placing | None
) -> tuple[Layer, ...]:
    """All that the map of a phase shows, areas below, places on top."""
    return (
        Layer(name="Sectors", group=Group.FORCE, features=list(_sectors(plan, seen))),
        Layer(name="Gap picked", group=Group.FINDINGS, features=list(_picked(picked))),
        Layer(name="What more units bring", group=Group.FORCE, features=list(_brought(placing))),
        Layer(name="Corridors", group=Group.WAYS, features=list(_corridors(plan, seen, standard))),
        Layer(name="Crossings", group=Group.PLACES, features=plan_layers.crossings(plan)),
        Layer(name="Sites and settlements", group=Group.PLACES, features=list(_places(plan, seen, standard))),
        Layer(name="More units", group=Group.FORCE, features=list(_more_units(plan, placing))),
    )


def _sectors(plan: Plan, seen: Seen) -> Iterator[MapFeature]:
    for sector in plan.sectors:
        look = cover_words.FOOTINGS[seen.cover.footing[sector.id]]
        look = cover_words.CUT_OFF if sector.id in seen.cover.cut_off else look
        yield MapFeature(
            id=sector.id,
            geometry=sector.area,
            look=look,
            label=sector.name,
            label_ar=sector.name_ar,
            tooltip=(sector.name, look.words),
        )


def _corridors(plan: Plan, seen: Seen, standard: str | None) -> Iterator[MapFeature]:
    for corridor, cover in zip(plan.corridors, seen.cover.corridors, strict=True):
        for stretch in stretches_of(corridor, cover, standard):
            look = cover_words.STRETCHES[stretch.kind] if stretch.kind else cover_words.BACKED
            yield MapFeature(
                id=corridor.id,
                geometry=stretch.line,
                look=look,
                tooltip=(f"{corridor.name}, {words.kilometres(stretch.distance_m)}", *_lacks(stretch)),
            )


def _lacks(stretch: Stretch) -> tuple[str, ...]:
    told = (f"{gap.standard}: " if gap.standard else "" for gap in stretch.gaps)
    lacks = tuple(f"{s}{cover_words.STRETCHES[g.kind].words.lower()}" for s, g in zip(told, stretch.gaps, strict=True))
    return lacks or (cover_words.BACKED.words,)


def _places(plan: Plan, seen: Seen, standard: str | None) -> Iterator[MapFeature]:
    points = {str(s.id): s.point for s in plan.sites} | {str(s.id): s.point for s in plan.settlements}
    for place in (*seen.cover.sites, *seen.cover.settlements):
        look = cover_words.PLACES[is_covered(place, standard)]
        people = () if place.people is None else (words.count(place.people, "people"),)
        yield MapFeature(
            id=place.place_id,
            geometry=points[place.place_id],
            look=look,
            tooltip=(name_of(plan, place.place_id), look.words, *people, *map(time_told, place.times)),
        )


def is_covered(place: PlaceCover, standard: str | None) -> bool | None:
    """Whether a place is covered under a standard, or under all for None; None where nobody knows."""
    times = [time for time in place.times if standard in {None, time.standard}]
    if place.footing is Footing.SECURED and all(time.bases for time in times):
        return True
    limit_unknown = all(time.bases or _only_unknown(time) for time in times)
    return None if place.footing in {Footing.SECURED, Footing.NOT_KNOWN} and limit_unknown else False


def _only_unknown(time: PlaceTime) -> bool:
    return time.gap is GapKind.UNKNOWN_ROADS


def time_told(time: PlaceTime) -> str:
    """How soon a response is at a place, in words."""
    if time.known_s is not None:
        late = "" if time.bases else ", too late"
        return f"{time.standard}: {duration(time.known_s)}{late}"
    hoped = "" if time.at_best_s is None else f", {duration(time.at_best_s)} over roads of unknown state"
    return f"{time.standard}: no known way{hoped}"


def _picked(gap: Gap | None) -> Iterator[MapFeature]:
    if gap is not None:
        yield MapFeature(id="", geometry=gap.line, look=cover_words.PICKED)


def _brought(placing: Placing | None) -> Iterator[MapFeature]:
    """What more units would bring into time: stretches of corridor as one line, places one by one."""
    if placing is None or not placing.brings:
        return
    if placing.wish.demand is Demand.CORRIDORS:
        line = shapely.line_merge(shapely.union_all(list(placing.brings)))
        yield MapFeature(id="", geometry=line, look=cover_words.BROUGHT, tooltip=(cover_words.BROUGHT.words,))
        return
    for point in placing.brings:
        look = cover_words.BROUGHT_PLACE
        yield MapFeature(id="", geometry=point, look=look, tooltip=(look.words,))


def _more_units(plan: Plan, placing: Placing | None) -> Iterator[MapFeature]:
    for site in plan.sites:
        if placing is None or site.id not in placing.sites:
            continue
        look = cover_words.MORE_UNITS
        yield MapFeature(
            id=site.id,
            geometry=site.point,
            look=look,
            label=site.name,
            tooltip=(look.words, site.name, placing.standard),
        )
