"""Files of zones, sectors and sites as records ready to be added to a plan."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.model import Finding, Record
from data.sources.areas import read_sectors, read_zones
from data.sources.places import read_sites


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


READERS: Mapping[str, Callable[[Path], Incoming]] = {"zones": _zones, "sectors": _sectors, "sites": _sites}
"""How each kind of file is read."""
