"""Times reported of a convoy as one table: a row for each place of its way, times as they are called in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from data.errors import PlanError
from data.model import Crossing, Plan, Site, Source
from data.model.ids import CrossingId, PassingReportId, SiteId
from data.model.movement import Convoy, Via, Waypoint
from data.model.outcome import PassingReport
from data.sources.fields import slug
from pages.parts.force.leaves import Leaf, Row
from pages.parts.force.sheets import KEY, OF, Told
from pages.parts.march.underway.clocks import clock_time, time_called, time_meant
from routing.march.heard import speaks_of
from routing.march.table import MarchTable, TableRow
from routing.march.underway import is_reported

NOT_NAMED = "not stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLeaf(Leaf):
    """A cell whose column goes by its own name."""

    heading: str

    @property
    def label(self) -> str:
        """What its column is called."""
        return self.heading


COLUMNS = (
    NamedLeaf(path=OF, kind=str, heading="Planned at"),
    NamedLeaf(path="arrived", kind=str, is_optional=True, heading="Head there"),
    NamedLeaf(path="cleared", kind=str, is_optional=True, heading="Tail through"),
    NamedLeaf(path="source", kind=str, is_optional=True, heading="Told by"),
)


@dataclass(frozen=True, kw_only=True)
class PassingSheet:
    """The reports of one convoy, place by place in the order of its way; `now` is when they are entered."""

    convoy: Convoy
    places: tuple[TableRow, ...]
    zone: str
    now: datetime
    is_open: bool = False

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Times of {self.convoy.id}"

    def columns(self, _: Plan) -> tuple[Leaf, ...]:
        """Its columns, the first of which stays in sight."""
        return COLUMNS

    def rows(self, plan: Plan) -> list[Row]:
        """Its rows as a plan has them."""
        return [self._row(plan, place) for place in self.places]

    def _row(self, plan: Plan, place: TableRow) -> Row:
        own = next(iter(reports_at(plan, self.convoy, place)), None)
        arrives_at, clears_at = due_at(place)
        return {
            KEY: key_of(plan, place),
            OF: self._named(place),
            "arrived": time_called(own.arrived_at, arrives_at, self.zone) if own else None,
            "cleared": time_called(own.cleared_at, clears_at, self.zone) if own else None,
            "source": own.source.name if own and own.source.name != NOT_NAMED else None,
        }

    def _named(self, place: TableRow) -> str:
        """A place after when the head was planned there: a telephone shows the first words of it."""
        planned = clock_time(place.column.arrives_at, self.zone, self.convoy.departs_at)
        return f"{planned} {place.point.name}"

    def told(self, plan: Plan, rows: Sequence[Row]) -> Told:
        """The plan with these rows in the place of its own."""
        kept = {row[KEY]: row for row in self.rows(plan)}
        faults = []
        for row in rows:
            if row != kept.get(row.get(KEY)):
                try:
                    plan = self._with(plan, row)
                except PlanError as fault:
                    faults.append(f"{self._place(plan, row).point.name}: {fault}")
        return Told(plan=plan, faults=tuple(faults))

    def _place(self, plan: Plan, row: Row) -> TableRow:
        return next(place for place in self.places if key_of(plan, place) == row[KEY])

    def _with(self, plan: Plan, row: Row) -> Plan:
        """The plan in which all that is reported of one place is what its row says."""
        place = self._place(plan, row)
        known = reports_at(plan, self.convoy, place)
        bare = plan.without(*(report.id for report in known))
        times = [
            time_meant(str(row[name]), due, self.zone) if row.get(name) else None
            for name, due in zip(("arrived", "cleared"), due_at(place), strict=True)
        ]
        if not any(times):
            return bare
        report = PassingReport(
            id=known[0].id if known else PassingReportId(_fresh_id(bare, self.convoy, slug(row[KEY]))),
            convoy=self.convoy.id,
            place=_named_place(bare, place),
            arrived_at=times[0],
            cleared_at=times[1],
            source=Source(name=row.get("source") or NOT_NAMED, reported_at=self.now),
            note=known[0].note if known else None,
        )
        return bare.with_record(report)


def passing_sheet(plan: Plan, convoy: Convoy, table: MarchTable, now: datetime) -> PassingSheet:
    """The sheet of a convoy: each critical point of its way but halts; a place of the plan once."""
    kept = (row for row in reversed(table.rows) if is_reported(row))
    places = {key_of(plan, row): row for row in kept}
    return PassingSheet(convoy=convoy, places=tuple(reversed(places.values())), zone=plan.time_zone, now=now)


def key_of(plan: Plan, place: TableRow) -> str:
    """What a point of a way is known by: its place in the plan, else where along the way it lies."""
    is_known = isinstance(plan.find(place.point.subject or ""), Site | Crossing)
    return str(place.point.subject) if is_known else f"{place.point.name} {place.point.along_m:.0f}"


def reports_at(plan: Plan, convoy: Convoy, place: TableRow) -> tuple[PassingReport, ...]:
    """What is reported of a convoy at a point of its way, the newest first."""
    own = [one for one in plan.passing_reports if one.convoy == convoy.id and speaks_of(one, place.point)]
    return tuple(reversed(own))


def due_at(place: TableRow) -> tuple[datetime, datetime]:
    """When head and tail are due at a place; the tail where it is not known when the head is."""
    return place.column.arrives_at, place.column.clears_at or place.column.arrives_at


def _named_place(plan: Plan, place: TableRow) -> Via:
    match plan.find(place.point.subject or ""):
        case Site():
            return SiteId(str(place.point.subject))
        case Crossing():
            return CrossingId(str(place.point.subject))
    return Waypoint(point=place.point.point, name=place.point.name)


def _fresh_id(plan: Plan, convoy: Convoy, place: str) -> str:
    return next(one for one in _ids(f"passing-{convoy.id}-{place}") if plan.find(one) is None)


def _ids(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1
