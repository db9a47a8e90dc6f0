"""What a reader hands over before anything is believed: columns, and rows that cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.model.finding import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why one feature cannot be used, in a stable code and in words."""

    code: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What a file says about itself."""

    licence: str | None = None
    attribution: str | None = None
    data_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawLayer:
    """Features as columns of equal length; `faults` are by row, `crs` None means WGS 84.

    A row with a fault has no geometry; its values are kept so that a person can find it.
    """

    geometry: NDArray[np.object_]
    ids: NDArray[np.object_]
    columns: Mapping[str, NDArray[np.object_]]
    name: str | None = None
    crs: str | None = None
    faults: Mapping[int, Fault] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()
    credit: Credit = field(default_factory=Credit)


def objects(values: list[Any]) -> NDArray[np.object_]:
    """An array of exactly these objects, whatever they are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def note(code: str, message: str, remedy: str, *, severity: Severity = Severity.NOTE, subject: str = "file") -> Finding:
    """A finding about a file; a note unless said otherwise."""
    return Finding(code=code, severity=severity, subject=subject, message=message, remedy=remedy)
