"""What the board looks at: the movement as saved, or as proposed, with the march table of every convoy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.model import Convoy
from routing.convoys.gate import Accepted, conflicts
from routing.convoys.laid import Laid
from routing.convoys.taken import convoy_as
from routing.index import NetworkIndex
from routing.march.table import MarchTable, march_table
from routing.movement.schedule import Schedule
from routing.replay.violation import Violation

MARGIN = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """A movement on the board: its convoys as they move in it, their march tables, and what is in conflict."""

    laid: Laid
    schedule: Schedule
    convoys: tuple[Convoy, ...]
    tables: Mapping[str, MarchTable]
    conflicts: tuple[Violation, ...]
    begins_at: datetime
    minutes: int

    @property
    def zone(self) -> str:
        """The time zone of the operation."""
        return self.laid.plan.time_zone

    @property
    def standing(self) -> frozenset[int]:
        """Rows of convoys that the schedule leaves out: they stay as saved, and were not driven with the others."""
        return frozenset(row for row in range(len(self.convoys)) if self.schedule.of(row) is None)


def as_saved(index: NetworkIndex, laid: Laid) -> Seen:
    """The movement as the plan has it, with what the replay finds against it."""
    return _seen(index, laid, laid.saved, conflicts(laid))


def as_proposed(index: NetworkIndex, accepted: Accepted) -> Seen:
    """A schedule that has passed the gate."""
    return _seen(index, accepted.laid, accepted.schedule, ())


def _seen(index: NetworkIndex, laid: Laid, schedule: Schedule, found: tuple[Violation, ...]) -> Seen:
    convoys, tables = [], {}
    for row, convoy in enumerate(laid.convoys):
        movement = schedule.of(row)
        own = laid.ways[row][movement.route if movement else 0]
        moved = convoy_as(laid, movement) if movement else convoy
        convoys.append(moved)
        tables[str(convoy.id)] = march_table(index, laid.plan.with_record(moved), moved, own.way.route)
    first, last = _span(tables, convoys) if convoys else (laid.hours.begins_at, laid.hours.begins_at)
    return Seen(
        laid=laid,
        schedule=schedule,
        convoys=tuple(convoys),
        tables=tables,
        conflicts=found,
        begins_at=first,
        minutes=max(1, int((last - first).total_seconds() // 60)),
    )


def _span(tables: Mapping[str, MarchTable], convoys: Sequence[Convoy]) -> tuple[datetime, datetime]:
    """From a little before the first departure to a little after the last tail is in, in whole quarters of an hour."""
    ends = [tables[c.id].clears_at or tables[c.id].arrives_at for c in convoys]
    first, last = min(c.departs_at for c in convoys) - MARGIN, max(ends) + MARGIN
    quarter = timedelta(minutes=15)
    epoch = first.replace(hour=0, minute=0, second=0, microsecond=0)
    return epoch + (first - epoch) // quarter * quarter, epoch - (epoch - last) // quarter * quarter
