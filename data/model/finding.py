"""Findings: doubts and faults a person should know about, with the place and the remedy."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: `problem` must be settled before use, `doubt` must be known."""

    PROBLEM = "problem"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One doubt or fault. Never an error: what was read or planned is kept and usable.

    `code` is stable kebab-case and documented in docs/findings.md. `subject` is the id or the
    feature ("feature 12", "sector north") it is about. `place` is (lon, lat) in degrees, WGS 84.
    """

    code: str
    severity: Severity
    subject: str
    message: str
    remedy: str
    place: tuple[float, float] | None = None
