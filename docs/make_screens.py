"""Take pictures of every page on the demo operation, for a person to look at.

Run as `python docs/make_screens.py FOLDER`; `make screens` does. Every page is taken on a laptop, a
projector and a telephone, in daylight and in a dark room; the app runs on a home of its own meanwhile.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
SIZES = {"laptop": (1366, 768), "projector": (1920, 1080), "telephone": (390, 844)}
SCHEMES = ("light", "dark")
PAGES = {
    "overview": "",
    "timeline": "timeline",
    "routes": "routes",
    "convoy": "convoy",
    "convoy-column": "convoy?convoy=convoy-1&view=Column",
    "catalogue": "catalogue",
    "what-if": "what_if",
    "sectors": "sectors",
    "status": "status",
    "contributors": "contributors",
    "approvals": "approvals",
    "command": "command",
    "rules": "rules",
    "consent": "consent",
    "money": "money",
    "phases": "phases",
    "cover": "cover",
    "sequence": "sequence",
    "scenarios": "scenarios",
    "data": "data",
}
MAPLESS = ("/catalogue", "/contributors", "/approvals", "/command", "/rules", "/consent", "/money", "/data")
STARTED_S, DRAWN_MS, SETTLED_MS = 60, 60_000, 700


def take(folder: Path) -> None:
    """Take every page in every size and scheme into `folder`, named page-size-scheme.png."""
    folder.mkdir(parents=True, exist_ok=True)
    with served() as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for size, scheme in ((size, scheme) for size in SIZES for scheme in SCHEMES):
            with looking(browser, size, scheme) as page:
                address = let_in(page, link)
                for name, path in PAGES.items():
                    shown(page, f"{address}/{path}")
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png")
                    print(f"{name}-{size}-{scheme}.png")  # noqa: T201 - this is a command


def let_in(page: Page, link: str) -> str:
    """Come in as a guest by the link the app printed; give the address of the app."""
    page.goto(link)
    page.get_by_role("button", name="Look at the demo operation").click()
    page.locator("h1", has_text="Overview").wait_for(timeout=DRAWN_MS)
    return link.partition("/enter")[0]


def shown(page: Page, address: str) -> None:
    """Open a page and wait until its map, where it has one, is drawn."""
    page.goto(address)
    page.locator("h1").first.wait_for(timeout=DRAWN_MS)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=DRAWN_MS)
    if not address.endswith(MAPLESS):
        page.frame_locator("iframe[title*=folium]").locator("[data-layers=drawn]").wait_for(timeout=DRAWN_MS)
    page.locator("[data-testid=stSpinner]").wait_for(state="detached", timeout=DRAWN_MS)
    page.wait_for_timeout(SETTLED_MS)


@contextmanager
def looking(browser: Browser, size: str, scheme: str) -> Iterator[Page]:
    """A browser page of one size and scheme."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        has_touch=size == "telephone",
        is_mobile=size == "telephone",
    )
    yield context.new_page()
    context.close()


@contextmanager
def served() -> Iterator[str]:
    """The link printed by the app, on a free port with a home of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    asked = ["-m", "streamlit", "run", "app.py", "--server.port", port, "--server.headless", "true"]
    with tempfile.TemporaryDirectory() as home, (Path(home) / "app.log").open("w") as log:
        app = subprocess.Popen(  # noqa: S603 - our own app
            [sys.executable, *asked],
            cwd=PROJECT,
            env={**os.environ, "PASSAGE_HOME": home},
            stdout=log,
            stderr=subprocess.DEVNULL,
        )
        try:
            ready(f"http://127.0.0.1:{port}")
            yield next(word for word in Path(log.name).read_text().split() if "/enter?key=" in word)
        finally:
            app.terminate()
            app.wait(timeout=20)


def ready(address: str) -> None:
    """Wait until the app answers."""
    ends = time.monotonic() + STARTED_S
    while time.monotonic() < ends:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()  # noqa: S310 - our own address
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    sys.exit(f"The app did not answer within {STARTED_S} s.")


def chromium() -> str:
    """Where the browser is."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return found or sys.exit("No chromium on this machine; install Debian's package chromium.")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="Take pictures of every page on the demo operation.")
    asked.add_argument("folder", type=Path, help="where the pictures are put")
    take(asked.parse_args().folder)
