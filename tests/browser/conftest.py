"""A running app, a browser, and a recorder that fails on anything that leaves this machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from data.errors import StoreError
from data.sources.demo import demo_plan
from tests import entering
from tests.shelves import shelf_in

PROJECT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Chromium remarks on Streamlit's own component frames; neither is ours to change
UPSTREAM = ("Unrecognized feature:", "allow-scripts and allow-same-origin")
# while a page is drawn anew, on a busy machine for long, old parts of it stand beside the new ones
HALF_DRAWN = ["TimeoutError", "strict mode violation"]
# on an address below the first page Streamlit asks there for its own services first, then where they are
PROBED = "/_stcore/"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).is_relative_to(PROJECT / "tests" / "browser"):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=HALF_DRAWN))


def streamlits_own(fault):
    """Streamlit looks for its server below a page's address first, and does not find it there."""
    return "_stcore" in fault or "404 (Not Found)" in fault


def lay_down_for_one(home):
    """Lay the demo down so that one person suffices for what looks safer."""
    shelf = shelf_in(home)
    if not shelf.exists("demo"):
        plan = replace(demo_plan(), one_person_suffices=True)
        shelf.create("demo", plan, reason="illustrative demo operation", actor="passage")
    shelf.close()


class Started:
    """An app of ours on a free port, and somebody who is in: a guest, or the first account; mostly `alone`."""

    def __init__(self, script, home, log, *, as_guest=True, alone=True):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log, self.home, self._as_guest = log, home, as_guest
        self._command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
        if alone:
            lay_down_for_one(home)
        self.begin()

    def begin(self):
        """Start, on the same port and home as before, and come in."""
        self._out = self.log.open("w")
        self._process = subprocess.Popen(
            [*self._command, "--server.headless", "true"],
            cwd=PROJECT,
            env={**os.environ, "PASSAGE_HOME": str(self.home), "PYTHONPATH": str(PROJECT), "PASSAGE_IDLE_MIN": "600"},
            stdout=self._out,
            stderr=subprocess.STDOUT,
        )
        self._wait()
        entering.enter(self.url, self.log, as_guest=self._as_guest)

    def _wait(self):
        ends = time.monotonic() + 60
        while time.monotonic() < ends and self._process.poll() is None:
            try:
                urllib.request.urlopen(self.url + "/healthz", timeout=2).close()  # noqa: S310 - our own address
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.2)
            else:
                return
        self.stop()
        pytest.fail(f"The app did not start:\n{self.log.read_text()[-2000:]}")

    def kill(self):
        """End it in the middle of whatever it does."""
        self._process.kill()

    def wait(self):
        self._process.wait()

    def stop(self):
        self._process.terminate()
        self._process.wait(timeout=20)
        self._out.close()


class Watched:
    """A browser page with everything it did wrong."""

    def __init__(self, browser, url, scheme="light", size=(1366, 768)):
        self.url = url
        self.faults = []
        self.requests = []
        self.page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        entering.let_in(self.page.context, url)
        self.page.set_default_timeout(60_000)
        self.page.add_init_script(
            "document.addEventListener('securitypolicyviolation', e =>"
            " console.error('CSP violation: ' + e.violatedDirective + ' ' + e.blockedURI))",
        )
        self.page.on("request", self._requested)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("console", self._said)
        self.page.on("response", self._answered)

    def _requested(self, request):
        self.requests.append(request.url)
        own = (self.url, self.url.replace("http:", "ws:"), "data:", "blob:", "about:")
        if not request.url.startswith(own):
            self.faults.append(f"request to another host: {request.url}")

    def _said(self, message):
        upstream = any(text in message.text for text in UPSTREAM) or PROBED in message.location.get("url", "")
        if message.type == "error" and not upstream:
            self.faults.append(f"console: {message.text}")

    def _answered(self, response):
        if response.status >= 400 and PROBED not in response.url:
            self.faults.append(f"{response.status} for {response.url}")

    def open(self, path=""):
        self.page.goto(self.url + "/" + path)
        return self

    def map(self, *, roads=True):
        """The frame of the map, once it is drawn."""
        frame = self.page.frame_locator("iframe[title*=folium]")
        drawn = "[data-roads=drawn]" if roads else ""
        frame.locator(f".leaflet-container{drawn}").wait_for(timeout=60_000)
        return frame

    def close(self):
        self.page.close()


@pytest.fixture(scope="session")
def browser():
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        message = "No chromium on this machine; install it to run the browser tests."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def start_app(tmp_path_factory):
    """Start an app once per script; give its address."""
    started = {}

    def app(script):
        if script not in started:
            home = tmp_path_factory.mktemp("home")
            started[script] = Started(PROJECT / script, home, home / "app.log")
        return started[script]

    def start(script):
        return app(script).url

    start.app, start.home = app, lambda script: app(script).home
    yield start
    for app in started.values():
        app.stop()


@pytest.fixture
def map_page(browser, start_app):
    """The map under test, without a page around it."""
    watched = Watched(browser, start_app("tests/browser/map_app.py"))
    yield watched
    watched.close()


@pytest.fixture
def app_page(browser, start_app):
    """The app itself."""
    watched = Watched(browser, start_app("app.py"))
    yield watched
    watched.close()


@pytest.fixture(scope="module")
def desk(request, tmp_path_factory, start_app):
    """An app for jobs that change the operation: each file finds it as it was laid down.

    A file that asks for it is given one of its own, and one whose person has an account.
    """
    has_account = getattr(request.module, "WITH_ACCOUNT", False)
    if has_account or getattr(request.module, "OWN_DESK", False):
        home = tmp_path_factory.mktemp("desk")
        started = Started(PROJECT / "app.py", home, home / "app.log", as_guest=not has_account)
        yield started
        started.stop()
        return
    started = start_app.app("app.py")
    with opened_demo(started.home) as store:
        before = store.read().plan
    yield started
    with opened_demo(started.home) as store, suppress(StoreError):
        while (now := store.read()).plan != before:
            store.undo(base=now.seq, actor="tests")


@contextmanager
def opened_demo(home):
    """The store of the demo of an installation, while the block runs."""
    shelf = shelf_in(home)
    try:
        yield shelf.open("demo")
    finally:
        shelf.close()
