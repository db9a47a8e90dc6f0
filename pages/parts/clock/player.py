"""What the clock on the map is told: phases, local time, columns; and how the page follows it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from data.model import Convoy, Phase, Plan, Route, RoutePolicy
from pages.look import looks, words
from pages.look.clock import duration, local_time, offsets_between
from pages.map.layers import Group, Layer, MapFeature
from pages.map.view import Part, event_of
from pages.parts.convoys import blockers
from pages.parts.plan_map import map_key
from pages.state import answers, workspace
from pages.state.workspace import Workspace
from routing.columns import Column, Progress, drawn_course
from routing.march.profiles import gap_m
from routing.march.table import MarchTable
from routing.march.waits import Waiting
from routing.question import Terms
from routing.standing import Answer, Refused

DETAIL_DEG = 1e-5
"""Bends of a way smaller than this are not drawn, about one metre."""
DAY = timedelta(days=1)
Columns = Mapping[str, Column]
Tables = Mapping[str, MarchTable]


def ways(work: Workspace) -> Mapping[str, Answer]:
    """The way of every convoy as the saved plan has it when it departs; nothing without roads."""
    if work.index is None or not work.plan.convoys:
        return {}
    terms = Terms(at=work.now, policy=RoutePolicy.FASTEST)
    return answers.standing(work.key, work.index, work.plan, terms).answers


def tables(work: Workspace, found: Mapping[str, Answer]) -> Tables:
    """The march of every convoy that has a way."""
    if work.index is None:
        return {}
    return answers.tables(work.key, Waiting.PLANNED, work.index, work.plan, found)


def columns(marches: Tables) -> Columns:
    """The column of every march."""
    return {name: table.column for name, table in marches.items()}


def layers(plan: Plan, found: Mapping[str, Answer], on_road: Columns) -> tuple[Layer, ...]:
    """The way of each column while it is on the road, and who has none on the day it would leave."""
    named = {str(convoy.id): convoy for convoy in plan.convoys}
    moving = [
        MapFeature(
            id=name,
            geometry=column.line,
            look=looks.COLUMN_WAY,
            tooltip=(named[name].name, named[name].organisation),
            times=((column.departs_at, column.clears_at),),
        )
        for name, column in on_road.items()
    ]
    return (
        Layer(name="Ways of columns", group=Group.WAYS, features=moving),
        Layer(
            name="No way",
            group=Group.WAYS,
            features=[f for c in plan.convoys for f in _stuck(plan, c, found.get(c.id))],
        ),
    )


def tools(work: Workspace, found: Mapping[str, Answer], marches: Tables, *, key: str) -> tuple[Part, ...]:
    """Columns and clock as tools of the map under a key."""
    plan, on_road = work.plan, columns(marches)
    told = _clock(work, plan, _span(plan, work.moment, plan.convoys, on_road), key) | {
        "moment": work.moment.timestamp(),
        "events": [[at.timestamp(), text] for at, text in events(plan, found, on_road)],
    }
    moving = [_column(c, marches[str(c.id)], plan) for c in plan.convoys if str(c.id) in marches]
    return Part(name="columns", told={"columns": moving}), Part(name="clock", told=told)


def phases_alone(work: Workspace, plan: Plan, at: datetime, wish: str, *, key: str) -> tuple[Part, ...]:
    """A clock over the phases of a plan, without columns: it stands at a moment, and goes there with each new wish."""
    told = _clock(work, plan, _span(plan, at), key) | {
        "moment": at.timestamp(),
        "events": [[phase.starts_at.timestamp(), _begins(phase)] for phase in plan.phases],
        "wish": wish,
        "columns": False,
        "span": "all",
    }
    return Part(name="columns", told={"columns": []}), Part(name="clock", told=told)


def _clock(work: Workspace, plan: Plan, span: tuple[datetime, datetime], key: str) -> dict[str, Any]:
    """What every clock is told."""
    starts_at, ends_at = span
    return {
        "phase": work.phase.id if work.phase else "",
        "heard": event_of(workspace.returned(map_key(work, key))).count,
        "from": starts_at.timestamp(),
        "to": ends_at.timestamp(),
        "offsets": [[at.timestamp(), minutes] for at, minutes in offsets_between(starts_at, ends_at, plan.time_zone)],
        "phases": [_phase(phase) for phase in plan.phases],
    }


def events(plan: Plan, found: Mapping[str, Answer], on_road: Columns) -> list[tuple[datetime, str]]:
    """What happens when, in order: phases begin, columns depart and arrive, or cannot leave."""
    happens = [(phase.starts_at, _begins(phase)) for phase in plan.phases]
    for convoy in plan.convoys:
        column, number = on_road.get(str(convoy.id)), number_of(convoy)
        if column is None:
            happens.append((convoy.departs_at, f"{number} has no way: {_why(found.get(convoy.id))}"))
        else:
            happens += [(column.departs_at, f"{number} departs"), (column.arrives_at, f"{number} arrives")]
    return sorted(happens)


def follow(work: Workspace, *, key: str) -> None:
    """Choose the phase the clock on the map under a key has come to rest in, before anything is told to the map."""
    event = event_of(workspace.returned(map_key(work, key)))
    phase = event.said.get("phase") if event.said.get("part") == "clock" else None
    known = {str(p.id) for p in work.plan.phases}
    if phase in known and workspace.is_new(f"{key}.clock", str(event.count)) and work.phase and phase != work.phase.id:
        workspace.remember("phase", str(phase))
        st.rerun()


def number_of(convoy: Convoy) -> str:
    """The number a convoy is announced under, else its name."""
    return convoy.movement_number or convoy.name


def space_words(table: MarchTable) -> str:
    """How long a column is taken to be, and from what."""
    if table.road_space_m is None:
        return "length not known: only the head is shown"
    count, length = table.formation.column.vehicle_count, words.kilometres(table.road_space_m)
    return f"{count} vehicles, {gap_m(table.profile, table.convoy):g} m apart: {length} of road"


def _times_words(table: MarchTable, zone: str) -> Iterator[str]:
    """When a column departs and arrives, what it drives and stands, and what nobody knows of that."""
    ends = table.rows[-1]
    least = "not before " if ends.column.arrival_is_earliest else ""
    yield f"departs {local_time(table.convoy.departs_at, zone)}"
    yield f"head arrives {least}{local_time(ends.column.arrives_at, zone)}"
    if ends.column.clears_at is None:
        yield "when the tail arrives is not known"
    else:
        least = "not before " if ends.column.clearing_is_earliest else ""
        yield f"tail arrives {least}{local_time(ends.column.clears_at, zone)}"
    stood = f", standing {duration(ends.stood_s)}" if ends.stood_s else ""
    yield f"driving {duration(ends.time_distance_s)}{stood}"
    yield from (unknown.message for unknown in table.unknowns)


def _span(
    plan: Plan, moment: datetime, convoys: Sequence[Convoy] = (), on_road: Columns | None = None
) -> tuple[datetime, datetime]:
    """From the first thing that happens to the last, whole days."""
    starts = [moment, *(p.starts_at for p in plan.phases), *(c.departs_at for c in convoys)]
    ends = [moment + DAY, *(p.ends_at for p in plan.phases), *(c.clears_at for c in (on_road or {}).values())]
    return min(starts), max(ends)


def _column(convoy: Convoy, table: MarchTable, plan: Plan) -> dict[str, Any]:
    column = table.column
    points, along_m = drawn_course(column, DETAIL_DEG)
    return {
        "id": convoy.id,
        "number": number_of(convoy),
        "urgent": convoy.priority.value == "emergency",
        "known": column.road_space_m is not None,
        "departs": column.departs_at.timestamp(),
        "arrives": column.arrives_at.timestamp(),
        "words": [convoy.name, convoy.organisation, space_words(table), *_times_words(table, plan.time_zone)],
        "points": [[round(lat, 6), round(lon, 6)] for lon, lat in points.tolist()],
        "along": along_m.round(1).tolist(),
        "head": _knots(column.head),
        "tail": _knots(column.tail),
    }


def _knots(progress: Progress) -> list[list[float]]:
    return [progress.since_s.round(1).tolist(), progress.along_m.round(1).tolist()]


def _begins(phase: Phase) -> str:
    return f"phase {phase.name} begins"


def _phase(phase: Phase) -> dict[str, Any]:
    spans = {"from": phase.starts_at.timestamp(), "to": phase.ends_at.timestamp()}
    return {"id": phase.id, "name": phase.name, "ar": phase.name_ar or "", **spans}


def _why(answer: Answer | None) -> str:
    match answer:
        case None | Route():
            return "the way is not known: the road network is not on this machine"
        case Refused():
            return answer.message
        case _:
            return blockers(answer)


def _stuck(plan: Plan, convoy: Convoy, answer: Answer | None) -> Iterator[MapFeature]:
    if answer is None or isinstance(answer, Route):
        return
    point = getattr(plan.get(convoy.origin), "point", None)
    if point is not None:
        yield MapFeature(
            id=convoy.id,
            geometry=point,
            look=looks.NO_WAY,
            label=number_of(convoy),
            tooltip=(convoy.name, _why(answer)),
            times=((convoy.departs_at, convoy.departs_at + DAY),),
        )
