"""How sectors and corridors stand under two plans: on the map left and right of a divider, and phase by phase."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

import streamlit as st
from shapely import LineString, MultiLineString

from data.model import Phase
from geo.lines import lines_from
from pages.look import looks
from pages.look.legend import show_legend
from pages.look.looks import Look, Pattern
from pages.look.table import Cell, Looking, show_table
from pages.map.layers import Group, Layer, MapFeature
from pages.map.view import Part
from pages.parts import plan_layers
from pages.parts.plan_map import show_plan_map
from pages.state.weighed import Weighed
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.covered import GapKind, PhaseCover
from routing.force.secured import Footing

FOOTINGS: Mapping[Footing, Look] = MappingProxyType(
    {
        Footing.SECURED: Look(words="secured", colour=looks.BLUE, weight=2.5, fill=0.16),
        Footing.NOT_ACTIVE: Look(words="not active", colour=looks.GREY, weight=1.5, dash="2 5", fill=0.04),
        Footing.NOT_CONSENTED: Look(
            words="no consent", colour=looks.VERMILION, weight=2, dash="12 4", fill=0.3, pattern=Pattern.HATCH
        ),
        Footing.NOBODY_MAY_ACT: Look(
            words="nobody may act", colour=looks.VERMILION, weight=2, dash="3 5", fill=0.3, pattern=Pattern.CROSS
        ),
        Footing.NOT_KNOWN: Look(
            words="not known", colour=looks.GREY, weight=2, dash="5 6", fill=0.4, pattern=Pattern.DOTS
        ),
    }
)
COVERED = Look(words="Corridor covered", colour=looks.GREEN, weight=6, casing=True)
SECURED = Look(
    words="Corridor secured, help not known to come in time", colour=looks.ORANGE, weight=5, dash="14 6", casing=True
)
OPEN = Look(words="Corridor not secured", colour=looks.VERMILION, weight=6, dash="3 8", casing=True)


def show_sides(work: Workspace, left: Weighed, right: Weighed, phase: Phase) -> None:
    """The phase looked at under both, left and right of a divider."""
    one, other = (tuple(_features(weighed, phase)) for weighed in (left, right))
    sided = [*_of_side(one, other, "left"), *_of_side(other, one, "right")]
    both = [feature for feature in one if feature in other]
    divider = Part(
        name="swipe",
        told={
            "moments": False,
            "opens": True,
            "states": [{"name": left.name}, {"name": right.name}],
            "left": 0,
            "right": 1,
        },
    )
    layer = Layer(name="Sectors and corridors", group=Group.FORCE, features=[*both, *sided])
    show_plan_map(work, (layer, plan_layers.places(work.plan)), key="scenarios.map", tools=(divider,))


def show_by_phase(work: Workspace, columns: Sequence[Weighed]) -> None:
    """Sectors that do not stand alike in all plans, phase by phase."""
    st.header("Sectors by phase", anchor=False)
    rows: list[Mapping[str, Cell]] = []
    alike: list[str] = []
    for sector in work.plan.sectors:
        told = {one.name: [cover.footing.get(sector.id) for cover in one.cover] for one in columns}
        if len({tuple(footings) for footings in told.values()}) == 1:
            alike.append(sector.name)
            continue
        for number, (name, footings) in enumerate(told.items()):
            rows.append(
                {"Sector": sector.name if not number else "", "Plan": name} | dict(_cells(work.plan.phases, footings))
            )
    show_table(rows, about="Sectors by phase", none="Every sector stands alike in all of them.")
    if alike and rows:
        st.markdown(md(f"The same in all: {', '.join(alike)}."))
    show_legend(FOOTINGS.values())


def _cells(phases: Sequence[Phase], footings: Sequence[Footing | None]) -> Iterator[tuple[str, Cell]]:
    for number, (phase, footing) in enumerate(zip(phases, footings, strict=True), 1):
        look = FOOTINGS[footing or Footing.NOT_KNOWN]
        yield f"{number}  {phase.name}", Looking(look, look.words)


def _of_side(own: Sequence[MapFeature], others: Sequence[MapFeature], side: str) -> Iterator[MapFeature]:
    for feature in own:
        if feature not in others:
            yield MapFeature(**{name: getattr(feature, name) for name in feature.__slots__} | {"side": side})


def _features(weighed: Weighed, phase: Phase) -> Iterator[MapFeature]:
    cover = next((one for one in weighed.cover if one.phase_id == phase.id), None)
    if cover is None:
        return
    for sector in weighed.plan.sectors:
        look = FOOTINGS[cover.footing[sector.id]]
        yield MapFeature(
            id=sector.id,
            geometry=sector.area,
            look=look,
            label=sector.name,
            label_ar=sector.name_ar,
            tooltip=(sector.name, look.words),
        )
    for number, corridor in enumerate(weighed.plan.corridors):
        for look, line in _stretches(corridor.line, cover, number):
            yield MapFeature(id=corridor.id, geometry=line, look=look, tooltip=(corridor.name, look.words))


def _stretches(line: LineString, cover: PhaseCover, number: int) -> Iterator[tuple[Look, MultiLineString]]:
    """A corridor cut where it is covered, secured alone, or neither."""
    told = cover.corridors[number]
    open_m = [(gap.start_m, gap.end_m) for gap in told.gaps if gap.standard is None]
    slow_m = [(g.start_m, g.end_m) for g in told.gaps if g.standard is not None and g.kind is not GapKind.NO_BACKUP]
    cuts = sorted({0.0, told.total_m, *(end for pair in (*open_m, *slow_m) for end in pair)})
    lines, parts = lines_from([line]), dict[Look, list[LineString]]()
    for start_m, end_m in pairwise(cuts):
        middle_m = (start_m + end_m) / 2
        look = OPEN if _in(open_m, middle_m) else SECURED if _in(slow_m, middle_m) else COVERED
        parts.setdefault(look, []).append(LineString(lines.part(0, start_m, end_m)))
    yield from ((look, MultiLineString(own)) for look, own in parts.items())


def _in(stretches: Sequence[tuple[float, float]], at_m: float) -> bool:
    return any(start_m <= at_m <= end_m for start_m, end_m in stretches)
