"""What a movement is worked out from: a day, what is assumed, the convoys that take part and those that cannot."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from data.model.finding import Finding
from data.model.ids import ConvoyId
from data.model.movement import Convoy, Via
from data.model.provenance import require_aware
from data.model.results import Route
from routing.errors import RoutingError
from routing.march.table import MarchTable
from routing.question import UnknownPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementAsked:
    """The convoys of which day are to move, as seen when, and by what rules.

    Parameters
    ----------
    day
        A day of the operation, in its local time.
    now
        Nothing is told to move before; a convoy that has left by then stays as it is.
    headway_s
        From the last vehicle of a column to the first of the next, at every point.
    ways
        How many dissimilar ways a convoy may choose from, its own included.
    gate_s
        What a gate of which nobody knows it is taken to need for a vehicle; None takes nothing for granted.
    urgent_weight
        How many times more a second of an emergency counts than one of a routine movement.
    change_price_s
        So many seconds of a routine movement are waited for rather than that a convoy is told other times.
    """

    day: date
    now: datetime
    headway_s: int = 300
    ways: int = 3
    unknown: UnknownPolicy = UnknownPolicy.CAUTION
    gate_s: float | None = None
    urgent_weight: int = 4
    change_price_s: int = 600

    def __post_init__(self) -> None:
        require_aware(self.now, "The present")
        if self.headway_s < 0 or self.ways < 1 or self.urgent_weight < 1 or self.change_price_s < 0:
            msg = (
                f"A headway of {self.headway_s} s, {self.ways} ways, a weight of {self.urgent_weight} or a price of "
                f"{self.change_price_s} s makes no sense; give no number below 0, and at least 1 way and weight 1."
            )
            raise RoutingError(msg)
        if self.gate_s is not None and not 0 <= self.gate_s < float("inf"):
            msg = f"A gate cannot take {self.gate_s} s for a vehicle; give 0 or more, or leave it unknown."
            raise RoutingError(msg)

    def begins_at(self, zone: str) -> datetime:
        """The first moment of the day."""
        return datetime.combine(self.day, time(0), ZoneInfo(zone))

    def ends_at(self, zone: str) -> datetime:
        """The first moment of the next day."""
        return datetime.combine(self.day + timedelta(days=1), time(0), ZoneInfo(zone))


@dataclass(frozen=True, kw_only=True, eq=False)
class Way:
    """One way a convoy can take: what it is led over for that, its route, and its march without waits."""

    via: tuple[Via, ...]
    route: Route
    table: MarchTable


@dataclass(frozen=True, kw_only=True, eq=False)
class Entrant:
    """A convoy that takes part, its own way first among those it can take."""

    convoy: Convoy
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A convoy of which nobody can say when it is where, or that cannot move: the reason, and what would help."""

    convoy: ConvoyId
    name: str
    reason: str
    remedy: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Roster:
    """Who takes part on a day, who is left out, and what else is to be known."""

    entrants: tuple[Entrant, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[Finding, ...] = ()
