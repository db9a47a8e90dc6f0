"""`passage load`: read a road network and report."""

import argparse
from collections.abc import Iterator

from data.export.answers import load_document
from data.sources.roads.report import LoadReport
from pages.command.outcome import Outcome
from pages.command.roads import loaded
from pages.command.wording import aligned, finding_lines, kilometres, percent


def outcome(arguments: argparse.Namespace) -> Outcome:
    """What was read, dropped and doubted."""
    report = loaded(arguments, arguments.roads).report
    return Outcome(document=load_document(report), lines=tuple(report_lines(report)))


def report_lines(report: LoadReport) -> Iterator[str]:
    """The report of a load for people."""
    yield from aligned(_facts(report))
    unknown = [(name, share) for name, share in report.unknown_share if share > 0]
    if unknown:
        yield "Unknown on this share of the length"
        yield from aligned([(name, percent(share)) for name, share in unknown], indent=2)
    if report.dropped:
        yield "Not in the network"
        yield from (f"  {d.count:,} {d.what}: {d.why}" for d in report.dropped)
    yield from finding_lines(report.findings)


def _facts(report: LoadReport) -> Iterator[tuple[str, str]]:
    for file in report.provenance:
        dated = f", content of {file.data_at:%Y-%m-%d %H:%M} UTC" if file.data_at else ", date of content not stated"
        yield "File", f"{file.file_name} ({file.format}{dated})"
        yield "Credit", file.attribution or "not stated"
    yield "Junctions", f"{report.node_count:,}"
    yield "Road pieces", f"{report.segment_count:,} ({report.edge_count:,} directed edges)"
    yield "Length", kilometres(report.length_m)
    yield "Turn bans", f"{report.turn_ban_count:,}"
    yield "Turn times", f"{report.turn_time_count:,}"
    yield "Barriers", f"{report.barrier_count:,}"
    yield "Fingerprint", report.fingerprint[:12]
    yield "Time", f"{report.seconds:.1f} s{' from the cache' if report.from_cache else ''}"
