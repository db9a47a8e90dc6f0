"""What watchers are told: `/readyz` as words or JSON, and the figures on a port of their own on this machine."""

import json
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pages.web.watch.figures import REGISTRY, note_check
from pages.web.watch.ready import Checked, worst
from pages.web.watch.words import State

Look = Callable[[], tuple[Checked, ...]]
JSON = "application/json"
_LOOPBACK = "127.0.0.1"
_PLAIN = "text/plain; charset=utf-8"


def told(checks: Iterable[Checked], *, as_json: bool) -> tuple[int, str, str]:
    """Status, kind and text of an answer: 200 while nothing is bad, else 503."""
    checks = tuple(checks)
    for one in checks:
        note_check(one.check, one.state)
    status = 503 if worst(checks) is State.BAD else 200
    if as_json:
        rows = [{"check": one.check, "state": one.state, "said": one.said} for one in checks]
        return status, JSON, json.dumps({"state": worst(checks), "checks": rows}, ensure_ascii=False) + "\n"
    lines = [worst(checks).value, *(f"{one.state:9} {one.check:11} {one.said}" for one in checks)]
    return status, _PLAIN, "\n".join(lines) + "\n"


def ready_route(look: Look) -> Callable[[Request], Response]:
    """What answers `/readyz` among the pages, where the gate stands before it."""

    def answer(request: Request) -> Response:
        status, kind, text = told(look(), as_json=JSON in request.headers.get("accept", ""))
        return PlainTextResponse(text, status, media_type=kind)

    return answer


def serve_figures(port: int, look: Look) -> WSGIServer:
    """A running server of `/metrics` and `/readyz` that only this machine reaches.

    Raises
    ------
    OSError
        When the port is taken.
    """
    figures = make_wsgi_app(REGISTRY)

    def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/metrics":
            shown: Iterable[bytes] = figures(environ, start)
            return shown
        if environ["PATH_INFO"] != "/readyz":
            start("404 Not Found", [("Content-Type", _PLAIN)])
            return [b"There is /metrics and /readyz.\n"]
        status, kind, text = told(look(), as_json=JSON in environ.get("HTTP_ACCEPT", ""))
        start(f"{status} {'OK' if status < 300 else 'Service Unavailable'}", [("Content-Type", kind)])  # noqa: PLR2004 - HTTP's
        return [text.encode()]

    server = make_server(_LOOPBACK, port, app, handler_class=_Silent)
    Thread(target=server.serve_forever, name="figures", daemon=True).start()
    return server


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the library
        """Watchers ask every few seconds; nobody needs to read that."""
