"""A hand on the map of the page "What if": draws, drags and deletes zones, and measures what follows."""

import time

import pytest

NOW_MS = "performance.timeOrigin + performance.now()"
LISTEN = f"""
for (const kind of ['pointerup', 'click'])
  addEventListener(kind, () => {{ top.released = {NOW_MS}; }}, true);
"""
"""The last release of the pointer in any frame, on the clock of the browser."""
TABLE = f"(n) => Number(document.querySelector('.passage-convoys').dataset.heard) >= n && {NOW_MS}"
HEARD = "const heard = Number(map_div.getContainer().dataset.heard);"
MAP = f"(n) => {{ {HEARD} return heard > n && heard === map_div.passageClicks && {NOW_MS}; }}"
WAYS = "() => [...document.querySelectorAll('.leaflet-ways-pane path')].map((path) => path.getAttribute('d')).join('|')"


class Pencil:
    """The pointer of one page; places are (longitude, latitude)."""

    def __init__(self, watched):
        self.page = watched.page
        watched.map()
        self.page.locator(".passage-convoys tbody tr").first.wait_for(timeout=60_000)
        self.frame = next(f for f in self.page.frames if "streamlit_folium" in f.url)
        self.frame.wait_for_function("() => map_div.passageEditor && map_div.passageEditor.token")
        self.page.wait_for_timeout(1000)

    def rows(self):
        """What the table says of each convoy."""
        told = "rows => Object.fromEntries(rows.map(r => [r.dataset.convoy, [r.className, r.innerText]]))"
        return self.page.locator(".passage-convoys tbody tr").evaluate_all(told)

    def until_told(self, wanted):
        """Wait until the table says what is wanted of all convoys, and give what it says."""
        ends, rows = time.monotonic() + 30, {}
        while time.monotonic() < ends:
            rows = self.rows()
            if rows and wanted(rows):
                return rows
            self.page.wait_for_timeout(100)
        return pytest.fail(f"The table never said it: {rows}")

    def ways(self):
        return self.frame.evaluate(WAYS)

    def begin(self):
        self.frame.get_by_role("button", name="Draw a zone").click()
        self.page.wait_for_timeout(300)

    def corner(self, place):
        self.page.mouse.move(*self.at(place), steps=3)
        self.page.mouse.down()
        self.page.mouse.up()
        self.page.wait_for_timeout(100)

    def draw(self, corners):
        """Draw a zone; give how long its answer took from the last click on."""
        self.begin()
        for place in corners:
            self.corner(place)
        return self.stroke(lambda: self.corner(corners[0]))

    def drag(self, start, end):
        """Drag what lies at a place to another; give how long the answer took from the release on."""

        def act():
            self.page.mouse.move(*self.at(start))
            self.page.mouse.down()
            self.page.mouse.move(*self.at(end), steps=6)
            self.page.mouse.up()

        return self.stroke(act)

    def corner_at(self, number):
        """Where a corner of the chosen zone really lies: what is drawn near another zone snaps to it."""
        ring = "const e = map_div.passageEditor; return e.shapes.get(e.chosen).geometry.coordinates[0][n];"
        told = f"(n) => {{ {ring} }}"
        return self.frame.evaluate(told, number)

    def delete(self):
        button = self.frame.get_by_role("button", name="Delete zone")
        return self.stroke(button.click)

    def stroke(self, act):
        """Milliseconds from the release of the pointer until both map and table answer the stroke."""
        before = self.frame.evaluate("map_div.passageClicks || 0")
        act()
        on_map = self.frame.wait_for_function(MAP, arg=before, polling=10, timeout=60_000).json_value()
        heard = self.frame.evaluate("map_div.passageClicks")
        in_table = self.page.wait_for_function(TABLE, arg=heard, polling=10, timeout=60_000).json_value()
        taken_ms = max(on_map, in_table) - self.page.evaluate("top.released")
        self.page.wait_for_timeout(400)
        return taken_ms

    def at(self, place):
        """Where a place lies in the window."""
        inside = "([lon, lat]) => { const p = map_div.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }"
        x, y = self.frame.evaluate(inside, list(place))
        box = self.page.locator("iframe[title*=folium]").bounding_box()
        return box["x"] + x, box["y"] + y
