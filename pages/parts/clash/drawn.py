"""Theirs and mine on one map, told apart by colour, pattern and words."""

from collections.abc import Iterator, Sequence

from shapely.geometry.base import BaseGeometry

from pages.look import looks
from pages.look.looks import Look
from pages.map.layers import MapFeature
from pages.parts.drawn import show_drawn
from pages.parts.record.target import shape_of
from pages.state.clash import Clash
from pages.state.workspace import Workspace


def show_both(work: Workspace, found: Sequence[Clash]) -> None:
    """A map of every clash that lies somewhere, as it was, as theirs and as mine; nothing where none does."""
    features = [feature for one in found for feature in _features(work, one)]
    show_drawn(work, features, name="Theirs and mine", key=f"clash.map.{work.operation}")


def _features(work: Workspace, one: Clash) -> Iterator[MapFeature]:
    records = (one.was, one.theirs, one.mine)
    was, theirs, mine = (None if record is None else shape_of(work.plan, record) for record in records)
    both = [(looks.ALIKE, theirs)] if theirs == mine else [(looks.THEIRS, theirs), (looks.MINE, mine)]
    looked = [(looks.WAS, None if was == theirs else was), *both]
    name = str(getattr(one.shown, "name", one.record_id))
    return (_feature(one, look, shape, name) for look, shape in looked if shape is not None)


def _feature(one: Clash, look: Look, shape: BaseGeometry, name: str) -> MapFeature:
    return MapFeature(id=one.record_id, geometry=shape, look=look, label=look.words, tooltip=(look.words, name))
