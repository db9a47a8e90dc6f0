"""`passage demo`: the illustrative operation as files."""

import argparse

from data.sources.demo import write_demo
from pages.command.outcome import Outcome


def outcome(arguments: argparse.Namespace) -> Outcome:
    """The files written."""
    written = write_demo(arguments.folder)
    document = {"folder": str(arguments.folder), "illustrative": True, "files": [path.name for path in written]}
    lines = ("Illustrative demo operation; never use it to move.", *(f"  {path}" for path in written))
    return Outcome(document=document, lines=lines)
