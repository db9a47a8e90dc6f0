"""A hand on the map for drawing: pointer and keys, and what the page has heard of them."""

import json

from shapely.geometry import shape

PLACE = "([lon, lat]) => { const p = map_div.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }"


class Hand:
    """Pointer and keyboard of one page; places are (longitude, latitude)."""

    def __init__(self, watched):
        self.watched, self.page = watched, watched.page
        self.open()

    def open(self):
        """Wait for the map and its shapes."""
        self.watched.map(roads=False)
        self.frame = next(f for f in self.page.frames if "streamlit_folium" in f.url)
        self.frame.wait_for_function("() => map_div.passageEditor && map_div.passageEditor.token", timeout=60_000)
        self.page.wait_for_timeout(400)

    def at(self, place):
        x, y = self.frame.evaluate(PLACE, list(place))
        box = self.page.locator("iframe[title*=folium]").bounding_box()
        return box["x"] + x, box["y"] + y

    def click(self, place, **options):
        self.page.mouse.click(*self.at(place), **options)
        self.page.wait_for_timeout(60)

    def drag(self, start, end, hold=None):
        """Drag what lies at a place to another; `hold` looks before the pointer is let go."""
        self.page.mouse.move(*self.at(start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(end), steps=4)
        self.page.wait_for_timeout(60)
        seen = hold() if hold else None
        self.page.mouse.up()
        return seen

    def press(self, *names):
        for name in names:
            self.page.keyboard.press(name)

    def button(self, name):
        return self.frame.get_by_role("button", name=name)

    def draw(self, places, *, kind=None):
        if kind:
            self.frame.get_by_label("What to draw").select_option(kind)
        self.button("Draw a").click()
        for place in places:
            self.click(place)

    def words(self):
        """What the editor says beside its buttons."""
        return self.frame.locator(".passage-words").inner_text()

    def here(self):
        """The shapes as they are in the browser."""
        told = "() => Object.fromEntries([...map_div.passageEditor.shapes].map(([id, s]) => [id, s.geometry]))"
        return {shape_id: shape(geometry) for shape_id, geometry in self.frame.evaluate(told).items()}

    def heard(self):
        """The shapes as the page has them, once it has heard of the last stroke."""
        clicks = self.frame.evaluate("map_div.passageClicks || 0")
        code = self.page.locator("[data-testid=stCode]")
        ready = "([box, n]) => { try { return JSON.parse(box.innerText).count >= n; } catch { return false; } }"
        self.page.wait_for_function(ready, arg=[code.element_handle(), clicks], timeout=60_000)
        told = json.loads(code.inner_text())["shapes"]
        return {shape_id: shape(geometry) for shape_id, (_, geometry) in told.items()}
