"""Columns, catalogue, profiles, opening times and outcomes of the demo operation, read as the store writes records."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from data.model.movement import Convoy
from data.model.records import Record
from data.sources.demo_roads import FOLDER
from data.store.codec import decoded, encoded


def march_records(convoys: Iterable[Convoy]) -> Iterator[Record]:
    """Every record of movement control in the demo, and these convoys with their columns; all of it is invented."""
    held = json.loads((FOLDER / "march.json").read_text(encoding="utf-8"))
    for entry in held["records"]:
        yield _read(entry["kind"], {"format": held["format"], **entry["body"]})
    for convoy in convoys:
        column = held["columns"].get(convoy.id)
        if column is not None:
            yield _read("convoy", json.loads(encoded(convoy)) | column)


def _read(kind: str, body: dict[str, Any]) -> Record:
    return decoded(kind, body["id"], json.dumps(body))
