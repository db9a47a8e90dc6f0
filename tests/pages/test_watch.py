import asyncio
import io
import json
import logging
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import generate_latest
from streamlit.runtime.scriptrunner import RerunException
from streamlit.testing.v1 import AppTest

from data.errors import StalePlan, StoreError
from data.settings import SettingsError, read_settings
from data.store.keys import new_key
from geo.errors import PassageError
from pages.web import shelf
from pages.web.watch import figures, log, ready, start
from pages.web.watch.log import Facts, say
from pages.web.watch.serving import serve_figures, told
from pages.web.watch.words import Check, Event, Method, Route, State, method_of, route_of
from tests.browser.conftest import PROJECT

MARK = "Convoy-Hyrax-31.5017"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def lines():
    """Lines that the log writes, with everything put back afterwards."""
    out = io.StringIO()
    factory, root = logging.getLogRecordFactory(), logging.root
    handlers, level = root.handlers, root.level
    hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook, sys.stderr)
    names = list(root.manager.loggerDict)
    others = [
        (logging.getLogger(name), logging.getLogger(name).handlers, logging.getLogger(name).propagate) for name in names
    ]
    with warnings.catch_warnings():
        log.begin("info", out)
        yield out
        logging.captureWarnings(capture=False)
    logging.setLogRecordFactory(factory)
    root.handlers = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook, sys.unraisablehook, sys.stderr = hooks
    for logger, its, propagates in others:
        logger.handlers, logger.propagate = its, propagates


def read(out):
    return [json.loads(line) for line in out.getvalue().splitlines()]


class Poisoned(PassageError):
    """Says in every way an error can."""

    def __init__(self):
        super().__init__(MARK)
        self.add_note(MARK)

    def __repr__(self):
        return MARK


def fail():
    try:
        {}[MARK]
    except KeyError as first:
        raise Poisoned from first


def test_an_event_is_one_line_of_known_words(lines):
    say(Event.REQUEST, Facts(route=Route.PAGE, method=Method.GET, status=200, duration_ms=12))
    (line,) = read(lines)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "event": "request",
        "route": "page",
        "method": "GET",
        "status": 200,
        "duration_ms": 12,
    }


def test_text_has_no_way_into_an_event():
    with pytest.raises(TypeError, match="route is neither"):
        Facts(route=MARK)
    with pytest.raises(TypeError, match="count is neither"):
        Facts(count=31.5017)


def test_of_an_error_only_types_and_places_are_told(lines):
    try:
        fail()
    except Poisoned as error:
        say(Event.PAGE_FAILED, level=logging.ERROR, error=error)
    (line,) = read(lines)
    assert line["errors"][1] == "KeyError"
    assert all(place.startswith("tests/pages/test_watch.py:") for place in line["places"])
    assert MARK not in lines.getvalue()


def test_an_error_made_at_run_time_cannot_carry_a_name(lines):
    say(Event.PAGE_FAILED, level=logging.ERROR, error=type(MARK, (ValueError,), {})())
    assert read(lines)[0]["errors"] == ["ValueError"]


@pytest.mark.parametrize(
    "name", ["streamlit.runtime", "uvicorn.error", "sqlalchemy.engine", "pyogrio", "asyncio", MARK]
)
def test_nothing_another_library_says_is_kept_but_where_it_said_it(lines, name):
    logger = logging.getLogger(name)
    logger.error("about %s", MARK)
    logger.error(f"about {MARK}")  # noqa: G004 - as libraries do
    logger.error(ValueError(MARK))
    logger.error("x", extra={"convoy": MARK}, stack_info=True)
    try:
        fail()
    except Poisoned:
        logger.exception("in %(what)s", {"what": MARK})
    assert MARK not in lines.getvalue()
    told_lines = read(lines)
    assert len(told_lines) == 5
    assert {line["event"] for line in told_lines} == {"library.said"}
    assert all(line["place"].startswith("tests/pages/test_watch.py:") for line in told_lines)


def test_a_logger_made_later_with_a_handler_of_its_own_says_no_more(lines):
    logger, own = logging.getLogger("made.later"), io.StringIO()
    logger.addHandler(logging.StreamHandler(own))
    logger.handlers[0].setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
    logger.warning("seen at %s", MARK)
    logger.handlers = []
    assert MARK not in own.getvalue() + lines.getvalue()


def test_what_is_written_past_the_log_is_counted_and_let_go(lines):
    log.Unheard().write(MARK)  # what stands in place of the error stream; pytest has put its own there
    warnings.warn(MARK, stacklevel=1)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError(MARK), None)
    assert MARK not in lines.getvalue()
    assert [line["event"] for line in read(lines)] == ["library.wrote", "library.said", "work.failed", "work.failed"]


@given(st.text(min_size=4, max_size=40))
def test_no_address_and_no_method_gets_into_a_word_of_its_own(text):
    assert route_of("/" + text) in set(Route)
    assert method_of(text) in set(Method)


def test_the_log_has_no_line_of_an_address_and_the_figures_no_label_of_one(lines):
    async def app(scope, receive, send):  # noqa: ARG001 - ASGI
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def nothing(_):
        pass

    for path in (f"/convoy?convoy={MARK}", f"/{MARK}", f"/media/{MARK}.pdf", f"/convoy/_stcore/upload_file/{MARK}"):
        scope = {"type": "http", "method": "GET", "path": path.partition("?")[0], "query_string": path.encode()}
        # a browser test that ran before keeps a loop in this thread
        with ThreadPoolExecutor(1) as beside:
            beside.submit(lambda scope=scope: asyncio.run(figures.Counted(app)(scope, None, nothing))).result()
    assert [line["route"] for line in read(lines)] == ["page", "page", "media", "upload"]
    assert MARK not in lines.getvalue() + generate_latest(figures.REGISTRY).decode()


def test_labels_of_figures_are_words_of_fixed_lists():
    fixed = {"route", "method", "status", "outcome", "check", "le"}
    for family in figures.REGISTRY.collect():
        for sample in family.samples:
            assert set(sample.labels) <= fixed


@pytest.mark.parametrize(
    ("one", "state", "says"),
    [
        (ready.disk(50 * ready.MB), State.BAD, "Only 50 MB are free"),
        (ready.disk(500 * ready.MB), State.DOUBTFUL, "make room"),
        (ready.disk(5000 * ready.MB), State.GOOD, "5 000 MB"),
        (ready.clock(NOW, NOW + timedelta(hours=1)), State.BAD, "before the last change of 23 Nov 2026 13:00"),
        (ready.clock(NOW, NOW + timedelta(minutes=1)), State.GOOD, "after the last change"),
        (ready.clock(NOW, None), State.GOOD, "Nothing has been written yet"),
        (ready.zones("2025b", NOW), State.DOUBTFUL, "those of 2025b, 22 months old"),
        (ready.zones("2026f", NOW), State.GOOD, "2026f"),
        (ready.zones("", NOW), State.DOUBTFUL, "not known how old"),
        (ready.database((3, 40, 1)), State.DOUBTFUL, "SQLite 3.40.1 may lose pages"),
        (ready.database((3, 53, 4)), State.GOOD, "SQLite 3.53.4"),
        (ready.key(is_locked=True), State.DOUBTFUL, "open when somebody signs in"),
        (ready.key(is_locked=False), State.GOOD, "unlocked"),
        (ready.server(takes_writes=None), State.BAD, "does not answer"),
        (ready.server(takes_writes=False), State.BAD, "takes no saves"),
        (ready.server(takes_writes=True), State.GOOD, "takes saves"),
    ],
)
def test_each_check_ends_with_a_state_and_a_sentence(one, state, says):
    assert one.state is state
    assert says in one.said.replace("\u202f", " ")
    assert one.said.endswith(".")


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path):
    assert ready.writable(tmp_path).state is State.GOOD
    gone = ready.writable(tmp_path / "gone")
    assert gone.state is State.BAD
    assert "nothing can be saved" in gone.said
    assert not list(tmp_path.iterdir())


def test_readiness_is_told_in_words_and_as_json():
    checks = (ready.disk(50 * ready.MB), ready.zones("2025b", NOW))
    status, _, words = told(checks, as_json=False)
    assert status == 503
    assert words.startswith("bad\nbad       disk")
    status, kind, text = told(checks[1:], as_json=True)
    assert (status, kind, json.loads(text)["state"]) == (200, "application/json", "doubtful")


def test_figures_and_readiness_have_a_port_that_only_this_machine_reaches():
    server = serve_figures(0, lambda: (ready.disk(50 * ready.MB),))
    address = f"http://{server.server_address[0]}:{server.server_address[1]}"
    try:
        assert server.server_address[0] == "127.0.0.1"
        with urllib.request.urlopen(address + "/metrics") as answer:  # noqa: S310 - our own address
            assert b"passage_requests_total" in answer.read()
        with pytest.raises(urllib.error.HTTPError) as bad:
            urllib.request.urlopen(address + "/readyz")  # noqa: S310 - our own address
        assert bad.value.code == 503
        bad.value.close()
    finally:
        server.shutdown()
        server.server_close()


SAFE = {**start.MUST_BE, "server.address": "127.0.0.1", "server.allowedHosts": ["localhost"]}


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("server.enableStaticServing", True, "must be False"),
        ("client.showErrorDetails", "full", "must be 'none'"),
        ("logger.enableRich", True, "must be False"),
        ("server.trustedUserHeaders", {"X-User": "user"}, "must be None"),
        ("server.address", "0.0.0.0", "PASSAGE_BEHIND_PROXY"),  # noqa: S104 - refused
        ("server.address", None, "reachable at 0.0.0.0"),
        ("server.allowedHosts", [], "PASSAGE_HOSTS"),
    ],
)
def test_a_configuration_that_switches_a_protection_off_is_refused(option, value, says):
    start.require_safe(read_settings({}), SAFE.get)
    with pytest.raises(SettingsError, match=says):
        start.require_safe(read_settings({}), {**SAFE, option: value}.get)


def test_behind_a_proxy_other_addresses_may_be_served():
    open_to_all = {**SAFE, "server.address": "0.0.0.0"}.get  # noqa: S104 - the proxy is the only one who reaches it
    start.require_safe(read_settings({"PASSAGE_BEHIND_PROXY": "true", "PASSAGE_HOSTS": "passage.example"}), open_to_all)
    with pytest.raises(SettingsError, match="PASSAGE_HOSTS"):
        start.require_safe(read_settings({"PASSAGE_BEHIND_PROXY": "true"}), open_to_all)


def test_the_app_does_not_start_with_a_setting_nobody_knows(tmp_path):
    begun = subprocess.run(
        [sys.executable, "-c", "from pages.web.watch import start; start.begin()"],
        cwd=PROJECT,
        env={"PASSAGE_HOME": str(tmp_path), "PASSAGE_LOCKED": "true", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert begun.returncode == start.REFUSED
    assert begun.stderr.startswith(
        "Passage does not start: There is no setting PASSAGE_LOCKED; the nearest is PASSAGE_"
    )
    assert len(begun.stderr.splitlines()) == 1


def test_every_check_is_made_at_the_start(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    made = {one.check for one in start.look()}
    assert made == {
        Check.STORE,
        Check.KEY,
        Check.DISK,
        Check.CLOCK,
        Check.ZONES,
        Check.DATABASE,
        Check.MARKS,
        Check.BACKUP,
    }


def test_operations_whose_key_is_nowhere_are_locked_until_somebody_opens_them(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    assert not shelf.is_locked()
    (tmp_path / "operations").mkdir()
    (tmp_path / "operations" / "aid.passage").write_bytes(b"sealed")
    assert shelf.is_locked()
    assert ready.last_written(tmp_path) is not None
    shelf.unlock(new_key())
    assert not shelf.is_locked()
    shelf.lock()
    assert shelf.is_locked()


def test_a_clock_that_went_back_is_said_above_every_page_and_what_can_wait_beside_it(monkeypatch):
    def page():
        from pages.parts.machine import say_what_is_bad, show_doubts  # noqa: PLC0415 - a page is a script of its own

        say_what_is_bad()
        show_doubts()

    checks = (ready.clock(NOW, NOW + timedelta(hours=1)), ready.disk(500 * ready.MB), ready.key(is_locked=False))
    monkeypatch.setattr("pages.web.watch.start.look", lambda: checks)
    start._looked.cache_clear()
    shown = AppTest.from_function(page).run()
    start._looked.cache_clear()
    assert ["before the last change" in said.value for said in shown.error] == [True]
    assert ["make room" in said.value for said in shown.caption] == [True]


def test_the_newest_time_zone_rules_are_used_whoever_has_them(monkeypatch):
    used = []
    monkeypatch.setattr(ready.zoneinfo, "reset_tzpath", used.append)
    for here, times in (("2019a", 1), ("2999z", 0)):
        used.clear()
        monkeypatch.setattr(ready, "_version_here", lambda here=here: here)
        ready.use_newest_zones()
        assert len(used) == times
        assert ready.newest_zones() >= here


def test_runs_and_saves_are_counted_by_how_they_ended():
    def count(name, outcome):
        return figures.REGISTRY.get_sample_value(f"passage_{name}_total", {"outcome": outcome}) or 0

    ends = [("saves", figures.save_counted, error, told) for error, told in SAVE_ENDS]
    ends += [("page_runs", figures.run_counted, error, told) for error, told in RUN_ENDS]
    for name, block, error, told_as in ends:
        before = count(name, told_as)
        with pytest.raises(error) if error else nullcontext(), block():
            if error:
                raise error(MARK)
        assert count(name, told_as) == before + 1


SAVE_ENDS = [(None, "saved"), (StalePlan, "stale"), (StoreError, "refused"), (ValueError, "failed")]
RUN_ENDS = [(None, "shown"), (RerunException, "shown"), (StoreError, "refused"), (ValueError, "failed")]
