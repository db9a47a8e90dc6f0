"""Times of a convoy in words: why there are none, what would give it some, where it waits and for what."""

from collections.abc import Iterator

from data.model import Convoy, Plan
from pages.look.clock import duration, local, local_time
from pages.look.words import kilometres
from pages.parts.titles import called
from routing.march.binding import (
    Change,
    EarlierReadiness,
    FewerVehicles,
    LaterDeadline,
    LongerOpening,
    MoreRoom,
    NoRules,
)
from routing.march.holding_back import MORE, Held
from routing.march.timed import NoTimedWay, TimedQuestion, TimedWay, WhyNot

NOTHING_FREES = (
    "No single change was found that is enough, as far as could be worked out. Looked for were up to 24 hours before "
    "and after, fewer vehicles, up to 12 hours more of each opening, and more room to wait."
)


def why_words(found: NoTimedWay, question: TimedQuestion, zone: str) -> str:
    """Why no time was found, in words; what was not worked out is never called impossible."""
    window = f"between {local(question.ready_at, zone)} and {local(question.deadline_at, zone)}"
    least = "" if found.least_s is None else f" Driving alone takes {duration(found.least_s)} at least."
    match found.why:
        case WhyNot.NO_WAY:
            return f"No way is open at any time {window}."
        case WhyNot.NOT_IN_TIME:
            return f"The whole column does not get through {window} at the times places are open.{least}"
        case WhyNot.ONLY_IN_CIRCLES:
            return f"The times {window} could only be kept by driving in circles; a place to wait is missing.{least}"
        case WhyNot.GAVE_UP:
            return (
                "Not worked out: too many ways through the hours had to be weighed. This does not mean that there is "
                "none. Bring readiness and deadline closer together, or name a place it goes via, and ask again."
            )


def change_words(plan: Plan, change: Change, convoy: Convoy, zone: str) -> str:
    """A change that gives a convoy a time."""
    match change:
        case LaterDeadline(deadline_at=at):
            return f"Let its tail be in by {local(at, zone)}."
        case EarlierReadiness(ready_at=at):
            return f"Let it be ready by {local(at, zone)}."
        case FewerVehicles(vehicle_count=count):
            return f"March with {count} of its {convoy.vehicles_known} vehicles; the others as another column."
        case LongerOpening() as opening:
            return _opening_words(plan, opening)
        case NoRules(rules=rules):
            return f"{_named(plan, rules)}: shut all that time; let people move in it at all."
        case MoreRoom(places=places, room_m=room_m):
            return f"Make room for {kilometres(room_m)} of column at {_named(plan, places)}."


NOTHING_HOLDS = (
    "Neither its deadline nor any hours: half an hour more of all of them does not let it leave later. The state of "
    "the roads binds, or room to wait."
)


def held_words(plan: Plan, held: Held) -> str:
    """What binds a latest departure, and what would have to give."""
    more = duration(MORE.total_seconds())
    parts = [
        *([f"its deadline {more} later"] if held.with_deadline else []),
        *([f"{more} more to move in by {_named(plan, held.rules)}"] if held.rules else []),
    ]
    return f"{'Only together: ' if len(parts) + len(held.rules) > 2 else ''}{' and '.join(parts)}"  # noqa: PLR2004


def _opening_words(plan: Plan, opening: LongerOpening) -> str:
    rules = _named(plan, opening.rules)
    if opening.shuts_later_s:
        return f"{rules}: let people move for {duration(opening.shuts_later_s)} longer before it shuts."
    return f"{rules}: let people move {duration(opening.opens_sooner_s)} sooner after it."


def wait_words(plan: Plan, way: TimedWay) -> str:
    """Where a column waits, from when until when and for what."""
    return "; ".join(_waits(plan, way)) or "nowhere"


def _waits(plan: Plan, way: TimedWay) -> Iterator[str]:
    for wait in way.waits:
        if wait.leaves_at > way.departs_at:
            where = "on the way" if wait.place is None else called(plan, wait.place)
            span = "–".join(local_time(at, plan.time_zone)[-5:] for at in (wait.arrives_at, wait.leaves_at))
            reasons = [
                *(called(plan, rule) for rule in wait.rules),
                *(["the state of roads"] if wait.for_roads else []),
            ]
            yield f"{where} {span}{', for ' + ' and '.join(reasons) if reasons else ''}"


def _named(plan: Plan, names: tuple[str, ...]) -> str:
    return " and ".join(called(plan, name) for name in names)
