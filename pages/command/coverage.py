"""`passage coverage`: which metres lie inside active sectors, phase by phase."""

import argparse
from collections.abc import Iterator

from data.export.answers import coverage_document, findings_document
from data.model import Coverage, Plan
from pages.command.assembly import plan_from_files
from pages.command.moment import aware
from pages.command.outcome import Outcome
from pages.command.roads import loaded
from pages.command.wording import aligned, finding_lines, kilometres, percent
from routing.coverage import corridor_coverage, network_coverage
from routing.index import NetworkIndex

_GAPS_SHOWN = 20


def outcome(arguments: argparse.Namespace) -> Outcome:
    """Coverage of each corridor, or of all roads, in each phase."""
    files = plan_from_files(sectors=arguments.sectors, corridor=arguments.corridor, at=aware(arguments.at))
    roads = loaded(arguments, arguments.roads)
    answers = _answers(files.plan, NetworkIndex(roads.network))
    findings = (*files.findings, *roads.report.findings)
    document = {
        "phases": [coverage_document(answer, files.plan) for answer in answers],
        "findings": findings_document(findings),
        "attribution": list(roads.network.attributions()),
    }
    lines = [line for answer in answers for line in _lines(answer, files.plan)]
    return Outcome(document=document, lines=(*lines, *finding_lines(findings)))


def _answers(plan: Plan, index: NetworkIndex) -> list[Coverage]:
    """Phases in the order the file names them; all of them hold at the one moment looked at."""
    if not plan.corridors:
        return [network_coverage(index, plan, phase) for phase in plan.phases]
    return [corridor_coverage(plan, corridor, phase) for phase in plan.phases for corridor in plan.corridors]


def _lines(answer: Coverage, plan: Plan) -> Iterator[str]:
    corridor = plan.find(answer.corridor_id)
    over = f", corridor {getattr(corridor, 'name', answer.corridor_id)}" if corridor else ", all roads"
    yield f"Phase {_name(plan, answer.phase_id)}{over}"
    covered = f"{kilometres(answer.covered_m)} of {kilometres(answer.total_m)} ({percent(answer.share)})"
    inside = [(_name(plan, own), kilometres(length_m)) for own, length_m in answer.by_sector_m]
    yield from aligned([("Covered", covered), *inside], indent=2)
    for gap in answer.gaps[:_GAPS_SHOWN]:
        idle = ", ".join(f"{_name(plan, own)} ({state})" for own, state in gap.sectors) or "no sector"
        where = f" from {kilometres(gap.start_m)} to {kilometres(gap.end_m)}" if corridor else ""
        yield f"  ▲ {kilometres(gap.distance_m)} not covered{where}: {idle}"
    if len(answer.gaps) > _GAPS_SHOWN:
        yield f"  … and {len(answer.gaps) - _GAPS_SHOWN} more; ask with --json for all."


def _name(plan: Plan, record_id: str) -> str:
    return str(getattr(plan.find(record_id), "name", record_id))
