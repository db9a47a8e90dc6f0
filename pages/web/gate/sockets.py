"""Live connections of browsers, so that they end with the session they belong to."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

Message = MutableMapping[str, Any]
ENDED = 4401
"""Code a connection is closed with when its session is over."""


class Socket:
    """One live connection: what comes in and goes out until it or its session ends."""

    def __init__(
        self,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
        acted: Callable[[], None],
    ) -> None:
        self._receive, self._send, self._acted = receive, send, acted
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        self._is_drawn = False

    def end(self) -> None:
        """End the connection now, from whichever thread."""
        self._loop.call_soon_threadsafe(self._over.set)

    async def receive(self) -> Message:
        """What the browser sends, or the end of the connection."""
        coming = asyncio.ensure_future(self._receive())
        over = asyncio.ensure_future(self._over.wait())
        await asyncio.wait({coming, over}, return_when=asyncio.FIRST_COMPLETED)
        over.cancel()
        if not self._over.is_set():
            message = coming.result()
            self._note(message)
            return message
        coming.cancel()
        await self._send({"type": "websocket.close", "code": ENDED, "reason": "session over"})
        return {"type": "websocket.disconnect", "code": ENDED}

    async def send(self, message: Message) -> None:
        """Send to the browser, unless its session is over."""
        if not self._over.is_set():
            await self._send(message)

    def _note(self, message: Message) -> None:
        data = message.get("bytes")
        if not data or not is_human(data):
            return
        # the first run draws the page, which browsers ask for by themselves whenever a connection was lost
        if self._is_drawn:
            self._acted()
        self._is_drawn = True


class Sockets:
    """All live connections by the session they belong to."""

    def __init__(self) -> None:
        self._open: dict[str, set[Socket]] = {}
        self._lock = threading.Lock()

    def add(self, key: str, socket: Socket) -> None:
        """Take note of a connection."""
        with self._lock:
            self._open.setdefault(key, set()).add(socket)

    def drop(self, key: str, socket: Socket) -> None:
        """Forget a connection that has ended."""
        with self._lock:
            held = self._open.get(key, set())
            held.discard(socket)
            if not held:
                self._open.pop(key, None)

    def keys(self) -> list[str]:
        """Sessions that have a live connection."""
        with self._lock:
            return list(self._open)

    def end(self, keys: Iterable[str]) -> None:
        """End all connections of sessions."""
        with self._lock:
            ended = [socket for key in keys for socket in self._open.get(key, ())]
        for socket in ended:
            socket.end()


def is_human(data: bytes) -> bool:
    """Whether a message of the browser stands for something a person did; what refreshes by itself does not."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return False
    if message.WhichOneof("type") == "rerun_script":
        return not message.rerun_script.is_auto_rerun
    return message.WhichOneof("type") in {"file_urls_request", "backend_operation_request"}
