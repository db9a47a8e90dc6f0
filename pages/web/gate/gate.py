"""The middleware in front of everything the app serves: who is not known gets nothing."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from data.identity.account import Session
from pages.web.gate import doors, outside
from pages.web.gate.keeper import Keeper, keeper
from pages.web.gate.rules import (
    HEALTH,
    OPEN_FILES,
    OWN_HEADERS,
    SESSION_HEADER,
    SIGN_OUT,
    Asked,
    asked,
    is_page,
    to_sign_in,
)
from pages.web.gate.sockets import ENDED, Socket
from pages.web.gate.start import announce, is_known_host, prepare
from pages.web.gate.uploads import BODILESS, Counting
from pages.web.watch.housekeeping import go_round

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_MISDIRECTED = 421


class Gate:
    """Lets requests and live connections through for those who are signed in, and tells the app who it is.

    Exactly the pages of the gate, the files these need and the sign of life are open to everybody.
    """

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app
        self._kept: Keeper | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, let through or refuse."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
        elif scope["type"] in {"http", "websocket"}:
            await self._request(scope, receive, send)

    @property
    def _keeper(self) -> Keeper:
        if self._kept is None:
            self._kept = keeper()
        return self._kept

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        watching: list[asyncio.Task[None]] = []

        async def started(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                watching.append(asyncio.create_task(self._keeper.watch(), name="gate"))
                watching.append(asyncio.create_task(go_round(self._keeper.register), name="house"))
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                announce(self._keeper)

        prepare()
        try:
            await self._app(scope, receive, started)
        finally:
            for task in watching:
                task.cancel()

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = asked(dict(scope), is_behind_proxy=self._keeper.told.is_behind_proxy)
        is_http = scope["type"] == "http"
        if request.path == HEALTH and is_http:
            await self._app(_without_word(scope), receive, send)
            return
        if not is_known_host(request.host):
            await _refuse(scope, receive, send, PlainTextResponse("Not the name of this server.", _MISDIRECTED))
            return
        session = self._keeper.register.sessions.held_by(request.token) if request.token else None
        if not is_http:
            await self._connect(scope, receive, send, request, session)
        elif request.path in doors.OWN and (session or request.path != SIGN_OUT):
            answer = await doors.answer(self._keeper, request, Request(scope, receive), session)
            await answer(scope, receive, send)
        elif request.path in outside.OWN:
            answer = await outside.answer(self._keeper, request, Request(scope, receive))
            await answer(scope, receive, send)
        elif session is None and request.path not in OPEN_FILES:
            await _refuse(scope, receive, send, _away(request, scope))
        else:
            await self._pass(scope, receive, send, session)

    async def _pass(self, scope: Scope, receive: Receive, send: Send, session: Session | None) -> None:
        if session and scope["method"] == "GET" and is_page(scope["path"]):
            self._keeper.register.sessions.acted(session.key)
        word = _with_word(scope, session) if session else _without_word(scope)
        if session and scope["method"] not in BODILESS:
            await Counting(receive, send, session).run(self._app, word)
        else:
            await self._app(word, receive, send)

    async def _connect(
        self, scope: Scope, receive: Receive, send: Send, request: Asked, session: Session | None
    ) -> None:
        if session is None or not request.is_ours:
            await receive()
            await send({"type": "websocket.close", "code": ENDED})
            return
        sessions, sockets = self._keeper.register.sessions, self._keeper.sockets
        socket = Socket(receive, send, lambda: sessions.acted(session.key))
        sockets.add(session.key, socket)
        if sessions.of(session.key) is None:
            socket.end()
        try:
            await self._app(_with_word(scope, session), socket.receive, socket.send)
        finally:
            sockets.drop(session.key, socket)


def _away(request: Asked, scope: Scope) -> Response:
    """What somebody unknown gets: the way to the entrance where a page was asked for, else nothing."""
    if scope["method"] in {"GET", "HEAD"} and is_page(request.path):
        return RedirectResponse(to_sign_in(request.path, scope.get("query_string", b"").decode("latin-1")), 303)
    return PlainTextResponse("Sign in first.", 401)


async def _refuse(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": ENDED})
        return
    response.headers["cache-control"] = "no-store"
    await response(scope, receive, send)


def _without_word(scope: Scope) -> Scope:
    """The request without anything that only the gate may say."""
    kept = [pair for pair in scope["headers"] if not pair[0].lower().startswith(OWN_HEADERS)]
    return {**scope, "headers": kept}


def _with_word(scope: Scope, session: Session) -> Scope:
    """The request with the gate's own word on whose it is."""
    bare = _without_word(scope)
    return {**bare, "headers": [*bare["headers"], (SESSION_HEADER, session.key.encode())]}
