"""A small app around the map part, started by the browser tests."""

import streamlit as st

from pages.look.legend import show_legend
from pages.map.layers import Layer, MapFeature, looks_of
from pages.web import server

if st.runtime.exists() and __name__ == "__main__":
    from pages.look import looks
    from pages.map.view import show_map
    from pages.web.basemap import road_map
    from pages.web.home import roads_folder
    from tests.browser.payloads import PAYLOADS, hostile_layers
    from tests.browser.town import BOUNDS, operation, town

    st.set_page_config(page_title="Map under test", page_icon=str(server.BROWSER / "icon.png"), layout="wide")
    st.html(server.BROWSER / "frame.css")
    st.header("Map")
    wish = st.query_params.get("show", "operation")
    phase = st.slider("Phase", 1, 5, 1)
    layers = {
        "operation": operation,
        "hostile": hostile_layers,
        "empty": list,
    }[wish]()
    if phase > 1:
        layers = [
            *layers,
            Layer(
                name="Phase",
                features=[
                    MapFeature(id=f"phase_{phase}", geometry=looks_at, look=looks.CHOSEN, label=f"phase_{phase}")
                    for looks_at in [operation()[3].features[0].geometry]
                ],
            ),
        ]
    event = show_map(layers, key="map", view=BOUNDS, roads=road_map(town(), roads_folder()))
    show_legend(looks_of(layers))
    st.code(f"{event.object_id!r} {event.clicked!r} {event.count} {len(PAYLOADS)}")
else:
    app = st.App(__file__, routes=server.routes(), middleware=server.MIDDLEWARE, on_script_error=server.say_error)
