"""A small app around the map for drawing, started by the browser tests: sectors, a line, a post, what was drawn."""

import json
import uuid

import streamlit as st

from pages.web import server

BOUNDS = (34.30, 31.35, 34.50, 31.50)

if st.runtime.exists() and __name__ == "__main__":
    import numpy as np
    from shapely import LineString, Point, Polygon, box
    from shapely.geometry import mapping

    from pages.look import looks
    from pages.map.drawing import Drawable, DrawnKind, DrawnShape, Form, Typed, Unsaved
    from pages.map.layers import MapFeature
    from pages.map.view import event_of, show_map
    from pages.state import workspace

    KINDS = (
        DrawnKind(name="sector", words="sector", form=Form.AREA, look=looks.QUIET_SECTOR, shared=True),
        DrawnKind(name="line", words="phase line", form=Form.LINE, look=looks.FORMER_WAY),
        DrawnKind(name="post", words="checkpoint", form=Form.POINT, look=looks.INCIDENT),
    )
    turn = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    large = np.stack([34.45 + 0.03 * np.cos(turn), 31.47 + 0.02 * np.sin(turn)], axis=1)
    wish = st.query_params.get("show", "sectors")
    saved = {
        "west": ("sector", "West", box(34.36, 31.40, 34.40, 31.44)),
        "east": ("sector", "East", box(34.40, 31.40, 34.44, 31.44)),
        # the corner where the other two meet lies on its edge
        "south": ("sector", "South", box(34.36, 31.37, 34.44, 31.40)),
    }
    if wish == "all":
        saved |= {
            "line": ("line", "Line amber", LineString([(34.33, 31.46), (34.36, 31.47), (34.39, 31.46)])),
            "post": ("post", "Post 4", Point(34.33, 31.38)),
        }
    if wish == "large":
        saved = {"large": ("sector", "Large", Polygon(large))}
    if wish == "empty":
        saved = {}
    st.set_page_config(page_title="Editor under test", page_icon=str(server.BROWSER / "icon.png"), layout="wide")
    st.html(server.BROWSER / "frame.css")
    st.header("Editor")
    session = workspace.held("session") or uuid.uuid4().hex
    workspace.hold("session", session)
    revision, token = st.query_params.get("revision", "1"), f"{session}.1"
    event = event_of(workspace.returned("edit"))
    drawn = event.drawn if event.drawn and event.drawn.token == token else None
    now = dict(saved)
    for shape_id, change in (drawn.changes if drawn else {}).items():
        now.pop(shape_id, None)
        if change:
            now[shape_id] = (change.kind, saved.get(shape_id, ("", shape_id))[1], change.geometry)
    look_of = {kind.name: kind.look for kind in KINDS}
    place = st.text_input("Place", key="place")
    asked = [float(part) for part in place.split(",")] if place else []
    drawable = Drawable(
        token=token,
        kinds=KINDS,
        shapes=[
            DrawnShape(feature=MapFeature(id=i, geometry=g, look=look_of[k], label=n, tooltip=(n,)), kind=k)
            for i, (k, n, g) in now.items()
        ],
        choose=("", 0),
        known=drawn is not None,
        heard=event.count,
        typed=Typed(asked[0], asked[1], hash(place)) if asked else None,
        unsaved=Unsaved(
            operation="test", revision=revision, session=session, ids=drawn.changes if drawn else frozenset()
        ),
    )
    roads = None
    if st.query_params.get("roads"):
        from pages.web.basemap import road_map
        from pages.web.home import roads_folder
        from tests.browser.town import town

        roads = road_map(town(), roads_folder())
    show_map([], key="edit", view=BOUNDS, roads=roads, drawable=drawable)
    told = {i: [k, mapping(g)] for i, (k, n, g) in now.items() if i != "large"}
    st.code(json.dumps({"shapes": told, "chosen": event.object_id, "count": event.count}))
else:
    app = st.App(__file__, routes=server.routes(), middleware=server.MIDDLEWARE, on_script_error=server.say_error)
