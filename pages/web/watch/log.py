"""The log: JSON lines of named events and typed facts, with no way in for free text, whoever logs.

A plan that leaks through a log is as lost as one that was stolen. Text of exceptions and messages of libraries
hold whatever they were about, so no text is filtered: it is never taken. Every record of every logger is made here,
and keeps only its weight, which library it came from, which line of code, and the types of its errors.
"""

import json
import logging
import sys
import sysconfig
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from pages.web.watch.words import Check, Event, Method, Route, State

_FRAMES = 25  # of a traceback, the innermost
_CAUSES = 5
_ROOTS = (
    *(Path(sysconfig.get_path(name)) for name in ("purelib", "platlib", "stdlib")),
    Path(__file__).resolve().parents[3],
)
_SPARE = {"uvicorn.access"}  # its lines are made of addresses; Event.REQUEST says the rest
_HANDLER_FORMAT = logging.Formatter("%(message)s")
_log = logging.getLogger("passage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What may be told of an event: words of fixed lists and whole numbers. There is no field for text."""

    route: Route | None = None
    method: Method | None = None
    status: int | None = None
    duration_ms: int | None = None
    count: int | None = None
    check: Check | None = None
    state: State | None = None

    def __post_init__(self) -> None:
        for name, value in self.items():
            if not isinstance(value, (int, Enum)):
                message = f"The log takes words of its lists and whole numbers; {name} is neither."
                raise TypeError(message)

    def items(self) -> Iterator[tuple[str, object]]:
        """The facts that are known."""
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None:
                yield field.name, value


NOTHING = Facts()


class Line:
    """One line of the log, ready to be written."""

    def __init__(self, event: Event, level: int, parts: dict[str, Any]) -> None:
        said = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._text = json.dumps({"at": said, "level": logging.getLevelName(level).lower(), "event": event, **parts})

    def __str__(self) -> str:
        return self._text


def say(event: Event, facts: Facts = NOTHING, *, level: int = logging.INFO, error: BaseException | None = None) -> None:
    """Write an event into the log; of an error its types and places in the code, never its text."""
    if _log.isEnabledFor(level):
        known = {name: value.value if isinstance(value, Enum) else value for name, value in facts.items()}
        _log.log(level, Line(event, level, known | _of_error(error)))


def begin(level: str, out: TextIO | None = None) -> None:
    """Let every logger of this process, now and later, write such lines alone; what is written past them is counted."""
    logging.setLogRecordFactory(_stripped)
    logging.captureWarnings(capture=True)
    warnings.simplefilter("default")
    sys.excepthook = _unforeseen
    threading.excepthook = _unforeseen_in_thread
    sys.unraisablehook = _unraisable
    handler = logging.StreamHandler(out or sys.stderr)
    handler.setFormatter(_HANDLER_FORMAT)
    for logger in _loggers():
        logger.handlers = []
        logger.propagate = logger.name not in _SPARE
    logging.root.handlers = [handler]
    logging.root.setLevel(level.upper())
    _log.setLevel(level.upper())
    sys.stderr = Unheard()  # handlers keep the stream they were made with


class Unheard:
    """In place of the error stream: whatever is written past the log is counted, not kept."""

    encoding = "utf-8"
    errors = "replace"

    def write(self, text: str) -> int:
        """How much was written; it is told, and the text is let go."""
        if text.strip():
            say(Event.WROTE, Facts(count=len(text)), level=logging.WARNING)
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""

    def isatty(self) -> bool:
        """No."""
        return False


def _loggers() -> Iterator[logging.Logger]:
    for name in list(logging.root.manager.loggerDict):
        yield logging.getLogger(name)


def _stripped(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = logging.LogRecord(*args, **kwargs)
    if not isinstance(record.msg, Line):
        error = record.exc_info[1] if record.exc_info else None
        said = {"library": _library(record.name), "place": _place(record.pathname, record.lineno)}
        record.msg = Line(Event.LIBRARY, record.levelno, said | _of_error(error))
    record.args = ()
    record.exc_info = record.exc_text = record.stack_info = None
    return record


def _library(name: str) -> str:
    first = name.partition(".")[0]
    return first if first in sys.modules or first == "py" else "unknown"


def _of_error(error: BaseException | None) -> dict[str, Any]:
    if error is None:
        return {}
    return {"errors": [_kind(one) for one in _causes(error)], "places": list(_places(error.__traceback__))[-_FRAMES:]}


def _causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(_CAUSES):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _kind(error: BaseException) -> str:
    """Name of the nearest class of an error that stands in a module; one made at run time could be named anything."""
    for kind in type(error).__mro__:
        module = sys.modules.get(kind.__module__)
        if getattr(module, kind.__name__, None) is kind:
            return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    return "BaseException"


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        yield _place(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next


def _place(file: str, line: int) -> str:
    """Place in the code of the app or of a library; a path elsewhere could name anything."""
    for root in _ROOTS:
        if file.endswith(".py") and Path(file).is_relative_to(root):
            return f"{Path(file).relative_to(root).as_posix()}:{line}"
    return "elsewhere"


def _unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    del kind, trace
    say(Event.WORK_FAILED, level=logging.CRITICAL, error=error)


def _unforeseen_in_thread(what: threading.ExceptHookArgs) -> None:
    say(Event.WORK_FAILED, level=logging.ERROR, error=what.exc_value)


def _unraisable(what: Any) -> None:
    say(Event.WORK_FAILED, level=logging.ERROR, error=what.exc_value)
