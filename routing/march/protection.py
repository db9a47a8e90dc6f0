"""How each stretch of a way is protected while nothing changes: sector, who may act, responses, consent, exposure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from data.model import Phase, Plan, TaskKind
from geo.lines import Floats, Rows
from routing.force.consents import consent_for
from routing.force.cover import CoverAsked, Moment, moment_of
from routing.force.response import Response, farthest_each_s, nearest_each
from routing.index import Flags, NetworkIndex
from routing.march.judging import (
    NOBODY,
    NOT_ASKED,
    OUTSIDE,
    UNEXPOSED,
    acting_read,
    state_read,
    time_read,
    word_read,
    zones_read,
)
from routing.march.reading import Aspect, Grade, Reading, worst
from routing.march.stretches import Stretched

Key = tuple[Aspect, str]
"""A row of the strip: the aspect, and the standard or party it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of the protection of a way: the task, the corridor it moves under, the standards of response."""

    task: TaskKind
    corridor: str | None = None
    cover: CoverAsked = field(default_factory=CoverAsked)


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """The readings of one row, and which of them holds on each stretch."""

    key: Key
    readings: tuple[Reading, ...]
    of_stretch: Rows


def layers_at(
    index: NetworkIndex, plan: Plan, way: Stretched, phase: Phase | None, at: datetime, asked: Asked
) -> tuple[Layer, ...]:
    """The rows of the strip while nothing changes, what is asked of all of them first."""
    if phase is None:
        reading = Reading(
            grade=Grade.NOT_MET,
            word="no phase",
            reason="No phase of the operation holds at this time: no sector is active.",
            change="Move the departure into a phase, or extend a phase.",
        )
        return (Layer(key=(Aspect.ALL, ""), readings=(reading,), of_stretch=np.zeros(len(way.start_m), np.int64)),)
    moment = moment_of(index, plan, phase, at=at, asked=asked.cover)
    single = (*_by_sector(plan, phase, way, at, asked), *_responses(moment, way))
    exposed = _exposure(plan, way, at)
    return (_all_of(single), *single, exposed)


def _layer(key: Key, chosen: Sequence[Reading]) -> Layer:
    """A layer of one reading for each stretch; equal ones are kept once."""
    readings = tuple(dict.fromkeys(chosen))
    place = {reading: row for row, reading in enumerate(readings)}
    return Layer(key=key, readings=readings, of_stretch=np.array([place[reading] for reading in chosen], np.int64))


def _all_of(layers: Sequence[Layer]) -> Layer:
    """The worst of all rows, stretch by stretch."""
    table = np.stack([layer.of_stretch for layer in layers])
    known: dict[tuple[int, ...], Reading] = {}
    chosen = []
    for column in table.T.tolist():
        key = tuple(column)
        if key not in known:
            met = tuple(layer.readings[row] for layer, row in zip(layers, key, strict=True))
            known[key] = _joined(met)
        chosen.append(known[key])
    return _layer((Aspect.ALL, ""), chosen)


def _joined(met: tuple[Reading, ...]) -> Reading:
    """One reading for all of some: the worst, with the reasons of everything that is as bad."""
    grade = worst(met).grade
    if grade is Grade.MET:
        return Reading(grade=grade, word="yes", reason="Everything that is asked holds here.")
    told = [reading for reading in met if reading.grade is grade]
    words = {Grade.NARROW: "narrowly", Grade.UNKNOWN: "not known", Grade.NOT_MET: "no"}
    return Reading(
        grade=grade,
        word=words[grade],
        reason=" ".join(dict.fromkeys(reading.reason for reading in told)),
        change=" ".join(dict.fromkeys(reading.change for reading in told if reading.change)) or None,
        why=tuple(dict.fromkeys(one for reading in told for one in reading.why)),
    )


def _by_sector(plan: Plan, phase: Phase, way: Stretched, at: datetime, asked: Asked) -> Iterator[Layer]:
    """What follows from the sector a stretch lies in: its state, who may act there, and consent."""
    sectors = plan.sectors
    states = [state_read(sector, phase) for sector in sectors]
    acting = [acting_read(plan, sector, asked.task, at) for sector in sectors]
    yield _layer((Aspect.SECTOR, ""), _best(way, states, OUTSIDE))
    yield _layer((Aspect.RULES, ""), _best(way, acting, NOBODY))
    words = _consents(plan, asked.corridor, at)
    for party in words:
        own, by_sector = words[party]
        chosen = _best(way, by_sector, own) if by_sector else [own] * len(way.start_m)
        told = [worst((own, one)) for one in chosen]
        if any(reading is not NOT_ASKED for reading in told):
            yield _layer((Aspect.CONSENT, party), told)


def _best(way: Stretched, by_sector: Sequence[Reading], outside: Reading) -> list[Reading]:
    """The best reading of the sectors a stretch lies in, for where one of them protects it, it is protected."""
    known: dict[bytes, Reading] = {}
    chosen = []
    for row in way.sectors:
        key = row.tobytes()
        if key not in known:
            held = [by_sector[number] for number in np.flatnonzero(row).tolist()]
            known[key] = min(held, key=lambda reading: reading.badness) if held else outside
        chosen.append(known[key])
    return chosen


def _consents(plan: Plan, corridor: str | None, at: datetime) -> Mapping[str, tuple[Reading, tuple[Reading, ...]]]:
    """By party: its word on the corridor, and on each sector; no rows for parties nobody must ask."""
    about = [corridor] if corridor else []
    answers = [consent_for(plan, one, at) for one in (*about, *(sector.id for sector in plan.sectors))]
    names = [getattr(plan.get(answer.about), "name", answer.about) for answer in answers]
    rows: dict[str, tuple[Reading, tuple[Reading, ...]]] = {}
    for number, party in enumerate(plan.parties):
        told = [
            word_read(answer.words[number], name) if party.id in answer.required else NOT_ASKED
            for answer, name in zip(answers, names, strict=True)
        ]
        if any(reading is not NOT_ASKED for reading in told):
            rows[party.name] = (told[0] if about else NOT_ASKED, tuple(told[len(about) :]))
    return rows


def _responses(moment: Moment, way: Stretched) -> Iterator[Layer]:
    for response in moment.responses:
        known, at_best = (_reached(moment, way, response, which) for which in (0, 1))
        limit_s = 60.0 * response.standard.minutes
        found_s = zip(known[0].tolist(), np.minimum(known[0], at_best[0]).tolist(), strict=True)
        bases = np.where(np.isfinite(known[0]) & (known[0] <= at_best[0]), known[1], at_best[1])
        bases = np.where(known[0] <= limit_s, known[1], bases)
        chosen = [
            time_read(response.standard.name, pair, limit_s, response.bases[base] if base >= 0 else None)
            for pair, base in zip(found_s, bases.tolist(), strict=True)
        ]
        yield _layer((Aspect.RESPONSE, response.standard.name), chosen)


def _reached(moment: Moment, way: Stretched, response: Response, which: int) -> tuple[Floats, Rows]:
    """Seconds to the farthest point of each stretch from the nearest base that answers there, and that base."""
    found_s, nearest = np.full(len(way.start_m), np.inf), np.full(len(way.start_m), -1)
    for group, rows in _groups(way.sectors).items():
        own = {moment.plan.sectors[number].id for number in np.flatnonzero(np.frombuffer(group, bool))}
        bases = [row for row, base in enumerate(response.bases) if base.sectors is None or own & base.sectors]
        roads = way.roads[0][rows], way.roads[1][rows], way.roads[2][rows]
        found_s[rows] = farthest_each_s(response, roads, bases, which)
        nearest[rows] = nearest_each(response, roads, bases, which)
    return found_s, nearest


def _groups(sectors: Flags) -> Mapping[bytes, Rows]:
    found: dict[bytes, list[int]] = {}
    for row, held in enumerate(sectors):
        found.setdefault(held.tobytes(), []).append(row)
    return {key: np.array(rows, np.int64) for key, rows in found.items()}


def _exposure(plan: Plan, way: Stretched, at: datetime) -> Layer:
    active = [zone.valid.holds_at(at) and zone.exposure > 0 for zone in plan.zones]
    known: dict[bytes, Reading] = {}
    chosen = []
    for row in way.zones & np.array(active, bool):
        key = row.tobytes()
        if key not in known:
            held = [plan.zones[number] for number in np.flatnonzero(row).tolist()]
            known[key] = zones_read(held) if held else UNEXPOSED
        chosen.append(known[key])
    return _layer((Aspect.EXPOSURE, ""), chosen)
