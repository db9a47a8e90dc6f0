"""A plan full of marks, driven through the app: none of them may be found in anything that watches it."""

import asyncio
import contextlib
import json
import re
import socket
import urllib.error
import urllib.request
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import websockets
from shapely import Point

from data.sources.demo import demo_plan
from data.store.folder import FolderShelf
from data.store.key_file import made_key_in
from pages.state.answers import DEMO
from tests import entering
from tests.asgi import alone
from tests.browser.conftest import PROJECT, Started
from tests.screens import PATIENCE_S, Screen

NAME, PLACE, HOUR, CONVOY = "Hyraxmark", (34.4731937, 31.5173119), "03:17", "hyraxconvoy"
MARKS = (NAME, "مارموت", "34.4731", "31.5173", HOUR, "T03:17", "2031-07", CONVOY, "hyraxop", "hyraxfile")
MARKED = {"name", "name_ar", "note", "text", "number", "movement_number", "author", "source", "reason", "condition"}
PAGES = (
    "",
    "routes",
    "convoy",
    "board",
    "catalogue",
    "sectors",
    "status",
    "contributors",
    "timeline",
    "data",
    "what_if",
)


def marked(value):
    """A value with a mark in every text of it that people write."""
    if isinstance(value, tuple):
        return tuple(marked(part) for part in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {}
    for field in fields(value):
        part = getattr(value, field.name)
        if field.name in MARKED and type(part) is str and part:
            changes[field.name] = f"{part} {'مارموت' if field.name == 'name_ar' else NAME}"
        elif isinstance(part, tuple):
            changes[field.name] = marked(part)
    return replace(value, **changes)


def poisoned_plan():
    plan = demo_plan()
    leaves = datetime(2031, 7, 19, 3, 17, tzinfo=UTC)
    site = replace(plan.sites[-1], id="hyraxsite", name=f"Well {NAME}", point=Point(PLACE))
    convoy = replace(plan.convoys[0], id=CONVOY, departs_at=leaves, ready_at=None, deadline_at=None, waits=())
    plan = replace(plan, sites=(*plan.sites, site), convoys=(*plan.convoys, convoy))
    return marked(plan)


class Heard(Screen):
    """A screen that keeps what it was sent."""

    def __init__(self, *args):
        super().__init__(*args)
        self.heard = bytearray()

    def _noted(self, run, raw):
        self.heard += raw
        return super()._noted(run, raw)


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """An app that holds the poisoned operation, with every way of watching it open."""
    home = tmp_path_factory.mktemp("poisoned")
    shelf = FolderShelf(home / "operations", made_key_in(home / "key"))
    shelf.create(DEMO, poisoned_plan(), reason=f"because of {NAME}", actor=NAME)
    shelf.close()
    with socket.socket() as probe, pytest.MonkeyPatch.context() as patch:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        patch.setenv("PASSAGE_METRICS_PORT", str(port))
        patch.setenv("PASSAGE_LOG_LEVEL", "info")
        app = Started(PROJECT / "app.py", home, home / "app.log")
    app.figures = f"http://127.0.0.1:{port}"
    yield app
    app.stop()


def asked(app, method, path, body=None, headers=None):
    """Status of a request with everything of a signed-in person."""
    cookie = entering.HELD.get(app.url)
    held = {"Cookie": f"{cookie['name']}={cookie['value']}"} if cookie else {}
    request = urllib.request.Request(app.url + path, body, {**held, **(headers or {})}, method=method)  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own address
            answer.read()
            return answer.status
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusal.code


async def worked(app):
    """What a person saw who went everywhere, asked for what is not there and pressed what there is."""
    question = f"convoy={CONVOY}&from={PLACE[0]},{PLACE[1]}&chosen=hyraxsite&note={NAME}"
    async with Heard(app.url, entering.HELD.get(app.url)) as screen:
        for page in PAGES:
            run = await screen.ask(page, question)
        for wrong in (f"operation=hyraxop-{NAME}", f"phase={NAME}", f"moment=2031-07-19T{HOUR}"):
            await screen.ask("", wrong)
        await screen.ask(NAME)
        run = await screen.ask("convoy", question)
        for label, press in list(run.buttons.items())[:4]:
            if "save" not in label.lower():
                await screen.ask("convoy", question, press=press)
        for address in run.downloads:
            asked(app, "GET", address)
        return bytes(screen.heard)


async def broken(app):
    """A screen that sends what is no message."""
    cookie = entering.HELD.get(app.url)
    address = app.url.replace("http", "ws", 1) + f"/_stcore/stream?convoy={CONVOY}&note={NAME}"
    headers = {"Cookie": f"{cookie['name']}={cookie['value']}"} if cookie else {}
    async with websockets.connect(
        address, additional_headers=headers, origin=app.url, subprotocols=["streamlit"], proxy=None
    ) as wire:
        await wire.send(NAME.encode() * 20)
        with contextlib.suppress(websockets.ConnectionClosed):
            await asyncio.wait_for(wire.recv(), PATIENCE_S)


def figures(app):
    with urllib.request.urlopen(app.figures + "/metrics") as answer:  # noqa: S310 - our own address
        told = answer.read().decode()
    request = urllib.request.Request(app.figures + "/readyz", headers={"Accept": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own address
        return told, answer.read().decode()


def test_no_name_place_or_time_of_a_plan_gets_into_log_figures_or_readiness(watched):
    seen = alone(worked(watched))
    assert NAME.encode() in seen, "the poison was never shown"
    assert b"34.4731" in seen
    alone(broken(watched))
    file = (
        f'--b\r\nContent-Disposition: form-data; name="f"; filename="hyraxfile-{NAME}.geojson"\r\n\r\n{NAME}\r\n--b--'
    )
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    assert asked(watched, "PUT", f"/_stcore/upload_file/{NAME}/hyraxfile", file.encode(), kind) >= 400
    assert asked(watched, "GET", f"/media/hyraxfile-{NAME}.pdf?convoy={CONVOY}") == 404
    assert asked(watched, "GET", f"/roads/hyraxfile-{NAME}.pmtiles") == 404
    assert asked(watched, "GET", f"/convoy?convoy={CONVOY}&at=2031-07-19T{HOUR}") == 200
    told, ready = figures(watched)
    watched.stop()
    log = watched.log.read_text()
    said = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    now = datetime.now(UTC)
    # the hour of the poison may be the hour of the test
    clocks = re.compile("|".join((now - timedelta(minutes=ago)).strftime("%Y-%m-%dT%H:%M") for ago in range(3)))
    for sink in (clocks.sub("", log), told, ready):
        assert [mark for mark in MARKS if mark in sink] == []
    assert {line["event"] for line in said} >= {"app.started", "request", "library.said"}
    assert len(said) > 10
    assert 'route="media"' in told
    assert 'passage_page_runs_total{outcome="shown"}' in told
    rest = [line for line in log.splitlines() if not line.startswith("{")]
    assert all("Passage is ready" in line or "http://127.0.0.1" in line or not line.strip() for line in rest), rest
