"""What is asked of the rounds of a day, with the hours of the clock turned into seconds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from data.model import Vehicle
from data.model.ids import CrossingId, SiteId, VehicleTypeId
from routing.errors import RoutingError
from routing.question import UnknownPolicy

MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A site and how much it wants; hours are those of the clock there, None leaves that side of the day open."""

    site: SiteId
    amount: int
    opens: time | None = None
    closes: time | None = None
    service_min: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriers:
    """Vehicles that are alike, when they may leave and must be done; one of no known type fits under anything."""

    count: int
    capacity: int
    leaves: time
    done_by: time
    returns: bool = True
    type: VehicleTypeId | None = None
    envelope: Vehicle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Straight:
    """Driving where no roads are asked: the straight line, longer by a factor, at a pace. An estimate, no more."""

    pace_kmh: float = 60.0
    factor: float = 1.4

    def __post_init__(self) -> None:
        if not (self.pace_kmh > 0 and self.factor >= 1):
            msg = f"A straight line at {self.pace_kmh:g} km/h, {self.factor:g} times as long, is no drive; give a pace"
            raise RoutingError(f"{msg} above 0 and a factor of 1 or more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsAsked:
    """The rounds of a day from one depot; with `straight` no roads are asked."""

    day: date
    depot: SiteId | CrossingId
    wanted: tuple[Wanted, ...]
    carriers: Carriers
    unknown: UnknownPolicy = UnknownPolicy.CAUTION
    straight: Straight | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Seconds since the day began at a place, and the moments they stand for; days on which clocks change included."""

    day: date
    zone: str

    @property
    def begins_at(self) -> datetime:
        """The first moment of the day."""
        return self._moment(self.day, MIDNIGHT)

    def at(self, since_s: int) -> datetime:
        """The moment so many seconds after the day began."""
        return self.begins_at + timedelta(seconds=since_s)

    def opens_s(self, told: time | None) -> int:
        """From when something is open; a time the clock shows twice counts when it comes again."""
        return 0 if told is None else self._seconds(self.day, told.replace(fold=1))

    def closes_s(self, told: time | None) -> int:
        """Until when something is open; a time the clock shows twice counts when it first comes."""
        if told is None or told == MIDNIGHT:
            return self._seconds(self.day + timedelta(days=1), MIDNIGHT)
        return self._seconds(self.day, told.replace(fold=0))

    def _seconds(self, day: date, told: time) -> int:
        return int((self._moment(day, told) - self.begins_at).total_seconds())

    def _moment(self, day: date, told: time) -> datetime:
        return datetime.combine(day, told, ZoneInfo(self.zone)).astimezone(UTC)
