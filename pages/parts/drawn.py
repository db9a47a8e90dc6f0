"""A small map of some features alone, with what their looks mean below it."""

from collections.abc import Sequence

from pages.look.legend import show_legend
from pages.map.layers import Group, Layer, MapFeature
from pages.map.view import show_map
from pages.parts import extent
from pages.state.answers import road_map
from pages.state.workspace import Workspace, networks_folder


def show_drawn(work: Workspace, features: Sequence[MapFeature], *, name: str, key: str) -> None:
    """The features as one layer on the roads of the operation; nothing where there are none."""
    if not features:
        return
    roads = road_map(work.index.network.fingerprint, work.index, networks_folder()) if work.index else None
    view = extent.around([feature.geometry for feature in features])
    layer = Layer(name=name, group=Group.FORCE, features=features)
    show_map((layer,), key=key, view=view or ((0.0, 0.0), 2), roads=roads)
    show_legend(dict.fromkeys(feature.look for feature in features))
