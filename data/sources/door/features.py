"""What the door hands out: features one by one or as columns, each accounted for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from data.model.finding import Finding
from data.model.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature: `number` counts from 1 in the file; `properties` holds only those with a value."""

    number: int
    id: str | None
    geometry: BaseGeometry
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One feature that could not be used, and why; its properties are kept to find it by."""

    number: int
    id: str | None
    why: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureFile:
    """The features of a file; each is in `features` or in `left_out` with a finding."""

    features: tuple[Feature, ...]
    left_out: tuple[LeftOut, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FeatureTable:
    """The features of a file as columns of equal length.

    `geometry` holds shapely shapes in WGS 84, `number` counts from 1 in the file, `columns` hold
    values as written and None where there is none. `left_out` is as in `FeatureFile`.
    """

    geometry: NDArray[np.object_]
    number: NDArray[np.int64]
    ids: NDArray[np.object_]
    columns: Mapping[str, NDArray[np.object_]]
    left_out: tuple[LeftOut, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance

    def features(self) -> Iterator[Feature]:
        """Each row as a feature."""
        for row, shape in enumerate(self.geometry):
            yield Feature(
                number=int(self.number[row]),
                id=self.ids[row],
                geometry=shape,
                properties=present_values(self.columns, row),
            )


def present_values(columns: Mapping[str, NDArray[np.object_]], row: int) -> dict[str, Any]:
    """The values that one row has, by column."""
    return {key: values[row] for key, values in columns.items() if values[row] is not None}
