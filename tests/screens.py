"""Screens without a browser: what a browser sends to the app and gets from it, over its live connection."""

import asyncio
import time
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE_S = 60


@dataclass(kw_only=True)
class Run:
    """What came of one run of a page."""

    took_s: float = 0.0
    received: int = 0
    errors: list[str] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    """Label of a button -> the id by which it is pressed."""
    downloads: list[str] = field(default_factory=list)
    """Addresses of files to be had."""


class Screen:
    """One open screen of a person."""

    def __init__(self, url, cookie=None):
        self._address = url.replace("http", "ws", 1) + "/_stcore/stream"
        self._headers = {"Cookie": f"{cookie['name']}={cookie['value']}"} if cookie else {}
        self._origin = url
        self._wire = None

    async def __aenter__(self):
        self._wire = await websockets.connect(
            self._address,
            additional_headers=self._headers,
            origin=self._origin,
            subprotocols=["streamlit"],
            max_size=None,
            compression=None,
            ping_interval=None,
            open_timeout=PATIENCE_S,
            proxy=None,
        )
        return self

    async def __aexit__(self, *_):
        await self._wire.close()

    async def ask(self, page="", query="", press=None):
        """One run of a page by its address, or of the one that is open with a button pressed."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        if press:
            widget = message.rerun_script.widget_states.widgets.add()
            widget.id, widget.trigger_value = press, True
        began, run = time.perf_counter(), Run()
        await self._wire.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE_S):
            while not self._noted(run, await self._wire.recv()):
                pass
        run.took_s = time.perf_counter() - began
        return run

    def _noted(self, run, raw):
        message = ForwardMsg()
        message.ParseFromString(raw)
        run.received += len(raw)
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            _note(run, message.delta.new_element)
        # a page that begins anew ends its first run early, and goes on by itself
        return kind == "script_finished" and message.script_finished in {
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
        }


def _note(run, element):
    match element.WhichOneof("type"):
        case "button":
            run.buttons[element.button.label] = element.button.id
        case "download_button":
            run.downloads.append(element.download_button.url)
        case "alert" if element.alert.format == element.alert.ERROR:
            run.errors.append(element.alert.body)
        case "exception":
            run.errors.append(element.exception.type)
