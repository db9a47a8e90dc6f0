"""Around every command: its answer is written once, its refusal said once, its exit code kept."""

import argparse
import io
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
        with _ended_by_interrupt():
            # only the command that is asked for: the readers alone take seconds to import
            command = import_module(f"pages.command.{arguments.command}")
        outcome: Outcome = command.outcome(arguments)
    except PassageError as error:
        return _refusal(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        what = f"{error.filename or 'A file'} cannot be read or written: {error.strerror}"
        return _refusal(PassageError(f"{what}; check its name, its disk and who may use it."))
    return outcome


@contextmanager
def _ended_by_interrupt() -> Iterator[None]:
    """A block that Ctrl-C ends with the program at once: libraries half imported complain at length."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _refusal(error: PassageError) -> Outcome:
    from data.export.answers import error_document  # noqa: PLC0415  heavy, and rarely needed

    print(error, file=sys.stderr)
    return Outcome(document=error_document(error), lines=(), code=REFUSED)


def _json(outcome: Outcome) -> str:
    return json.dumps(outcome.document, ensure_ascii=False, allow_nan=False, indent=1)
