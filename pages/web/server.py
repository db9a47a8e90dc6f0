"""What the app serves besides its pages, and the headers every answer carries."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager

from data.errors import StalePlan
from geo.errors import PassageError
from pages.web.gate.gate import Gate
from pages.web.home import ground_folder, names_folder, roads_folder
from pages.web.safe import md
from pages.web.vendor import VENDOR
from pages.web.watch.figures import Counted, run_counted
from pages.web.watch.log import say
from pages.web.watch.serving import ready_route
from pages.web.watch.start import lately
from pages.web.watch.words import Event

BROWSER = Path(__file__).with_name("browser")

# Streamlit and folium need inline scripts and eval; handlers in attributes, which injected HTML would use, stay barred
_CONTENT_SECURITY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "script-src-attr 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ),
)
HEADERS = {
    "content-security-policy": _CONTENT_SECURITY,
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    # browsers name no origin in forms under no-referrer, and the gate asks for it
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=(), usb=(), payment=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
}

_FOUND = (200, 206)  # HTTP's words for the whole of a file and a part of it
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Headers:
    """Adds the protective headers to every answer, whoever gives it."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request with the headers on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.encode() for name in HEADERS}
                kept = [pair for pair in message["headers"] if pair[0].lower() not in own]
                message["headers"] = [*kept, *((n.encode(), v.encode()) for n, v in HEADERS.items())]
            await send(message)

        await self._app(scope, receive, with_headers)


class Lasting(StaticFiles):
    """Files whose address changes with their content, so a browser may keep them for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file or the part of it that was asked for, marked as never changing; a missing one is not remembered."""
        answer = await super().get_response(path, scope)
        if answer.status_code in _FOUND:
            answer.headers["cache-control"] = "private, max-age=31536000, immutable"
        return answer


async def _healthy(_: Request) -> Response:
    return PlainTextResponse("ok")


def routes() -> list[BaseRoute]:
    """Libraries, our own browser code, maps of roads, base maps and names, all from this machine."""
    return [
        Mount("/vendor", Lasting(directory=VENDOR, check_dir=False)),
        Mount("/browser", Lasting(directory=BROWSER)),
        Mount("/roads", Lasting(directory=roads_folder())),
        Mount("/ground", Lasting(directory=ground_folder())),
        Mount("/names", Lasting(directory=names_folder())),
        Route("/healthz", _healthy),
        Route("/readyz", ready_route(lately)),
    ]


MIDDLEWARE = (Middleware(Counted), Middleware(Headers), Middleware(Gate))


def trust_page_table() -> None:
    """Let `st.navigation` alone decide about pages from the first request on.

    Until the start page has run once, Streamlit takes a folder `pages/` beside the door for its old way
    of naming pages and greets a link to any page with "not found".
    """
    PagesManager.uses_pages_directory = False


def run(page: StreamlitPage) -> None:
    """Work out a page; what the operator must put right is said in its place."""
    try:
        with run_counted():
            page.run()
    except PassageError as error:
        say(Event.PAGE_REFUSED, error=error)
        say_error(error)


def say_error(error: Exception) -> bool:
    """Show an error once, in words, and keep the details in the log; True: nothing else is to be shown."""
    if isinstance(error, PassageError):
        st.error(md(error), icon=":material/error:")
        if isinstance(error, StalePlan):
            st.button("Show the newest state")
        return True
    say(Event.PAGE_FAILED, level=logging.ERROR, error=error)
    st.error(
        "This page could not be shown; nothing was changed. Reload it, and if that does not help, restart the app. "
        "The log of the app has the details.",
        icon=":material/error:",
    )
    return True
