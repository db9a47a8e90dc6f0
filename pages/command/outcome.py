"""Outcome: what a command answers, as a document, as text, and as an exit code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DONE = 0
NO = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An answer ready to be written: `document` for --json, `lines` for people."""

    document: Mapping[str, Any]
    lines: tuple[str, ...]
    code: int = DONE
