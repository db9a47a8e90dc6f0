"""Where every number of the page comes from: how it is worked out, and the files and reports it rests on."""

from collections.abc import Iterable

from data.model import Plan
from pages.look.clock import local
from pages.look.table import Cell, show_table
from pages.parts.cover.asked import Seen
from pages.state.workspace import Workspace
from routing.force.standards import BENCHMARKS
from routing.index import NetworkIndex


def show_sources(work: Workspace, index: NetworkIndex, seen: Seen) -> None:
    """A line for each number."""
    plan, moment = work.plan, local(seen.at, work.plan.time_zone)
    files = _listed(p.file_name for p in index.network.provenance)
    told = [
        (
            "Secured",
            "active all through the phase, consent known to cover it, somebody there who may act",
            f"revision {work.seq} of the plan at {moment}",
        ),
        (
            "Corridor metres",
            "measured along the line as drawn, on the ellipsoid",
            _listed(c.source.name for c in plan.corridors if hasattr(c, "source")) or "corridors of the plan",
        ),
        (
            "In reach",
            "driven on roads open in this phase; a stretch counts when its farthest point is reached in time",
            f"roads: {files}; {_reports(plan, seen)}",
        ),
        (
            "Minutes",
            "; ".join(f"{s.name} {s.minutes:g}: {s.source}" for s in seen.standards),
            "choices under “What is assumed”",
        ),
        (
            "Bases",
            "units deployed that may act, where they are based; for care also hospitals and clinics",
            _listed(b.name for r in seen.moment.responses for b in r.bases) or "nobody answers in this phase",
        ),
        (
            "People",
            "of settlements, as reported; those nobody reported are left out",
            _listed(s.source.name for s in plan.settlements) or "no settlement in the plan",
        ),
        ("Forces", "strength of units there who may act, and vetted local forces", "contributors' reports in the plan"),
        ("Benchmarks", "security forces for 1,000 people", _listed(b.source for b in BENCHMARKS)),
        ("Busy", "a base is busy elsewhere by chance, each by itself", "assumed; set it under “What is assumed”"),
        (
            "One more unit",
            "every site in a secured sector tried, with a bound no other can pass",
            "worked out on this machine",
        ),
    ]
    rows: list[dict[str, Cell]] = [{"Number": name, "Worked out": how, "Rests on": what} for name, how, what in told]
    show_table(rows, about="Where these numbers come from", sentences=True)


def _reports(plan: Plan, seen: Seen) -> str:
    count = sum(report.valid.holds_at(seen.at) for report in plan.status_reports)
    return f"{count} status reports that hold"


MOST = 6


def _listed(names: Iterable[str]) -> str:
    known = list(dict.fromkeys(names))
    more = f" and {len(known) - MOST} more" if len(known) > MOST else ""
    return ", ".join(known[:MOST]) + more
