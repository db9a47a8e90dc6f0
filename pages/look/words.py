"""Measures and states as people read them."""

from data.model import Gate, SectorState

SECTOR_STATE = {
    SectorState.ACTIVE: "active",
    SectorState.PREPARING: "preparing",
    SectorState.HANDOVER: "hand-over",
    SectorState.LOCAL_LEAD: "local lead",
    SectorState.SUSPENDED: "suspended",
    SectorState.NOT_ESTABLISHED: "not established",
}


def kilometres(metres: float) -> str:
    """A distance: metres below one kilometre, else kilometres.

    >>> kilometres(940), kilometres(12_345)
    ('940 m', '12.3 km')
    """
    return f"{metres:.0f} m" if round(metres) < 1000 else f"{metres / 1000:.1f} km"  # noqa: PLR2004 - a kilometre


def megabytes(size_bytes: int) -> str:
    """An amount of memory.

    >>> megabytes(0), megabytes(340_000), megabytes(81_400_000)
    ('none', '0.3 MB', '81 MB')
    """
    if not size_bytes:
        return "none"
    size_mb = size_bytes / 1e6
    return f"{size_mb:.1f} MB" if size_mb < 10 else f"{size_mb:,.0f} MB"  # noqa: PLR2004 - a figure that says enough


def percent(share: float) -> str:
    """A share of one as a whole percentage that says 100 % only when nothing is missing.

    >>> percent(0.9996), percent(1.0), percent(0.0004), percent(0)
    ('99 %', '100 %', '<1 %', '0 %')
    """
    if 0 < share < 0.01:  # noqa: PLR2004 - one percent
        return "<1 %"
    return "100 %" if share >= 1 else f"{min(round(share * 100), 99)} %"


def count(number: float | None, unit: str = "") -> str:
    """A number with its unit; None was not reported, which is not 0.

    >>> count(None), count(1200, "beds")
    ('not reported', '1,200 beds')
    """
    return "not reported" if number is None else f"{number:,.0f} {unit}".rstrip()


def gate_mark(gate: Gate) -> str:
    """Whether a gate is met, as a sign and a word."""
    return {True: "✓ met", False: "✗ not met", None: "? not known"}[gate.met]
