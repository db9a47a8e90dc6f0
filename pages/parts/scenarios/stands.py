"""How sectors and corridors stand under two plans: on the map left and right of a divider, and phase by phase."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import streamlit as st

from data.model import Phase
from pages.look.cover_words import BACKED, FOOTINGS, STRETCHES
from pages.look.legend import show_legend
from pages.look.table import Cell, Looking, show_table
from pages.map.layers import Group, Layer, MapFeature
from pages.map.view import Part
from pages.parts import plan_layers
from pages.parts.plan_map import show_plan_map
from pages.state.weighed import Weighed
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.secured import Footing
from routing.force.stretches import stretches_of

SHORT: Mapping[Footing, str] = MappingProxyType(
    {
        Footing.SECURED: "secured",
        Footing.NOT_ACTIVE: "not active",
        Footing.NOT_CONSENTED: "no consent",
        Footing.NOBODY_MAY_ACT: "nobody may act",
        Footing.NOT_KNOWN: "not known",
    }
)


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
        known = footing or Footing.NOT_KNOWN
        yield f"{number}  {phase.name}", Looking(FOOTINGS[known], SHORT[known])


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
    for corridor, told in zip(weighed.plan.corridors, cover.corridors, strict=True):
        for stretch in stretches_of(corridor, told):
            look = STRETCHES[stretch.kind] if stretch.kind else BACKED
            yield MapFeature(id=corridor.id, geometry=stretch.line, look=look, tooltip=(corridor.name, look.words))
