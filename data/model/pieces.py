"""What a route is made of: stretches of segments, and the streets they follow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import overload

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePiece:
    """One stretch of one segment in driving order; `start_m` > `end_m` when driven against its drawing."""

    segment: int
    start_m: float
    end_m: float
    duration_s: float
    name: str | None = None
    name_ar: str | None = None

    @property
    def distance_m(self) -> float:
        """Length of the stretch, metres."""
        return abs(self.end_m - self.start_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """Consecutive stretch under one name, in driving order; no name means none is known."""

    name: str | None
    name_ar: str | None
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RoutePieces(Sequence[RoutePiece]):
    """The pieces of a route in columns, each made when asked for: few who ask for a route ask for its pieces.

    `street` is the row in `streets` of the street each piece belongs to. Equal to any sequence of the
    same pieces, and as a tuple of them in all else.
    """

    segment: NDArray[np.int64]
    start_m: NDArray[np.float64]
    end_m: NDArray[np.float64]
    duration_s: NDArray[np.float64]
    street: NDArray[np.int64]
    streets: tuple[Street, ...]

    def __len__(self) -> int:
        """How many pieces there are."""
        return len(self.segment)

    @overload
    def __getitem__(self, at: int) -> RoutePiece: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[RoutePiece, ...]: ...

    def __getitem__(self, at: int | slice) -> RoutePiece | tuple[RoutePiece, ...]:
        """The piece at a place, or those at some."""
        if isinstance(at, slice):
            return tuple(self._made(at))
        row = range(len(self))[at]
        return next(self._made(slice(row, row + 1)))

    def __iter__(self) -> Iterator[RoutePiece]:
        """Every piece in driving order."""
        return self._made(slice(None))

    def __eq__(self, other: object) -> bool:
        """Whether the other lists the same pieces."""
        if isinstance(other, RoutePieces):
            return self._columns_equal(other) and self._names == other._names
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        """That of the tuple it equals."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """As the tuple it equals is written."""
        return repr(tuple(self))

    @property
    def distance_m(self) -> NDArray[np.float64]:
        """Length of each piece, metres."""
        return np.abs(self.end_m - self.start_m)

    def _made(self, rows: slice) -> Iterator[RoutePiece]:
        columns = (own[rows].tolist() for own in (self.segment, self.start_m, self.end_m, self.duration_s))
        streets = (self.streets[row] for row in self.street[rows].tolist())
        return starmap(_piece, zip(*columns, streets, strict=True))

    def _columns_equal(self, other: "RoutePieces") -> bool:
        names = ("segment", "start_m", "end_m", "duration_s")
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name in names)

    @property
    def _names(self) -> list[tuple[str | None, str | None]]:
        names = [(street.name, street.name_ar) for street in self.streets]
        return [names[row] for row in self.street.tolist()]


def _piece(segment: int, start_m: float, end_m: float, duration_s: float, street: Street) -> RoutePiece:
    return RoutePiece(
        segment=segment,
        start_m=start_m,
        end_m=end_m,
        duration_s=duration_s,
        name=street.name,
        name_ar=street.name_ar,
    )
