"""Sectors along time, as an order or the plan has them; a picked bar brings the map to its sector and day."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from data.model import Phase, Plan, Sector, Validity
from pages.look import looks, words
from pages.look.bars import Bar, BarRow, Bars, Division, Tick, moment_picked, show_bars
from pages.look.clock import local_day, offsets_between
from pages.parts.clock.over_time import phase_changes
from pages.state import choice, workspace
from pages.state.workspace import Workspace
from routing.phases import phase_at

KEY, WISH = "sequence.bars", "sequence.wish"
MONTHS_A_TICK = (1, 2, 3, 6, 12, 24, 60)
MOST_TICKS = 10
SHORT, WEEK = timedelta(days=62), timedelta(days=7)
_Stretch: TypeAlias = tuple[datetime, datetime, Phase]


def show_states(work: Workspace, plan: Plan, about: str) -> None:
    """The bars of a plan; what is picked is remembered: sector and phase for every page, the day for this one."""

    def heard() -> None:
        picked = moment_picked(workspace.returned(KEY))
        if picked and plan.find(picked[0]):
            _look_at(plan, picked[0], datetime.fromtimestamp(picked[1], UTC))

    show_bars(bars_of(plan, about, choice.chosen(), moment_in(work)), key=KEY, heard=heard)


def moment_in(work: Workspace) -> datetime:
    """The moment the map shows: the start of the day picked where it lies in the phase looked at, else as elsewhere."""
    day, phase = workspace.remembered("day", ""), work.phase
    if phase is None or not day:
        return work.moment
    try:
        at = datetime.combine(datetime.fromisoformat(day), time(), ZoneInfo(work.plan.time_zone)).astimezone(UTC)
    except ValueError:
        return work.moment
    at = max(at, phase.starts_at) if _day(work.plan, phase.starts_at) == day else at
    return at if phase.starts_at <= at < phase.ends_at else work.moment


def wish() -> str:
    """What tells one pick from the next, so that the clock follows each once."""
    return workspace.held(WISH)


def bars_of(plan: Plan, about: str, chosen: str, at: datetime) -> Bars:
    """Sectors along time: a bar for each span in one state, and how many units are assigned in it."""
    starts_at, ends_at = plan.phases[0].starts_at, max(phase.ends_at for phase in plan.phases)
    return Bars(
        about=about,
        corner="Sector",
        rows=[
            BarRow(
                id=s.id,
                name=s.name,
                beneath=s.name_ar or "",
                bars=tuple(_bar(plan, s, run) for run in _runs(plan, _state_in(s))),
            )
            for s in plan.sectors
        ],
        divisions=[
            Division(
                starts_s=run[0][0].timestamp(),
                ends_s=run[-1][1].timestamp(),
                name=_numbered(plan, run[0][2]),
                short=_numbered(plan, run[0][2]).split()[0],
            )
            for run in _runs(plan, lambda phase: phase.id)
        ],
        ticks=tuple(_ticks(starts_at, ends_at, ZoneInfo(plan.time_zone))),
        offsets=[
            (since.timestamp(), minutes) for since, minutes in offsets_between(starts_at, ends_at, plan.time_zone)
        ],
        row=chosen,
        at_s=at.timestamp(),
    )


def _look_at(plan: Plan, sector: str, at: datetime) -> None:
    phase = phase_at(plan, at)
    if phase is None:
        return
    choice.choose(sector, go=True)
    workspace.remember("phase", phase.id)
    workspace.remember("day", _day(plan, at))
    workspace.hold(WISH, str(int(wish() or 0) + 1))


def _day(plan: Plan, at: datetime) -> str:
    return at.astimezone(ZoneInfo(plan.time_zone)).date().isoformat()


def _stretches(plan: Plan) -> Iterator[_Stretch]:
    """Time cut where phases begin and end, with the phase that holds in each part; gaps are left out."""
    for starts_at, ends_at in pairwise(phase_changes(plan)):
        if phase := phase_at(plan, starts_at):
            yield starts_at, ends_at, phase


def _runs(plan: Plan, alike: Callable[[Phase], str]) -> list[list[_Stretch]]:
    """Stretches that follow one another without a gap and are alike, together."""
    runs: list[list[_Stretch]] = []
    for stretch in _stretches(plan):
        before = runs[-1][-1] if runs else None
        if before and before[1] == stretch[0] and alike(before[2]) == alike(stretch[2]):
            runs[-1].append(stretch)
        else:
            runs.append([stretch])
    return runs


def _state_in(sector: Sector) -> Callable[[Phase], str]:
    return lambda phase: phase.state_of(sector.id)


def _bar(plan: Plan, sector: Sector, run: Sequence[_Stretch]) -> Bar:
    starts_at, ends_at, state = run[0][0], run[-1][1], run[0][2].state_of(sector.id)
    many = {phase.id: _units(plan, sector, phase) for _, _, phase in run}
    word, least, most = words.SECTOR_STATE[state], min(many.values()), max(many.values())
    by_phase = [f"{_numbered(plan, phase)}: {_counted(many[phase.id], many[phase.id])}" for _, _, phase in run]
    return Bar(
        starts_s=starts_at.timestamp(),
        ends_s=ends_at.timestamp(),
        look=looks.SECTORS[state],
        text=f"{word}, {_counted(least, most)}" if most else word,
        told=f"{word}, {local_day(starts_at, plan.time_zone)} to {local_day(ends_at, plan.time_zone)}; "
        f"{', '.join(by_phase)}",
    )


def _numbered(plan: Plan, phase: Phase) -> str:
    """A phase by its number and name."""
    return f"{plan.phases.index(phase) + 1} {phase.name}"


def _units(plan: Plan, sector: Sector, phase: Phase) -> int:
    return len({a.unit for a in plan.assignments if a.sector == sector.id and _is_there(a.valid, phase)})


def _counted(least: int, most: int) -> str:
    """A number of units, or the range of several.

    >>> _counted(1, 1), _counted(0, 2), _counted(0, 0)
    ('1 unit', '0 to 2 units', 'no unit')
    """
    if not most:
        return "no unit"
    return f"{most} unit{'s' if most > 1 else ''}" if least == most else f"{least} to {most} units"


def _is_there(valid: Validity, phase: Phase) -> bool:
    """Whether a span and a phase share a moment."""
    begins = valid.starts_at is None or valid.starts_at < phase.ends_at
    return begins and (valid.ends_at is None or valid.ends_at > phase.starts_at)


def _ticks(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Iterator[Tick]:
    """Marks at first days of months, or of weeks where there are few of those; local days throughout."""
    first, last = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if ends_at - starts_at < SHORT:
        monday = datetime.combine(first.date() + timedelta(days=-first.weekday() % 7), time(), zone)
        weeks = [monday + week * WEEK for week in range((last - monday) // WEEK + 1)]
        yield from (Tick(at_s=at.timestamp(), text=f"{at:%-d %b}") for at in weeks if at < last)
        return
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    every = next((n for n in MONTHS_A_TICK if len(months) / n <= MOST_TICKS), MONTHS_A_TICK[-1])
    named: set[int] = set()
    for month in months:
        at = datetime(month // 12, month % 12 + 1, 1, tzinfo=zone)
        if month % every == 0 and first <= at < last:
            yield Tick(at_s=at.timestamp(), text=f"{at:%b}" if at.year in named else f"{at:%b %Y}")
            named.add(at.year)
