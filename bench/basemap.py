"""The ground of the map in a browser: first paint, frames while panning, bytes; beside plain folium GeoJSON.

    python -m bench.basemap [SEGMENTS ...]

Networks are made up (a jittered grid with all classes of road). *Painted* is the time from asking for
the roads until all tiles in view are drawn, in a page that is open already; *page* is the whole way from
the address to the drawn map in a cold browser. Frames are counted while the map moves for two seconds,
over the whole network and four zooms nearer. A *rerun* is an area moved by a button: the bytes the page
is sent for it, median of five. Plain folium is tried up to 50,000 segments, more takes minutes; with it
each rerun sends the whole page again.
"""

import math
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import folium
import shapely
from playwright.sync_api import sync_playwright

from data.tiles import pmtiles
from data.tiles.drawn import map_of
from pages.web import harden, offline
from tests import entering
from tests.browser.conftest import FLAGS, PROJECT, Started
from tests.browser.town import town

CHROMIUM = "/usr/bin/chromium"
SIZES = (5_000, 50_000, 200_000, 1_000_000)
MOST_PLAIN = 50_000
PAINTED = """() => performance.getEntriesByName('passage-ground-drawn')[0].startTime
  - performance.getEntriesByName('passage-ground-asked')[0].startTime"""
PAN = """async ([name, seconds]) => {
  const map = window[name], gaps = []; let last = performance.now(), ends = last + seconds * 1000, way = 12;
  while (last < ends) {
    map.panBy([way, way / 3], { animate: false });
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - last); last = now;
    if (Math.random() < 0.02) way = -way;
  }
  gaps.sort((a, b) => a - b);
  return [gaps.length * 1000 / gaps.reduce((a, b) => a + b), gaps[Math.floor(gaps.length * 0.95)], gaps.at(-1)];
}"""


def plain_page(network, path):
    """The same roads as plain folium draws them; seconds in Python and bytes."""
    began = time.perf_counter()
    rows = shapely.linestrings(
        network.points,
        indices=[
            r for r, n in enumerate((network.point_offset[1:] - network.point_offset[:-1]).tolist()) for _ in range(n)
        ],
    )
    drawn = folium.Map(tiles=None, prefer_canvas=True)
    features = [
        {"type": "Feature", "geometry": line.__geo_interface__, "properties": {"class": kind}}
        for line, kind in zip(rows, network.segments["highway"].to_pylist(), strict=True)
    ]
    folium.GeoJson({"type": "FeatureCollection", "features": features}).add_to(drawn)
    west, south, east, north = shapely.total_bounds(rows).tolist()
    drawn.fit_bounds([[south, west], [north, east]])
    path.write_text(drawn.get_root().render(), encoding="utf-8")
    return time.perf_counter() - began, drawn.get_name()


class Counted:
    """A cold browser page that counts the bytes of answers."""

    def __init__(self, browser, url):
        self.context = browser.new_context(viewport={"width": 1366, "height": 768})
        entering.let_in(self.context, url)
        self.page = self.context.new_page()
        self.bytes, self.largest = {}, 0
        session = self.session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        self.asked = {}
        session.on("Network.requestWillBeSent", lambda e: self.asked.__setitem__(e["requestId"], e["request"]["url"]))
        session.on("Network.loadingFinished", self._finished)

    def _finished(self, event):
        kind = "roads" if "/roads/" in self.asked.get(event["requestId"], "") else "rest"
        self.bytes[kind] = self.bytes.get(kind, 0) + event["encodedDataLength"]
        self.largest = max(self.largest, event["encodedDataLength"])


def frame_bytes(told):
    """Bytes of a websocket frame; binary ones are told in base64."""
    return len(told["payloadData"]) * 3 // 4 if told["opcode"] == 2 else len(told["payloadData"])


def reruns(page, frame, session):
    """Median bytes a page is sent when an area of the operation has moved, websocket and requests together."""
    got = [0]
    session.send("Network.enable")
    session.on("Network.webSocketFrameReceived", lambda e: got.__setitem__(0, got[0] + frame_bytes(e["response"])))
    session.on("Network.dataReceived", lambda e: got.__setitem__(0, got[0] + max(e["encodedDataLength"], 0)))
    found = []
    for _ in range(5):
        got[0] = 0
        page.get_by_role("button", name="Move an area").click()
        page.wait_for_timeout(1500)
        found.append(got[0])
    if not frame.evaluate("() => passageMap.features(window.map_div).length"):
        sys.exit("The area did not come onto the map.")
    return statistics.median(found)


def frames(frame, name):
    """Frames a second, the 95th percentile and the worst gap, over all and four zooms nearer."""
    zoom = frame.evaluate("(name) => window[name].getZoom()", name)
    found = [frame.evaluate(PAN, [name, 2])]
    frame.evaluate("async (name) => { window[name].setZoom(window[name].getZoom() + 4, {animate: false}); }", name)
    frame.wait_for_timeout(1500)
    found.append(frame.evaluate(PAN, [name, 2]))
    return zoom, found


def ours(browser, url):
    """Opening and moving our map."""
    cold = Counted(browser, url)
    began = time.perf_counter()
    cold.page.goto(url)
    cold.page.frame_locator("iframe[title*=folium]").locator(".leaflet-container[data-roads=drawn]").wait_for(
        timeout=60_000
    )
    took = time.perf_counter() - began
    frame = next(each for each in cold.page.frames if "streamlit_folium" in each.url)
    painted = frame.evaluate(PAINTED) / 1000
    sent = dict(cold.bytes)
    largest = cold.largest
    rerun = reruns(cold.page, frame, cold.session)
    moved = frames(frame, "map_div")
    cold.context.close()
    return took, painted, sent, largest, moved, rerun


def plain(browser, url, name):
    """Opening and moving plain folium's map."""
    cold = Counted(browser, url)
    began = time.perf_counter()
    cold.page.goto(url + "/roads/plain.html")
    cold.page.wait_for_function(f"() => window.{name} && document.querySelector('canvas')", timeout=120_000)
    took = time.perf_counter() - began
    moved = frames(cold.page, name)
    cold.context.close()
    return took, moved


def shown(moved):
    """Frames in words."""
    zoom, found = moved
    return f"from zoom {zoom:g}: " + ", ".join(
        f"{rate:3.0f}/s (95 % within {most:.0f} ms, worst {worst:.0f} ms)" for rate, most, worst in found
    )


def measure(browser, segments):
    """Print all measures of one size."""
    network = town(int(math.sqrt(segments / 2)))
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "roads"
        folder.mkdir()
        map_of(town(4), folder)
        began = time.perf_counter()
        file = map_of(network, folder)
        drew = time.perf_counter() - began
        size_mb, tiles = file.stat().st_size / 1e6, pmtiles.read(file).tile_count
        print(f"\n{network.segment_count:,} segments: drawn in {drew:.1f} s, {size_mb:.1f} MB, {tiles:,} tiles")
        os.environ["PASSAGE_TEST_MAP"] = file.name
        app = Started(PROJECT / "tests" / "browser" / "ground_app.py", Path(home), Path(home) / "app.log")
        try:
            ours(browser, app.url)  # the first page of a server is slower than all others
            took, painted, sent, largest, moved, rerun = ours(browser, app.url)
            print(
                f"  ours : painted {painted:.2f} s (page {took:.2f} s), roads {sent['roads'] / 1e3:.0f} kB, "
                f"largest answer {largest / 1e6:.2f} MB, rerun {rerun / 1e3:.1f} kB; frames {shown(moved)}",
            )
            if segments <= MOST_PLAIN:
                harden.install()
                offline.install()
                drew, name = plain_page(network, folder / "plain.html")
                size = (folder / "plain.html").stat().st_size
                took, moved = plain(browser, app.url, name)
                print(
                    f"  plain: Python {drew:.1f} s, page {size / 1e6:.1f} MB, shown {took:.2f} s; frames {shown(moved)}"
                )
        finally:
            app.stop()


def main():
    """Print all measures."""
    sizes = [int(text) for text in sys.argv[1:]] or SIZES
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for segments in sizes:
            measure(browser, segments)
        browser.close()


if __name__ == "__main__":
    main()
