"""A page with the map of one file of roads; started by browser tests and `bench.basemap`."""

import os
from pathlib import Path

import streamlit as st

from pages.web import server

if st.runtime.exists() and __name__ == "__main__":
    from pages.parts.map_view import show_map
    from pages.web.basemap import drawn_map
    from pages.web.home import roads_folder

    st.set_page_config(page_title="Map", page_icon=str(server.BROWSER / "icon.png"), layout="wide")
    st.header("Map")
    shown = drawn_map(roads_folder() / os.environ["PASSAGE_TEST_MAP"], ("made up",))
    show_map([], key="map", view=shown.bounds or ((0, 0), 2), roads=shown, height_px=640)
    st.code(Path(shown.url).name)
else:
    app = st.App(__file__, routes=server.routes(), middleware=server.MIDDLEWARE, on_script_error=server.say_error)
