"""Around every command: its answer is written once, its refusal said once, its exit code kept."""

import argparse
import io
import json
import os
import sys
from importlib import import_module

from geo.errors import PassageError
from pages.command.outcome import Outcome

REFUSED = 2
INTERRUPTED = 130
READER_GONE = 141


def run(arguments: argparse.Namespace) -> int:
    """Exit code of the command, after its answer or refusal is written."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        outcome = _outcome(arguments)
        for line in (_json(outcome),) if arguments.json else outcome.lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        # what is still buffered must not complain once more when the program ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except KeyboardInterrupt:
        return INTERRUPTED
    return outcome.code


def _outcome(arguments: argparse.Namespace) -> Outcome:
    try:
        # only the command that is asked for: the readers alone take seconds to import
        outcome: Outcome = import_module(f"pages.command.{arguments.command}").outcome(arguments)
    except PassageError as error:
        return _refusal(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        return _refusal(PassageError(f"{error.filename or 'A file'} cannot be read or written: {error.strerror}."))
    return outcome


def _refusal(error: PassageError) -> Outcome:
    from data.export.answers import error_document  # noqa: PLC0415  heavy, and rarely needed

    print(error, file=sys.stderr)
    return Outcome(document=error_document(error), lines=(), code=REFUSED)


def _json(outcome: Outcome) -> str:
    return json.dumps(outcome.document, ensure_ascii=False, allow_nan=False, indent=1)
