"""Figures for those who run the app: counts and durations by kind, never by what or whom they were about."""

import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics
from streamlit.runtime.scriptrunner import RerunException, StopException

from data.errors import StalePlan
from geo.errors import PassageError
from pages.web.watch.log import Facts, say
from pages.web.watch.words import Check, Event, Method, Route, State, method_of, route_of

REGISTRY = CollectorRegistry(auto_describe=False)
_STEPS_S = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_QUIET = {Route.FILES, Route.MAPS, Route.HEALTH}  # of these only failures are worth a line
_FAILED = 500

disable_created_metrics()  # type: ignore[no-untyped-call]
ProcessCollector(registry=REGISTRY)
REQUESTS = Counter(
    "passage_requests", "Answers given, by kind of address.", ("route", "method", "status"), registry=REGISTRY
)
REQUEST_S = Histogram("passage_request_seconds", "Time to an answer.", ("route",), buckets=_STEPS_S, registry=REGISTRY)
SOCKETS = Gauge("passage_open_sockets", "Screens connected now.", registry=REGISTRY)
RUNS = Counter("passage_page_runs", "Times a page was worked out, by how that ended.", ("outcome",), registry=REGISTRY)
RUN_S = Histogram("passage_page_run_seconds", "Time to work out a page.", buckets=_STEPS_S, registry=REGISTRY)
SAVES = Counter("passage_saves", "Saves asked for, by how they ended.", ("outcome",), registry=REGISTRY)
CHECKS = Gauge(
    "passage_check_bad", "1 when a check ended badly or in doubt when last made.", ("check",), registry=REGISTRY
)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Counted:
    """Counts and times every request and connection, outermost, so that refusals of the gate are counted too."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and count the answer."""
        match scope["type"]:
            case "http":
                await self._answered(scope, receive, send)
            case "websocket":
                with SOCKETS.track_inprogress():
                    await self._app(scope, receive, send)
            case _:
                await self._app(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = time.perf_counter(), _FAILED

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route, method = route_of(scope["path"]), method_of(scope["method"])
            _count(route, method, status, time.perf_counter() - began)


@contextmanager
def run_counted() -> Iterator[None]:
    """A block that works out a page; a page that asks to be run anew, or stops, has ended as it should."""
    began, outcome = time.perf_counter(), "failed"
    try:
        yield
        outcome = "shown"
    except PassageError:
        outcome = "refused"
        raise
    except (RerunException, StopException):
        outcome = "shown"
        raise
    finally:
        RUNS.labels(outcome).inc()
        RUN_S.observe(time.perf_counter() - began)


@contextmanager
def save_counted() -> Iterator[None]:
    """A block that saves: others had changed the same, it was refused, or it failed."""
    outcome = "failed"
    try:
        yield
        outcome = "saved"
    except StalePlan:
        outcome = "stale"
        raise
    except PassageError:
        outcome = "refused"
        raise
    finally:
        SAVES.labels(outcome).inc()


def _count(route: Route, method: Method, status: int, took_s: float) -> None:
    REQUESTS.labels(route, method, status).inc()
    REQUEST_S.labels(route).observe(took_s)
    if status >= _FAILED or route not in _QUIET:
        say(Event.REQUEST, Facts(route=route, method=method, status=status, duration_ms=round(took_s * 1000)))


def note_check(check: Check, state: State) -> None:
    """Keep how a check ended, for whoever watches the figures."""
    CHECKS.labels(check).set(state in {State.BAD, State.DOUBTFUL})
