"""Files of zones, sectors, sites and lines as records ready to be added to a plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.model import Finding, Record
from data.sources.areas import read_sectors, read_zones
from data.sources.control_lines import read_control_lines
from data.sources.corridors import read_corridors
from data.sources.places import read_sites
from data.sources.settlements import read_settlements


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Records of one file, and what is in doubt about them."""

    records: tuple[Record, ...]
    findings: tuple[Finding, ...]


def _zones(path: Path) -> Incoming:
    file = read_zones(path)
    return Incoming(records=(*file.zones, *file.barriers), findings=file.findings)


def _sectors(path: Path) -> Incoming:
    file = read_sectors(path)
    return Incoming(records=(*file.contributors, *file.sectors), findings=file.findings)


def _sites(path: Path) -> Incoming:
    file = read_sites(path)
    return Incoming(records=(*file.sites, *file.crossings), findings=file.findings)


def _corridors(path: Path) -> Incoming:
    file = read_corridors(path)
    return Incoming(records=file.corridors, findings=file.findings)


def _control_lines(path: Path) -> Incoming:
    file = read_control_lines(path)
    return Incoming(records=file.control_lines, findings=file.findings)


def _settlements(path: Path) -> Incoming:
    file = read_settlements(path)
    return Incoming(records=file.settlements, findings=file.findings)


READERS: Mapping[str, Callable[[Path], Incoming]] = {
    "zones": _zones,
    "sectors": _sectors,
    "sites": _sites,
    "settlements": _settlements,
    "corridors": _corridors,
    "control lines": _control_lines,
}
"""How each kind of file is read."""
