"""Processes that do what a store must survive to be killed in: taking over, bringing up, saving on a server."""

from contextlib import suppress
from itertools import count
from pathlib import Path

from data.errors import StoreError
from data.store import postgres
from data.store.folder import FolderShelf
from data.store.keys import Key
from data.store.postgres import PostgresPlanStore
from tests import builders

KEY = Key(b"killed" * 5 + b"!!")


def open_it(folder, ready):
    """Open an operation of an older version: take it over where it is plain, and bring it up."""
    ready.send("begun")
    FolderShelf(Path(folder), KEY).open("old")
    ready.send("opened")


def save_on_a_server(url, name, zone, acknowledge):
    """Save one change after another to a zone of its own, and send what was confirmed."""
    store = PostgresPlanStore.open(postgres.engine_for(url), name)
    # what ends it is the server: the last save was then not confirmed
    with suppress(StoreError):
        for number in count(1):
            stored = store.read()
            changed = stored.plan.with_record(builders.zone(zone, note=f"save {number}"))
            stored = store.commit(changed, base=stored.seq, reason=f"{zone} {number}", actor=zone)
            acknowledge.send(number)
