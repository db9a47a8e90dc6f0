"""Rounds in words: what is served and what is not, how good they are, and each vehicle's day place by place."""

from collections.abc import Iterator

from pages.look.clock import duration, local_time
from pages.look.words import kilometres
from routing.rounds.case import Round
from routing.visits.gate import Checked


def served(found: Checked) -> str:
    """How many sites are served, in one sentence."""
    count, left = len(found.laid.case.stops), len(found.rounds.unserved)
    return f"All {count} sites are served." if not left else f"{count - left} of {count} sites are served."


def quality(found: Checked) -> str:
    """How good the rounds are, and what none can do better, in one sentence."""
    rounds = found.rounds
    driven, least = duration(rounds.driven_s), duration(rounds.least_driven_s)
    if rounds.is_proven:
        return f"Proven best: none serve more, and none of those drive less than these {driven}."
    short = sum(found.laid.case.stops[place - 1].amount for place in rounds.unserved) - rounds.least_unserved
    more = "none serve more" if not short else f"others might serve up to {short} more"
    return f"Best found: {more}; they drive {driven}, and none drive less than {least}."


def unserved_rows(found: Checked) -> list[dict[str, str]]:
    """Sites that no vehicle serves, and why."""
    return [
        {
            "Site": found.laid.places[place].name,
            "Wants": f"{found.laid.case.stops[place - 1].amount:,}",
            "Why": _why(found, place),
        }
        for place in found.rounds.unserved
    ]


def _why(found: Checked, place: int) -> str:
    laid = found.laid
    stop, fleet = laid.case.stops[place - 1], laid.case.fleet
    if place in laid.far:
        return "The roads at hand come nowhere near it: whether it can be driven to, nobody knows."
    if not laid.has_way(place):
        return "No way leads there from the depot on the roads as they are when vehicles may leave."
    if stop.amount > fleet.capacity:
        return f"It wants {stop.amount:,} and a vehicle carries {fleet.capacity:,}."
    done_s = max(stop.opens_s, fleet.starts_s + laid.case.drive_s[0][place]) + stop.service_s
    back_s = laid.case.drive_s[place][0] if fleet.returns else 0
    if done_s > stop.closes_s:
        return f"Driven to first, it is served by {_clock(found, done_s)} at the earliest, after it has closed."
    if done_s + back_s > fleet.ends_s:
        return f"Driven to first, the vehicle is done by {_clock(found, done_s + back_s)} at the earliest."
    return "It can be served alone, but not beside all that is served; add a vehicle, or time."


def round_rows(found: Checked, number: int) -> Iterator[dict[str, str]]:
    """One vehicle's day, place by place."""
    laid, own = found.laid, found.rounds.rounds[number]
    yield _row(laid.places[0].name, leaves=_clock(found, own.leaves_s), load=f"{_load(found, own):,}")
    load = _load(found, own)
    for visit in own.visits:
        load -= laid.case.stops[visit.place - 1].amount
        yield _row(
            laid.places[visit.place].name,
            arrives=_clock(found, visit.arrives_s),
            serves=_clock(found, visit.begins_s),
            leaves=_clock(found, visit.leaves_s),
            hours=_hours(found, visit.place - 1),
            load=f"{load:,}",
        )
    if own.back_s is not None:
        yield _row(laid.places[0].name, arrives=_clock(found, own.back_s), load=f"{load:,}")


def _hours(found: Checked, stop: int) -> str:
    """When a site is open, by the clock there."""
    own, asked = found.laid.case.stops[stop], found.laid.asked.wanted[stop]
    if asked.opens is None and asked.closes is None:
        return "all day"
    return f"{_clock(found, own.opens_s)}–{_clock(found, own.closes_s)}"


def roads_words(found: Checked, number: int) -> str:
    """How far one vehicle drives, and how much of that over roads of which nobody knows."""
    ways = [way for leg, way in found.ways if leg.vehicle == number + 1 and way is not None]
    if not ways:
        return "No road was asked: nobody knows whether this can be driven."
    whole, unknown, unreported = (sum(getattr(way, name) for way in ways) for name in _LENGTHS)
    if not unknown + unreported:
        return f"{kilometres(whole)}, all of it on roads reported passable."
    told = [(unknown, "reported unknown or too long ago"), (unreported, "on roads no report speaks of")]
    return f"{kilometres(whole)}; {', '.join(f'{kilometres(length)} {words}' for length, words in told if length)}."


_LENGTHS = ("distance_m", "unknown_m", "unreported_m")


def _row(
    place: str, *, arrives: str = "", serves: str = "", leaves: str = "", hours: str = "", load: str = ""
) -> dict[str, str]:
    told = {"Arrives": arrives, "Serves from": serves, "Leaves": leaves, "Open": hours, "Loaded after": load}
    return {"Place": place, **{name: text or "–" for name, text in told.items()}}


def _load(found: Checked, own: Round) -> int:
    return sum(found.laid.case.stops[visit.place - 1].amount for visit in own.visits)


def _clock(found: Checked, since_s: int) -> str:
    return local_time(found.laid.clock.at(since_s), found.laid.clock.zone)[-5:]
