"""`passage matrix`: times and distances from many places to many places."""

import argparse
import math
from collections.abc import Iterator
from pathlib import Path

from shapely import Point

from data.export.answers import findings_document
from data.export.ways import matrix_document
from data.model.answers import Matrix
from data.sources.places import read_sites
from pages.command.assembly import plan_from_files
from pages.command.moment import aware
from pages.command.outcome import Outcome
from pages.command.roads import loaded
from pages.command.terms import terms_of
from pages.command.wording import duration, finding_lines, kilometres
from routing.index import NetworkIndex
from routing.matrix import travel_matrix


def outcome(arguments: argparse.Namespace) -> Outcome:
    """The matrix between the places of two files."""
    terms = terms_of(arguments)
    files = plan_from_files(zones=arguments.zones, at=aware(arguments.at))
    roads = loaded(arguments, arguments.roads)
    origins, destinations = _places(arguments.origins), _places(arguments.destinations)
    points = [[point for _, point in places] for places in (origins, destinations)]
    matrix = travel_matrix(NetworkIndex(roads.network), files.plan, terms, *points)
    names = {"origin_ids": [i for i, _ in origins], "destination_ids": [i for i, _ in destinations]}
    findings = (*files.findings, *roads.report.findings)
    told = matrix_document(matrix)
    document = (
        told
        | names
        | {
            "findings": [*told["findings"], *findings_document(findings)],
            "attribution": list(roads.network.attributions()),
        }
    )
    lines = _lines(matrix, [i for i, _ in origins], [i for i, _ in destinations])
    return Outcome(document=document, lines=(*lines, *finding_lines([*matrix.findings, *findings])))


def _places(path: Path) -> list[tuple[str, Point]]:
    file = read_sites(path)
    return [*((str(s.id), s.point) for s in file.sites), *((str(c.id), c.point) for c in file.crossings)]


def _lines(matrix: Matrix, origins: list[str], destinations: list[str]) -> Iterator[str]:
    for i, origin in enumerate(origins):
        yield origin
        for j, destination in enumerate(destinations):
            taken_s, far_m = float(matrix.duration_s[i, j]), float(matrix.distance_m[i, j])
            told = "no route" if math.isnan(taken_s) else f"{duration(taken_s)}, {kilometres(far_m)}"
            yield f"  {destination}: {told}"
