"""Coverage by phase: what lies in secured sectors and within reach of responses, on the roads of that phase.

Responses drive inside secured sectors only. A metre counts by its own time, so a stretch counts whole only when
its farthest point does. Unknown roads never count as passable; what they would give is told beside.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import numpy as np
from shapely import LineString

from data.model import Phase, Plan, SectorId
from geo.intervals import CutPieces, cut_pieces
from geo.lines import Floats, Lines, Rows, lines_from
from geo.overlay import TOUCH_M, intervals_inside
from routing.errors import RoutingError
from routing.force.covered import TWICE, CorridorCover, Gap, GapKind, MetresCovered, PhaseCover, lack_of
from routing.force.density import densities
from routing.force.places import Place, places_covered
from routing.force.response import FAR_MIN, Grounds, Response, farthest_s, grounds_of, responses
from routing.force.secured import Footing, cut_off, footings, only_inside, secured_sectors
from routing.force.standards import STANDARDS, Standard
from routing.force.track import Stretches, Track, track_of
from routing.index import Flags, NetworkIndex

_OF_FOOTING = {
    Footing.NOT_ACTIVE: GapKind.NOT_SECURED,
    Footing.NOT_CONSENTED: GapKind.NOT_SECURED,
    Footing.NOBODY_MAY_ACT: GapKind.NOBODY_MAY_ACT,
    Footing.NOT_KNOWN: GapKind.NOT_KNOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverAsked:
    """By which standards, and with what chance a base is busy elsewhere; `inside` keeps responses in secured sectors.

    Raises
    ------
    RoutingError
        When the chance is none, or a standard is named twice.
    """

    standards: tuple[Standard, ...] = STANDARDS
    busy: float = 0.2
    inside: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.busy < 1:
            msg = f"A base cannot be busy with a chance of {self.busy}; give 0 or more, and less than 1."
            raise RoutingError(msg)
        if len({standard.name for standard in self.standards}) < len(self.standards):
            msg = "Two standards have the same name; give each its own."
            raise RoutingError(msg)


@dataclass(frozen=True, kw_only=True, eq=False)
class Moment:
    """A plan and its roads at a moment of a phase, with who stands where and what responses reach."""

    index: NetworkIndex
    plan: Plan
    at: datetime
    asked: CoverAsked
    footing: Mapping[SectorId, Footing]
    grounds: Grounds
    responses: tuple[Response, ...]


def cover_by_phase(index: NetworkIndex, plan: Plan, asked: CoverAsked | None = None) -> tuple[PhaseCover, ...]:
    """Coverage in every phase as it begins, in order."""
    return tuple(phase_cover(index, plan, phase, asked=asked) for phase in plan.phases)


def phase_cover(
    index: NetworkIndex, plan: Plan, phase: Phase, *, at: datetime | None = None, asked: CoverAsked | None = None
) -> PhaseCover:
    """Coverage in a phase at a moment, its start unless another is given."""
    return cover_at(moment_of(index, plan, phase, at=at, asked=asked), phase)


def cover_at(moment: Moment, phase: Phase) -> PhaseCover:
    """Coverage at a moment of a phase that was already looked at."""
    plan = moment.plan
    sites = [Place(id=s.id, point=s.point) for s in plan.sites if s.valid.holds_at(moment.at)]
    homes = [Place(id=s.id, point=s.point, people=s.people) for s in plan.settlements]
    places = places_covered(plan, moment.footing, (moment.responses, moment.grounds), [*sites, *homes])
    return PhaseCover(
        phase_id=phase.id,
        at=moment.at,
        footing=moment.footing,
        corridors=tuple(_corridors(moment)),
        sites=places[: len(sites)],
        settlements=places[len(sites) :],
        density=densities(plan, places[len(sites) :], moment.at),
        cut_off=cut_off(plan, moment.index.network, secured_sectors(moment.footing)),
    )


def moment_of(
    index: NetworkIndex, plan: Plan, phase: Phase, *, at: datetime | None = None, asked: CoverAsked | None = None
) -> Moment:
    """Who stands where at a moment of a phase, and what responses reach on its roads.

    Raises
    ------
    RoutingError
        When the moment is not one of the phase.
    """
    moment, asked = at or phase.starts_at, asked or CoverAsked()
    if not phase.starts_at <= moment < phase.ends_at:
        msg = f"{moment.isoformat()} does not lie in phase {phase.id}; ask for a moment from its start to its end."
        raise RoutingError(msg)
    footing = footings(plan, phase, moment)
    roads = only_inside(index, plan, secured_sectors(footing)) if asked.inside else plan
    grounds = grounds_of(index, roads, moment)
    return Moment(
        index=index,
        plan=plan,
        at=moment,
        asked=asked,
        footing=footing,
        grounds=grounds,
        responses=tuple(responses(plan, grounds, asked.standards, moment)),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Cut:
    """All corridors cut where anything begins or ends: footing of each piece, and how many bases reach it.

    The columns of `depth` are known in time, at best in time, and known at any time; one table for each standard.
    """

    lines: Lines
    track: Track
    pieces: CutPieces
    inside: Flags
    depth: tuple[Rows, ...]


def _corridors(moment: Moment) -> Iterator[CorridorCover]:
    plan = moment.plan
    if not plan.corridors:
        return
    cut = _cut(moment)
    secured = _secured(moment, cut)
    for row, corridor in enumerate(plan.corridors):
        length_m = np.where(cut.pieces.line == row, cut.pieces.length_m, 0.0)
        covered = secured.copy()
        for depth in cut.depth:
            covered &= depth[:, 0] > 0
        yield CorridorCover(
            corridor_id=corridor.id,
            total_m=float(cut.lines.length_m[row]),
            secured_m=float(length_m[secured].sum()),
            covered_m=float(length_m[covered].sum()),
            by_standard=tuple(
                _metres(r.standard, d[secured], length_m[secured], moment.asked.busy)
                for r, d in zip(moment.responses, cut.depth, strict=True)
            ),
            gaps=tuple(_gaps(moment, cut, row)),
        )


def _metres(standard: Standard, depth: Rows, length_m: Floats, busy: float) -> MetresCovered:
    return MetresCovered(
        standard=standard.name,
        known_m=float(length_m[depth[:, 0] > 0].sum()),
        at_best_m=float(length_m[depth[:, 1] > 0].sum()),
        twice_m=float(length_m[depth[:, 0] >= TWICE].sum()),
        expected_m=float((length_m * (1.0 - busy ** depth[:, 0])).sum()),
    )


def _cut(moment: Moment) -> _Cut:
    plan = moment.plan
    lines, track = lines_from([c.line for c in plan.corridors]), track_of(moment.index, plan.corridors)
    inside = intervals_inside(lines, [sector.area for sector in plan.sectors])
    layers = list(_layers(moment, track))
    whole = np.arange(lines.count), np.zeros(lines.count), lines.length_m
    parts: list[Stretches] = [whole, (inside.line, inside.start_m, inside.end_m), *(layer[1] for layer in layers)]
    pieces = cut_pieces(*(np.concatenate([part[k] for part in parts]) for k in range(3)))
    first = np.cumsum([0, *(len(part[0]) for part in parts)])
    own = np.zeros((len(pieces.line), len(plan.sectors)), bool)
    in_sector = (pieces.stretch >= first[1]) & (pieces.stretch < first[2])
    own[pieces.piece[in_sector], inside.area[pieces.stretch[in_sector] - first[1]]] = True
    depth = tuple(np.zeros((len(pieces.line), 3), np.int64) for _ in moment.responses)
    for ((number, which, base), _), start, end in zip(layers, first[2:-1], first[3:], strict=True):
        met = np.zeros(len(pieces.line), bool)
        met[pieces.piece[(pieces.stretch >= start) & (pieces.stretch < end)]] = True
        depth[number][:, which] += met & _answers(moment, own, number, base)
    return _Cut(lines=lines, track=track, pieces=pieces, inside=own, depth=depth)


def _layers(moment: Moment, track: Track) -> Iterator[tuple[tuple[int, int, int], Stretches]]:
    """Corridor metres in reach of each base under each standard: known in time, at best in time, known at all."""
    for number, response in enumerate(moment.responses):
        limit = response.standard.minutes
        for base in range(len(response.bases)):
            sure, ever = response.within(0, base, limit), response.within(0, base, FAR_MIN)
            hoped = [np.concatenate(both) for both in zip(sure, response.within(1, base, limit), strict=True)]
            for which, stretches in enumerate((sure, (hoped[0], hoped[1], hoped[2]), ever)):
                yield (number, which, base), track.of(stretches)


def _answers(moment: Moment, own: Flags, number: int, base: int) -> Flags:
    """Whether a base answers on each piece, by the sectors it lies in."""
    sectors = moment.responses[number].bases[base].sectors
    if sectors is None:
        return np.ones(len(own), bool)
    return np.asarray(own[:, [sector.id in sectors for sector in moment.plan.sectors]].any(axis=1))


def _secured(moment: Moment, cut: _Cut) -> Flags:
    secured = secured_sectors(moment.footing)
    return np.asarray(cut.inside[:, [sector.id in secured for sector in moment.plan.sectors]].any(axis=1))


def _ground_kinds(moment: Moment, cut: _Cut) -> list[GapKind | None]:
    """What each piece lacks for being secured; the least that is missing where sectors lie over one another."""
    footing = [moment.footing[sector.id] for sector in moment.plan.sectors]
    kinds: list[GapKind | None] = [GapKind.NOT_SECURED] * len(cut.inside)
    for wanted in (Footing.NOT_KNOWN, Footing.NOBODY_MAY_ACT):
        for row in np.flatnonzero(cut.inside[:, [one is wanted for one in footing]].any(axis=1)):
            kinds[row] = _OF_FOOTING[wanted]
    for row in np.flatnonzero(_secured(moment, cut)):
        kinds[row] = None
    return kinds


def _gaps(moment: Moment, cut: _Cut, corridor: int) -> Iterator[Gap]:
    """The gaps of a corridor: what is not secured first, then what each response lacks on what is."""
    ground = _ground_kinds(moment, cut)
    rows = np.flatnonzero(cut.pieces.line == corridor)
    yield from (_gap(moment, cut, run, None) for run in _runs(cut.pieces, rows, ground))
    for number, depth in enumerate(cut.depth):
        kinds = [None if ground[row] else lack_of(*depth[row].tolist()) for row in range(len(ground))]
        yield from (_gap(moment, cut, run, number) for run in _runs(cut.pieces, rows, kinds))


_Run = tuple[GapKind, Rows]


def _runs(pieces: CutPieces, rows: Rows, kinds: Sequence[GapKind | None]) -> Iterator[_Run]:
    """Neighbouring pieces of a corridor that lack the same."""
    for kind, group in groupby(rows.tolist(), key=lambda row: kinds[row]):
        own = np.array(list(group), np.int64)
        if kind is not None and pieces.end_m[own[-1]] - pieces.start_m[own[0]] > TOUCH_M:
            yield kind, own


def _gap(moment: Moment, cut: _Cut, run: _Run, number: int | None) -> Gap:
    kind, rows = run
    corridor = int(cut.pieces.line[rows[0]])
    start_m, end_m = float(cut.pieces.start_m[rows[0]]), float(cut.pieces.end_m[rows[-1]])
    standard = None if number is None else moment.responses[number].standard
    over_s = None
    if standard is not None and number is not None and kind is GapKind.BEYOND:
        bases = _bases_for(moment, cut, number, rows)
        farthest = farthest_s(moment.responses[number], cut.track.roads(corridor, start_m, end_m), bases)
        over_s = farthest - 60.0 * standard.minutes if np.isfinite(farthest) else None
    return Gap(
        corridor_id=moment.plan.corridors[corridor].id,
        kind=kind,
        standard=None if standard is None else standard.name,
        start_m=start_m,
        end_m=end_m,
        line=LineString(cut.lines.part(corridor, start_m, end_m)),
        sectors=tuple(moment.plan.sectors[sector].id for sector in np.flatnonzero(cut.inside[rows].any(axis=0))),
        over_s=over_s,
    )


def _bases_for(moment: Moment, cut: _Cut, number: int, rows: Rows) -> list[int]:
    """The bases that answer on all of these pieces."""
    bases = range(len(moment.responses[number].bases))
    return [base for base in bases if _answers(moment, cut.inside[rows], number, base).all()]
