"""An operation whose every text tries to run something, on every page: shown as letters, run nowhere."""

import itertools
from dataclasses import fields, is_dataclass, replace
from enum import Enum

import pytest

from data.model import Plan
from data.sources.demo import demo_plan
from tests.browser.conftest import PROJECT, Started, Watched
from tests.browser.payloads import PAYLOADS
from tests.shelves import shelf_in

MAPLESS = ("contributors", "approvals", "command", "rules", "consent", "money", "data")
PAGES = ("", "timeline", "routes", "convoy", "what_if", "sectors", "status", "phases", "sequence", *MAPLESS)
KEPT = {"time_zone", "network_fingerprint", "currency", "into", "about"}


def poisoned(value, texts):
    """A record with every free text in it replaced by the next payload; ids and references stay."""
    if isinstance(value, tuple):
        return tuple(poisoned(part, texts) for part in value)
    if not is_dataclass(value):
        return value
    changes = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if is_free(field, held):
            changes[field.name] = next(texts).replace("\x00", "")
        elif isinstance(held, tuple) or is_dataclass(held):
            changes[field.name] = poisoned(held, texts)
    return replace(value, **changes)


def is_free(field, held):
    """Whether a field holds text that a stranger may have written."""
    plain = isinstance(held, str) and not isinstance(held, Enum) and "Id" not in str(field.type)
    return plain and field.name not in KEPT


@pytest.fixture(scope="module")
def operation() -> Plan:
    return replace(poisoned(demo_plan(), itertools.cycle(PAYLOADS)), illustrative=True)


@pytest.fixture(scope="module")
def hostile(operation, tmp_path_factory):
    """An app with the operation in it."""
    home = tmp_path_factory.mktemp("hostile")
    shelf = shelf_in(home)
    shelf.create("hostile", operation, reason=PAYLOADS[13], actor=PAYLOADS[17])
    shelf.close()
    started = Started(PROJECT / "app.py", home, home / "app.log")
    yield started
    started.stop()


def free_texts(value):
    """Every free text of a record and of what it holds."""
    if isinstance(value, tuple):
        return [text for part in value for text in free_texts(part)]
    if not is_dataclass(value):
        return []
    held = [(field, getattr(value, field.name)) for field in fields(value)]
    return [text for field, text in held if is_free(field, text)] + [t for _, part in held for t in free_texts(part)]


def test_every_payload_is_in_the_operation(operation):
    missing = {text.replace("\x00", "") for text in PAYLOADS} - set(free_texts(operation))
    assert missing == set()


def shown(watched, path):
    """Open a page and wait until all of it is there."""
    watched.open(path)
    watched.page.get_by_text("Everything stays on this machine").wait_for()
    watched.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    if path.split("?")[0] not in MAPLESS:
        watched.map().locator("[data-layers=drawn]").wait_for()


def nothing_ran(watched):
    """Whether no payload has done what it wanted, in the page or in a frame of it."""
    told = [frame.evaluate("[window.__pwned, window.top.__pwned, document.title]") for frame in watched.page.frames]
    return all(own is None and top is None and "pwned" not in title for own, top, title in told)


def test_no_text_of_an_operation_runs_on_any_page(hostile, browser):
    watched = Watched(browser, hostile.url)
    for path in PAGES:
        shown(watched, f"{path}?op=hostile")
        assert nothing_ran(watched), path
        assert watched.page.get_by_text("This page could not be shown").count() == 0, path
    assert watched.faults == []
    watched.close()


def test_no_text_of_a_record_runs_in_its_panel(hostile, browser, operation):
    watched = Watched(browser, hostile.url)
    for kind in ("sectors", "sites", "status_reports", "convoys"):
        shown(watched, f"?op=hostile&chosen={getattr(operation, kind)[0].id}")
        assert nothing_ran(watched), kind
    assert watched.faults == []
    watched.close()
