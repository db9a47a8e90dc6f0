"""Theirs and mine on one map, told apart by colour, pattern and words."""

from collections.abc import Iterator, Sequence

from shapely.geometry.base import BaseGeometry

from pages.look import looks
from pages.look.legend import show_legend
from pages.look.looks import Look
from pages.map.layers import Group, Layer, MapFeature
from pages.map.view import show_map
from pages.parts import extent
from pages.parts.record.target import shape_of
from pages.state.answers import road_map
from pages.state.clash import Clash
from pages.state.workspace import Workspace, networks_folder


def show_both(work: Workspace, found: Sequence[Clash]) -> None:
    """A map of every clash that lies somewhere, as it was, as theirs and as mine; nothing where none does."""
    features = [feature for one in found for feature in _features(work, one)]
    if not features:
        return
    roads = road_map(work.index.network.fingerprint, work.index, networks_folder()) if work.index else None
    view = extent.around([feature.geometry for feature in features])
    layer = Layer(name="Theirs and mine", group=Group.FORCE, features=features)
    show_map((layer,), key=f"clash.map.{work.operation}", view=view or ((0.0, 0.0), 2), roads=roads)
    show_legend(dict.fromkeys(feature.look for feature in features))


def _features(work: Workspace, one: Clash) -> Iterator[MapFeature]:
    records = (one.was, one.theirs, one.mine)
    was, theirs, mine = (None if record is None else shape_of(work.plan, record) for record in records)
    both = [(looks.ALIKE, theirs)] if theirs == mine else [(looks.THEIRS, theirs), (looks.MINE, mine)]
    looked = [(looks.WAS, None if was == theirs else was), *both]
    name = str(getattr(one.shown, "name", one.record_id))
    return (_feature(one, look, shape, name) for look, shape in looked if shape is not None)


def _feature(one: Clash, look: Look, shape: BaseGeometry, name: str) -> MapFeature:
    return MapFeature(id=one.record_id, geometry=shape, look=look, label=look.words, tooltip=(look.words, name))
