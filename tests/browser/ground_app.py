"""A page with the map of one file of roads; started by browser tests and `bench.basemap`."""

import os
from pathlib import Path

import streamlit as st

from pages.web import server

if st.runtime.exists() and __name__ == "__main__":
    from shapely import box

    from pages.look import looks
    from pages.map.layers import Layer, MapFeature
    from pages.map.view import show_map
    from pages.state import workspace
    from pages.web.basemap import drawn_map, road_map
    from pages.web.home import roads_folder
    from tests.browser.ground import ground
    from tests.browser.town import town

    st.set_page_config(page_title="Map", page_icon=str(server.BROWSER / "icon.png"), layout="wide")
    st.html(server.BROWSER / "frame.css")
    st.header("Map")
    made = os.environ.get("PASSAGE_TEST_MAP")
    shown = (
        drawn_map(roads_folder() / made, ("made up",)) if made else road_map(town(), roads_folder(), ground=ground())
    )
    west, south, east, north = shown.bounds or (0.0, 0.0, 1.0, 1.0)
    moved = int(workspace.held("moved") or 0)
    area = box(west, south, west + (east - west) * (0.3 + 0.1 * (moved % 5)), (south + north) / 2)
    layers = [Layer(name="Area", features=[MapFeature(id="area", geometry=area, look=looks.OTHER_ZONE)])]
    show_map(layers if moved else [], key="map", view=shown.bounds or ((0, 0), 2), roads=shown)
    st.code(Path(shown.url).name)
    st.button("Move an area", on_click=workspace.hold, args=("moved", str(moved + 1)))
else:
    app = st.App(__file__, routes=server.routes(), middleware=server.MIDDLEWARE, on_script_error=server.say_error)
