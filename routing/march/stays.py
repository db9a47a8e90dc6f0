"""When a column, from its head to its tail, is in each sector of its way, and in what while that is shut."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.model.opening import OpeningKind
from data.model.plan import Plan
from routing.columns import measured_line
from routing.index import NetworkIndex
from routing.march.openings import Subject
from routing.march.places import sector_spans
from routing.march.table import MarchTable
from routing.march.windows import Met, shut_meetings

TAIL_WITHIN = timedelta(hours=24)
"""A tail of which nobody knows when it is through may be there so long after its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """When a column is in something: its head from, its tail until; `ends_at` None is not known."""

    about: Subject
    name: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A column in something while it is shut, from `shut_at` on; not known where nobody knows when its tail is out."""

    stay: Stay
    kind: OpeningKind
    rules: tuple[str, ...]
    shut_at: datetime
    is_known: bool


def sector_stays(plan: Plan, table: MarchTable) -> Iterator[Stay]:
    """When a column is in each sector of its way, from its head at one boundary to its tail at the other."""
    way, departs_at, column = measured_line(table.line, table.distance_m), table.convoy.departs_at, table.column
    sectors = {str(sector.id): sector for sector in plan.sectors}
    for name, from_m, to_m in sector_spans(plan, way, departs_at):
        if name is not None:
            leaves_s = None if table.formation.column.ends is None else column.tail.left_s(to_m)
            yield Stay(
                about=sectors[name].id,
                name=sectors[name].name,
                starts_at=departs_at + timedelta(seconds=column.head.reached_s(from_m)),
                ends_at=None if leaves_s is None else departs_at + timedelta(seconds=leaves_s),
            )


def missed_windows(index: NetworkIndex, plan: Plan, table: MarchTable) -> tuple[Missed, ...]:
    """Every rule by which something is shut while the column, head to tail, is in it."""
    return tuple(_missed(met) for met in shut_meetings(index, plan, table, TAIL_WITHIN))


def _missed(met: Met) -> Missed:
    there_at = met.there.starts_at
    assert there_at is not None  # noqa: S101  # a column comes at a moment
    shut_at = max(met.shut[0].starts_at or there_at, there_at)
    stay = Stay(
        about=met.shutting.about,
        name=met.name or "the operation",
        starts_at=there_at,
        ends_at=met.there.ends_at if met.is_whole else None,
    )
    return Missed(
        stay=stay,
        kind=met.shutting.kind,
        rules=tuple(str(rule) for rule in met.shutting.rules),
        shut_at=shut_at,
        is_known=met.is_whole or shut_at == there_at,
    )
