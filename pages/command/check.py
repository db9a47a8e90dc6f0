"""`passage check`: look one file over; a problem is a no."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.export.answers import findings_document, provenance_document
from data.model import Finding, Plan, Provenance, Severity
from pages.command.outcome import DONE, NO, Outcome
from pages.command.wording import aligned, finding_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How many of what a file holds, and what is in doubt."""

    counts: Mapping[str, int]
    findings: Sequence[Finding]
    provenance: Sequence[Provenance]


def outcome(arguments: argparse.Namespace) -> Outcome:
    """What the file holds and what is wrong with it; the answer is no when it has a problem."""
    checked = CHECKS[arguments.kind](arguments.file)
    is_sound = all(finding.severity is not Severity.PROBLEM for finding in checked.findings)
    document = {
        "file": arguments.file.name,
        "as": arguments.kind,
        "sound": is_sound,
        "counts": dict(checked.counts),
        "provenance": [provenance_document(p) for p in checked.provenance],
        "findings": findings_document(checked.findings),
    }
    counts = [(what.replace("_", " ").capitalize(), f"{number:,}") for what, number in checked.counts.items()]
    verdict = ("Verdict", "sound" if is_sound else "has problems")
    lines = (*aligned([("File", arguments.file.name), *counts, verdict]), *finding_lines(checked.findings))
    return Outcome(document=document, lines=lines, code=DONE if is_sound else NO)


def _roads(path: Path) -> Checked:
    from data.sources.roads.load import load_roads  # noqa: PLC0415  seconds to import, needed for roads only

    report = load_roads([path]).report
    counts = {"junctions": report.node_count, "road_pieces": report.segment_count, "edges": report.edge_count}
    dropped = {"dropped": sum(d.count for d in report.dropped)}
    return Checked(counts=counts | dropped, findings=report.findings, provenance=report.provenance)


def _zones(path: Path) -> Checked:
    from data.sources.areas import read_zones  # noqa: PLC0415

    file = read_zones(path)
    counts = {"zones": len(file.zones), "barriers": len(file.barriers)}
    return Checked(counts=counts, findings=file.findings, provenance=[file.provenance])


def _sectors(path: Path) -> Checked:
    from data.sources.areas import read_sectors  # noqa: PLC0415
    from routing.boundaries import sector_findings  # noqa: PLC0415

    file = read_sectors(path)
    plan = Plan(name=path.name, sectors=file.sectors, contributors=file.contributors)
    # equal areas are found among the sectors again
    read = [finding for finding in file.findings if finding.code != "duplicate-area"]
    counts = {"sectors": len(file.sectors), "contributors": len(file.contributors)}
    findings = (*read, *sector_findings(plan))
    return Checked(counts=counts, findings=findings, provenance=[file.provenance])


def _sites(path: Path) -> Checked:
    from data.sources.places import read_sites  # noqa: PLC0415

    file = read_sites(path)
    counts = {"sites": len(file.sites), "crossings": len(file.crossings)}
    return Checked(counts=counts, findings=file.findings, provenance=[file.provenance])


def _corridors(path: Path) -> Checked:
    from data.sources.corridors import read_corridors  # noqa: PLC0415

    file = read_corridors(path)
    return Checked(counts={"corridors": len(file.corridors)}, findings=file.findings, provenance=[file.provenance])


def _control_lines(path: Path) -> Checked:
    from data.sources.control_lines import read_control_lines  # noqa: PLC0415

    file = read_control_lines(path)
    counts = {"control_lines": len(file.control_lines)}
    return Checked(counts=counts, findings=file.findings, provenance=[file.provenance])


CHECKS: Mapping[str, Callable[[Path], Checked]] = {
    "roads": _roads,
    "zones": _zones,
    "sectors": _sectors,
    "sites": _sites,
    "corridors": _corridors,
    "control-lines": _control_lines,
}
"""How each kind of file is looked over."""
