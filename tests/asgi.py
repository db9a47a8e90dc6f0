"""Requests and live connections to an app in this process, as its server would hand them over."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

HOST = "127.0.0.1:8501"


def alone(coroutine):
    """What a coroutine gives; a browser test that ran before keeps a loop in this thread."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, coroutine).result()


def scope_of(path, headers=(), *, method="GET", kind="http"):
    """A request, with its host unless the headers name another."""
    path, _, query = path.partition("?")
    given = [(name.lower().encode(), value.encode()) for name, value in headers]
    if not any(name == b"host" for name, _ in given):
        given.append((b"host", HOST.encode()))
    return {
        "type": kind,
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": given,
        "root_path": "",
        "scheme": "ws" if kind == "websocket" else "http",
        "client": ("127.0.0.1", 50_000),
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "subprotocols": [],
    }


class Answer:
    """What the app answers to one request."""

    def __init__(self, app, path, headers=(), *, method="GET", body=b""):
        self.status_code, self.headers, self._body = 0, {}, []
        alone(self._ask(app, scope_of(path, headers, method=method), body))
        self.text = b"".join(self._body).decode(errors="replace")

    async def _ask(self, app, scope, body):
        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        await app(scope, receive, self._take)

    async def _take(self, message):
        if message["type"] == "http.response.start":
            self.status_code = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self._body.append(message.get("body", b""))


class Line:
    """One live connection: what the browser sends is put in, what it gets is kept."""

    def __init__(self, app, headers, path="/_stcore/stream"):
        self.coming, self.got = asyncio.Queue(), []
        self.coming.put_nowait({"type": "websocket.connect"})
        scope = scope_of(path, headers, kind="websocket")
        self.task = asyncio.ensure_future(app(scope, self.coming.get, self._take))
        self.ended_at = None

    async def _take(self, message):
        self.got.append(message)
        if message["type"] == "websocket.close":
            self.ended_at = asyncio.get_running_loop().time()

    def say(self, data):
        """Send bytes, as the browser does."""
        self.coming.put_nowait({"type": "websocket.receive", "bytes": data})
