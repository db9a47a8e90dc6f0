"""Parts of the day at which caveats keep people of some contributors from acting, phase by phase."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray

from data.model import Caveat, ContributorId, DailyHours, MovementLimit, Phase, Plan, Validity
from geo.daylight import is_daylight
from routing.force.spans import overlap

MINUTES, NOON, DAYS_APART = 24 * 60, 12 * 60, 7
Minutes = NDArray[np.bool_]
"""For each minute of a day, local, whether something holds all through it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPart:
    """Hours of the day in words, and the contributors whose people cannot act then."""

    told: str
    away: frozenset[ContributorId]


def day_parts(plan: Plan, needed: DailyHours | None) -> tuple[tuple[DayPart, ...], ...]:
    """By phase, parts of its days at which sectors need cover and not all contributors with units can act.

    A part is left out where another finds the same contributors away and more: who covers that covers both. A caveat
    that holds in some days of a phase counts in all of them, and daylight is what all its days have in common.
    """
    senders = tuple(dict.fromkeys(unit.contributor for unit in plan.units))
    wanted = np.ones(MINUTES, dtype=np.bool_) if needed is None else minutes_of(needed)
    return tuple(tuple(_parts(plan, phase, senders, wanted)) for phase in plan.phases)


def minutes_of(hours: DailyHours) -> Minutes:
    """The minutes of a day that lie within hours from first to last."""
    starts = [time(minute // 60, minute % 60) for minute in range(MINUTES)]
    return np.array([hours.hold_at(at) and hours.hold_at(at.replace(second=59)) for at in starts], dtype=np.bool_)


def daylight_in(plan: Plan, phase: Phase) -> Minutes:
    """The minutes that lie between sunrise and sunset in every sector on every day of a phase."""
    zone = ZoneInfo(plan.time_zone)
    first, last = (at.astimezone(zone).date() for at in (phase.starts_at, phase.ends_at))
    bounds = shapely.total_bounds([sector.area for sector in plan.sectors]).tolist()
    rises, sets = _common_daylight(tuple(bounds), plan.time_zone, first, last)
    minutes = np.arange(MINUTES)
    within: Minutes = (minutes >= rises) & (minutes < sets)
    return within


def _parts(plan: Plan, phase: Phase, senders: tuple[ContributorId, ...], wanted: Minutes) -> Iterator[DayPart]:
    if not senders:
        return
    away = np.array([~_acts(plan, phase, sender) for sender in senders], dtype=np.bool_)
    patterns, which = np.unique(away[:, wanted], axis=1, return_inverse=True)
    found = [frozenset(np.flatnonzero(patterns[:, at]).tolist()) for at in range(patterns.shape[1])]
    for at, rows in enumerate(found):
        if rows and not any(rows < others for others in found):
            minutes = np.flatnonzero(wanted)[which.ravel() == at]
            yield DayPart(told=_told(minutes), away=frozenset(senders[row] for row in rows))


def _acts(plan: Plan, phase: Phase, sender: ContributorId) -> Minutes:
    span = Validity(starts_at=phase.starts_at, ends_at=phase.ends_at)
    acts = np.ones(MINUTES, dtype=np.bool_)
    for caveat in plan.caveats:
        if caveat.contributor == sender and overlap(caveat.valid, span):
            acts &= _allowed(plan, phase, caveat)
    return acts


def _allowed(plan: Plan, phase: Phase, caveat: Caveat) -> Minutes:
    allowed = np.ones(MINUTES, dtype=np.bool_) if caveat.hours is None else minutes_of(caveat.hours)
    is_by_day = MovementLimit.DAYLIGHT_ONLY in caveat.movement and bool(plan.sectors)
    return allowed & daylight_in(plan, phase) if is_by_day else allowed


def _told(minutes: NDArray[np.int64]) -> str:
    """Minutes of a day as spans of it; one that passes midnight is told as one."""
    if len(minutes) == MINUTES:
        return "day and night"
    inside = np.zeros(MINUTES, dtype=np.bool_)
    inside[minutes] = True
    starts, ends = np.flatnonzero(inside & ~np.roll(inside, 1)), np.flatnonzero(inside & ~np.roll(inside, -1))
    ends = ends if ends[0] >= starts[0] else np.roll(ends, -1)
    spans = zip(starts.tolist(), (ends + 1).tolist(), strict=True)
    return " and ".join(f"from {_clock(start)} to {_clock(end)}" for start, end in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


@lru_cache(maxsize=256)
def _common_daylight(bounds: tuple[float, ...], zone: str, first: date, last: date) -> tuple[int, int]:
    """First minute after the latest sunrise and that of the earliest sunset, at all corners of a region."""
    west, south, east, north = bounds
    corners = [(lon, lat) for lon in (west, east) for lat in (south, north)]
    days = _days_to_ask(first, last, ZoneInfo(zone))
    rises = max(_edge(corner, day, ZoneInfo(zone), 0) for corner in corners for day in days)
    return rises, min(_edge(corner, day, ZoneInfo(zone), MINUTES) for corner in corners for day in days)


def _days_to_ask(first: date, last: date, zone: ZoneInfo) -> list[date]:
    """Every seventh day, the first, the last and those beside a change of the clocks: the sun's hours move slowly."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    offsets = [datetime.combine(day, time(12), zone).utcoffset() for day in days]
    changed = {n + step for n in range(len(days) - 1) if offsets[n] != offsets[n + 1] for step in (0, 1)}
    return [day for n, day in enumerate(days) if n % DAYS_APART == 0 or n in changed or n == len(days) - 1]


def _edge(corner: tuple[float, float], day: date, zone: ZoneInfo, dark: int) -> int:
    """The minute by halves, between midnight and noon, at which light has come or is still there; noon if it never is.

    `dark` is the midnight to begin from: 0 for the one before the day, the last minute of it for the one after.
    """
    midnight = datetime.combine(day, time(), zone)

    def is_light(minute: int) -> bool:
        return is_daylight(*corner, midnight + timedelta(minutes=minute))

    if is_light(dark) or not is_light(NOON):
        return dark if is_light(NOON) else NOON
    light = NOON
    while abs(light - dark) > 1:
        middle = (light + dark) // 2
        light, dark = (middle, dark) if is_light(middle) else (light, middle)
    return light
