"""The force of the demo operation, its rules, consents, money and local capacity, read as the store writes records."""

import json
from collections.abc import Iterator

from data.model.records import Record
from data.sources.demo_roads import FOLDER
from data.store.codec import decoded

FILES = ("force", "rules", "consent", "money", "local", "scenarios")
"""Names of the files, in the order they are read."""


def force_records() -> Iterator[Record]:
    """Every record of the demo that is no place and no movement; all of it is invented."""
    for name in FILES:
        held = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        for entry in held["records"]:
            body = {"format": held["format"], **entry["body"]}
            yield decoded(entry["kind"], body["id"], json.dumps(body))
