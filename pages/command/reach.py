"""`passage reach`: how far one comes from bases within some minutes, or which roads lie that near a hospital."""

import argparse
from collections.abc import Iterator

from data.export.answers import findings_document
from data.export.ways import reach_document
from data.model import Plan
from data.model.answers import Reach
from data.sources.places import read_sites
from pages.command.assembly import plan_from_files
from pages.command.moment import aware
from pages.command.outcome import Outcome
from pages.command.roads import loaded
from pages.command.terms import terms_of
from pages.command.wording import duration, finding_lines, kilometres
from routing.index import NetworkIndex
from routing.reach import ReachQuestion, find_reach


def outcome(arguments: argparse.Namespace) -> Outcome:
    """Roads, ground and sites within each limit of the bases."""
    terms = terms_of(arguments)
    files = plan_from_files(zones=arguments.zones, at=aware(arguments.at))
    roads = loaded(arguments, arguments.roads)
    bases = read_sites(arguments.bases)
    question = ReachQuestion(
        terms=terms,
        bases=(*(s.point for s in bases.sites), *(c.point for c in bases.crossings)),
        limits_min=tuple(arguments.minutes),
        toward=arguments.toward,
    )
    plan = _with_sites(files.plan, arguments)
    reach = find_reach(NetworkIndex(roads.network), plan, question)
    findings = (*files.findings, *bases.findings, *roads.report.findings)
    told = reach_document(reach)
    document = told | {
        "findings": [*told["findings"], *findings_document(findings)],
        "attribution": list(roads.network.attributions()),
    }
    return Outcome(document=document, lines=(*_lines(reach), *finding_lines([*reach.findings, *findings])))


def _with_sites(plan: Plan, arguments: argparse.Namespace) -> Plan:
    sites = [site for path in arguments.sites for site in read_sites(path).sites]
    return plan.with_record(*sites) if sites else plan


def _lines(reach: Reach) -> Iterator[str]:
    for own in reach.reached:
        yield f"Within {own.limit_min:g} min: {kilometres(own.distance_m)} of road, {len(own.sites)} sites"
        for site in own.sites:
            yield f"  {site.name}: {duration(site.duration_s)}"
