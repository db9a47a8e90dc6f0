"""Processes that do what a store must survive to be killed in: taking over, bringing up, backing up, saving."""

from contextlib import suppress
from itertools import count
from pathlib import Path

from data.custody.marks import MarkBook
from data.custody.parcel import write_file
from data.custody.signing import signer_in
from data.errors import StoreError
from data.identity.principal import Principal, Role
from data.service import custody
from data.store import postgres
from data.store.folder import FolderShelf
from data.store.keys import Key
from data.store.postgres import PostgresPlanStore
from tests import builders

KEY = Key(b"killed" * 5 + b"!!")
KEEPER = Principal(id="k", name="Keeper", roles=frozenset({Role.ADMINISTRATOR}))


def open_it(folder, ready):
    """Open an operation of an older version: take it over where it is plain, and bring it up."""
    ready.send("begun")
    FolderShelf(Path(folder), KEY).open("old")
    ready.send("opened")


def house_in(folder):
    """An installation with its operations in a folder."""
    signer = signer_in(folder / "sign")
    shelf = FolderShelf(folder / "operations", KEY)
    return custody.House(shelf=shelf, signer=signer, marks=MarkBook(folder / "marks", signer), key=KEY)


def back_up(folder, ready):
    """Save and back up by turns, each copy under a name of its own; send the revision each copy goes up to."""
    house, first = house_in(Path(folder)), len([*Path(folder).glob("*.copy")])
    store = house.shelf.open("old")
    for number in count(first):
        stored = store.read()
        changed = stored.plan.with_record(builders.zone("z", note=f"save {number}"))
        seq = store.commit(changed, base=stored.seq, reason=f"save {number}", actor="keeper").seq
        copy = custody.back_up(KEEPER, house, "old", builders.NOON)
        write_file(Path(folder) / f"{number}.copy", copy)
        ready.send((number, seq))


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
