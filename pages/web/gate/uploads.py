"""What people send to the app, counted before anything behind the gate sees it."""

import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response

from data.identity.account import Session
from data.service.uploads import Allowance, TooMuch, Upload, Uploads
from data.settings import settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
SAID_FOR_S = 60.0
GUESTS = "guests"
"""All guests are counted as one, as anybody with the link lets in any number of them."""

_LOCK = threading.Lock()
_SAID: dict[str, tuple[float, str]] = {}


@lru_cache(maxsize=1)
def uploads() -> Uploads:
    """What was brought to this app within the last hour."""
    return Uploads(lambda: Allowance(file_mb=settings().upload_mb, hour_mb=settings().upload_hour_mb))


def said_to(key: str) -> str:
    """Why the last upload of a session was refused, for a minute; pages of Streamlit show nothing but that it was."""
    with _LOCK:
        at, sentence = _SAID.get(key, (0.0, ""))
    return sentence if time.monotonic() - at < SAID_FOR_S else ""


class Counting:
    """A request with a body, handed on as far as its sender may send."""

    def __init__(self, receive: Receive, send: Send, session: Session) -> None:
        self._receive, self._send, self._session = receive, send, session
        self._upload: Upload | None = None
        self._refusal: TooMuch | None = None
        self._has_answered = False

    async def run(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], scope: Scope) -> None:
        """Have the app answer, or say why not."""
        account = self._session.account
        try:
            self._upload = uploads().begin(GUESTS if account.is_guest else account.id, _announced(scope))
            try:
                await app(scope, self._taken, self._answered)
            finally:
                self._upload.end()
        except TooMuch as refusal:
            self._refusal = refusal
        except ClientDisconnect:
            if self._refusal is None:
                raise
        if self._refusal is not None and not self._has_answered:
            _say(self._session.key, str(self._refusal))
            await _answer(self._refusal)(scope, self._receive, self._send)

    async def _taken(self) -> Message:
        message = await self._receive()
        assert self._upload is not None  # noqa: S101 - begun before anything is received
        try:
            self._upload.take(len(message.get("body", b"")))
        except TooMuch as refusal:
            # to the app it is as if the browser had gone, so that it lets go of what it holds
            self._refusal = refusal
            return {"type": "http.disconnect"}
        return message

    async def _answered(self, message: Message) -> None:
        if self._refusal is None:
            self._has_answered = True
            await self._send(message)


def _announced(scope: Scope) -> int:
    said = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return int(said[0]) if said and said[0].isdigit() else 0


def _answer(refusal: TooMuch) -> Response:
    headers = {"cache-control": "no-store", "connection": "close"}
    if refusal.wait_s is None:
        return PlainTextResponse(str(refusal), 413, headers)
    return PlainTextResponse(str(refusal), 429, {**headers, "retry-after": str(int(refusal.wait_s) + 1)})


def _say(key: str, sentence: str) -> None:
    with _LOCK:
        kept = {one: said for one, said in _SAID.items() if time.monotonic() - said[0] < SAID_FOR_S}
        _SAID.clear()
        _SAID.update({**kept, key: (time.monotonic(), sentence)})
