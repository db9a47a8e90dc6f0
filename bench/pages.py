"""Time until a page can be read and used in a browser, cold and warm, and what our map layers cost beside plain folium.

    python -m bench.pages [REPEATS]

*Cold* is a browser that has never seen the app, *warm* one that keeps its files; both on a server that
has been started and has shown each page once. Every figure is a median; compare the ratios, which hold
on any machine.
"""

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

import folium
from playwright.sync_api import sync_playwright

from data.sources.demo import DEMO_NOW, demo_plan
from pages.map.layers import OpsLayer
from pages.parts import plan_layers
from pages.web import harden, offline
from routing.phases import phase_at
from tests import entering
from tests.browser.conftest import FLAGS, PROJECT, Started

PAGES = ("", "timeline", "routes", "sectors", "status", "data")
CHROMIUM = "/usr/bin/chromium"
MAP_DRAWN = ".leaflet-container[data-roads=drawn]"


def ready(page, path):
    """Wait until the map of a page, or its last tab, is drawn."""
    if path == "data":
        page.get_by_role("tab").last.wait_for(timeout=60_000)
    else:
        page.frame_locator("iframe[title*=folium]").locator(MAP_DRAWN).wait_for(timeout=60_000)


def opened(page, url, path):
    """Seconds from asking for a page until it is drawn, and the number of requests it took."""
    asked = []

    def count(request):
        asked.append(request.url)

    page.on("request", count)
    began = time.perf_counter()
    page.goto(f"{url}/{path}")
    ready(page, path)
    took = time.perf_counter() - began
    page.remove_listener("request", count)
    return took, len(asked)


def openings(browser, url, repeats):
    """Median seconds cold and warm, and requests cold, for each page."""
    for path in PAGES:
        cold, warm, requests = [], [], []
        for _ in range(repeats):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            entering.let_in(context, url)
            first = opened(context.new_page(), url, path)
            second = opened(context.new_page(), url, path)
            cold.append(first[0])
            warm.append(second[0])
            requests.append(first[1])
            context.close()
        yield path or "overview", statistics.median(cold), statistics.median(warm), statistics.median(requests)


def phase_click(page, name, heading):
    """Seconds from the click on a phase until its panel is there."""
    began = time.perf_counter()
    page.get_by_text(re.compile(rf"^\d\s+{name}$")).first.click()
    page.get_by_role("heading", name=heading, exact=True).wait_for(timeout=30_000)
    return time.perf_counter() - began


def route_question(page, number):
    """Seconds from asking for a way never asked for until its distance is there."""
    field = page.get_by_role("combobox", name="From")
    field.click()
    point = f"34.{3300 + number}, 31.{3600 + number}"
    field.fill(point)
    began = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"from=34\.{3300 + number}"), timeout=30_000)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached", timeout=30_000)
    page.get_by_role("region", name="The answers side by side").wait_for(timeout=30_000)
    return time.perf_counter() - began


def reruns(browser, url, repeats):
    """Median seconds of a phase click and of a route question."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    entering.let_in(page.context, url)
    opened(page, url, "")
    names = [phase.name for phase in demo_plan().phases]
    clicks = [phase_click(page, names[n % len(names)], names[n % len(names)]) for n in range(2, 2 + repeats)]
    opened(page, url, "routes")
    asked = [route_question(page, n) for n in range(repeats)]
    page.close()
    return statistics.median(clicks), statistics.median(asked)


def layers_of_demo():
    """The layers of the overview without roads."""
    plan = demo_plan()
    phase = phase_at(plan, DEMO_NOW)
    return (
        plan_layers.sectors(plan, phase),
        plan_layers.zones(plan, DEMO_NOW, phase),
        plan_layers.places(plan),
        plan_layers.reports(plan, DEMO_NOW),
    )


def plain(layers):
    """The same features as folium's own GeoJson elements, one for each layer."""
    drawn = folium.Map()
    for layer in layers:
        features = [
            {
                "type": "Feature",
                "geometry": feature.geometry.__geo_interface__,
                "properties": {"name": feature.label or feature.id, "colour": feature.look.colour},
            }
            for feature in layer.features
        ]
        folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            style_function=lambda f: {"color": f["properties"]["colour"]},
            tooltip=folium.GeoJsonTooltip(["name"]),
        ).add_to(drawn)
    return drawn.get_root().render()


def ours(layers):
    """The same features as our layers."""
    drawn = folium.Map()
    for layer in layers:
        OpsLayer(layer).add_to(drawn)
    return drawn.get_root().render()


def rendered(draw, layers, repeats):
    """Median seconds to draw the layers, and the characters the browser is sent."""
    took = []
    for _ in range(repeats):
        began = time.perf_counter()
        text = draw(layers)
        took.append(time.perf_counter() - began)
    return statistics.median(took), len(text)


def main():
    """Print all measures."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    layers = layers_of_demo()
    theirs = rendered(plain, layers, repeats)
    harden.install()
    offline.install()
    own = rendered(ours, layers, repeats)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        app = Started(PROJECT / "app.py", Path(home), Path(home) / "app.log")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            first = browser.new_page()
            entering.let_in(first.context, app.url)
            opened(first, app.url, "")
            print(f"{'page':10} {'cold s':>8} {'warm s':>8} {'cold/warm':>10} {'requests':>9}")
            for name, cold, warm, requests in openings(browser, app.url, repeats):
                print(f"{name:10} {cold:8.2f} {warm:8.2f} {cold / warm:10.2f} {requests:9.0f}")
            click, asked = reruns(browser, app.url, repeats)
            print(f"phase click {click:.2f} s, route question {asked:.2f} s")
        finally:
            browser.close()
            app.stop()
    print(
        f"layers in Python: ours {own[0] * 1000:.1f} ms, plain folium {theirs[0] * 1000:.1f} ms, "
        f"ratio {theirs[0] / own[0]:.1f}; text: ours {own[1]:,}, plain {theirs[1]:,}, ratio {theirs[1] / own[1]:.2f}"
    )


if __name__ == "__main__":
    main()
