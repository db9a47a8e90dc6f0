"""What rounds are asked for and what they are: sites with hours and amounts, like vehicles, driving times between.

Place 0 is the depot, place k the k-th site. Nothing here knows a plan, a road network or a date.
"""

from dataclasses import dataclass

from routing.errors import RoutingError

DEPOT = 0
MOST_AMOUNT = 1 << 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A site to be served once, all of its amount at a time.

    A vehicle that comes before `opens_s` waits; it is done by `closes_s`, the time it takes to serve included.
    """

    name: str
    amount: int
    opens_s: int
    closes_s: int
    service_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Vehicles that are alike: each leaves the depot at `starts_s` or later, once, and is done by `ends_s`.

    Where it `returns`, being done is being back; else it stays where it served last.
    """

    count: int
    capacity: int
    starts_s: int
    ends_s: int
    returns: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that rounds are worked out from; `drive_s` has a row and a column for each place."""

    stops: tuple[Stop, ...]
    fleet: Fleet
    drive_s: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        size = len(self.stops) + 1
        if len(self.drive_s) != size or any(len(row) != size for row in self.drive_s):
            msg = f"There are {size} places, and not as many driving times from and to each; give one for every pair."
            raise RoutingError(msg)
        if any(time_s < 0 for row in self.drive_s for time_s in row):
            raise RoutingError("A driving time is below 0; give 0 or more.")
        if self.fleet.count < 1 or self.fleet.capacity < 0 or self.fleet.ends_s < self.fleet.starts_s:
            raise RoutingError("The fleet has no vehicle, a capacity below 0, or is done before it starts; correct it.")
        if not self.stops or sum(stop.amount for stop in self.stops) > MOST_AMOUNT:
            raise RoutingError(f"There is no site, or more than {MOST_AMOUNT} to be served in all; use greater units.")
        for stop in self.stops:
            if stop.amount < 1 or stop.service_s < 0 or stop.closes_s < stop.opens_s:
                msg = (
                    f"{stop.name} wants less than 1, is served in less than 0 s, or closes before it opens; correct it."
                )
                raise RoutingError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A vehicle at a place: when it comes, when serving begins, when it leaves."""

    place: int
    arrives_s: int
    begins_s: int
    leaves_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One vehicle from the depot over its visits; `back_s` None where it does not return."""

    leaves_s: int
    visits: tuple[Visit, ...]
    back_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """Rounds that serve as much as can be, with the least driving, and what none can do better.

    `driven_s` counts the way back where there is one. No rounds leave less than `least_unserved` of the amounts
    unserved; where that is reached, none drive less than `least_driven_s`.
    """

    rounds: tuple[Round, ...]
    unserved: tuple[int, ...]
    driven_s: int
    least_unserved: int
    least_driven_s: int
    is_proven: bool
