"""Asks every route of the real app as nobody and as somebody; run as a program, because an app is one to a process."""

import asyncio
import json

from starlette.routing import Mount, WebSocketRoute

from pages.web import warm
from tests.asgi import Answer, Line, alone

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FORGED = (("x-passage-session", "0" * 64), ("x-forwarded-user", "chief"), ("authorization", "Bearer x"))
BEYOND = (
    "/_stcore/metrics",
    "/_stcore/health",
    "/_stcore/script-health-check",
    "/app/static/x",
    "/robots.txt",
    "/static/js/index.js",
)


def main():
    """Print what was found as one line of JSON."""
    warm.warm_up_beside = lambda: None  # it would take the time of what is measured
    import app  # noqa: PLC0415 - the door itself
    from pages.web.gate import here, rules  # noqa: PLC0415

    served = app.app._build_starlette_app()
    pages = [f"/{row[0].rsplit('/', 1)[-1][:-3]}" for rows in app.PAGES.values() for row in rows]
    paths = {*pages, *BEYOND, *rules.OPEN_FILES, "/", "/enter", "/sign-in", "/sign-out"}
    sockets = set()
    for route in served.routes:
        path = route.path.replace(":path}", "}")
        while "{" in path:
            path = path[: path.index("{")] + "x" + path[path.index("}") + 1 :]
        (sockets if isinstance(route, WebSocketRoute) else paths).add(path or "/")
        if isinstance(route, Mount):
            paths.add(f"{path.rstrip('/')}/x.js")
    found = {"refused": [], "open": [], "alive": 0}
    for path in sorted(paths):
        for method in METHODS:
            status = Answer(served, path, FORGED, method=method).status_code
            away = status in {303, 401} and path not in {"/enter", "/sign-in"}
            leads = method in {"GET", "HEAD"} and rules.is_page(path)
            found["refused" if away else "open"].append((path, method, leads, status) if away else (path, status))
    token = here.register().let_guest_in(origin="test")
    known = ("cookie", f"passage-8501={token}")
    found["alive"] = sum(Answer(served, path, [known]).status_code == 200 for path in sorted(paths))
    for path in sorted(sockets):
        found["refused"].append((path, "websocket", False, alone(refusal(served, path))))
    print(json.dumps(found))  # noqa: T201 - read by the test


async def refusal(served, path):
    """The code a connection of nobody is closed with, before anything else is said."""
    line = Line(served, [("origin", "http://127.0.0.1:8501"), *FORGED], path)
    await asyncio.wait_for(line.task, 10)
    return line.got[0].get("code")


if __name__ == "__main__":
    main()
