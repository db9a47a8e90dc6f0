"""The movement of a day in words: conflicts, what a schedule changes for whom, how good it is, who is left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.identity.principal import Principal, Role
from data.model import Convoy
from pages.look.clock import duration, local_time
from pages.look.rows import Row
from pages.look.words import kilometres
from pages.state.movement_seen import Seen
from pages.state.moving import Scheduled
from routing.convoys.laid import Laid
from routing.convoys.taken import MovementChange
from routing.movement.answer import Planned, Status

if TYPE_CHECKING:
    from routing.replay.violation import Violation

ANNOUNCED, SAVED, PROPOSED = "announced", "saved", "proposed, not saved"
LEFT_OUT = "does not move; as saved, not checked"
NOT_APPROVED = "To announce a convoy informs those concerned. It is no approval."


def release_words(convoy: Convoy, zone: str) -> str:
    """Whether the way and times of a convoy are released, and by whom."""
    out = convoy.release
    if out is None:
        return "Not released: only those who plan see its way and times."
    second = f", confirmed by {out.confirmed_by}" if out.confirmed_by else ""
    return f"Released by {out.by}{second}, {local_time(out.at, zone)}."


def may_not_release(who: Principal) -> str:
    """Why somebody may not release a route; empty when they may propose it."""
    return "" if who.has(Role.COORDINATOR) else "Routes are released by a coordinator and a second person."


def checked_words(planned: Planned) -> str:
    """What was checked of a schedule, and of whom nothing was."""
    left = " Convoys that do not move stay as saved and were not driven with the others." if planned.standing else ""
    return f"Every vehicle was driven through it second by second, without conflict.{left} It is not saved."


def convoy_rows(seen: Seen, saved: Mapping[str, Convoy]) -> list[Row]:
    """Every convoy of the board, in the order they depart."""
    rows = [Row(id=str(convoy.id), cells=_cells(seen, convoy, saved[convoy.id])) for convoy in seen.convoys]
    return [
        replace(row, cells={**row.cells, "Status": LEFT_OUT}) if number in seen.standing else row
        for number, row in enumerate(rows)
    ]


def _cells(seen: Seen, convoy: Convoy, saved: Convoy) -> dict[str, str]:
    table = seen.tables[convoy.id]
    status = ANNOUNCED if convoy.is_fixed else SAVED if convoy == saved else PROPOSED
    return {
        "Convoy": convoy.name,
        "Departs": local_time(convoy.departs_at, seen.zone)[-5:],
        "Head in": local_time(table.arrives_at, seen.zone)[-5:],
        "Tail in": local_time(table.clears_at, seen.zone)[-5:] if table.clears_at else "not known",
        "Way": kilometres(table.distance_m),
        "Waits": wait_words(seen.laid, convoy),
        "Priority": convoy.priority.value,
        "Status": status,
    }


def wait_words(laid: Laid, convoy: Convoy) -> str:
    """Where a convoy waits, and how long."""
    named = ((getattr(laid.plan.find(wait.place), "name", wait.place), wait.wait_s) for wait in convoy.waits)
    return ", ".join(f"{duration(wait_s)} at {name}" for name, wait_s in named) or "none"


def conflict_rows(seen: Seen) -> list[dict[str, str]]:
    """What the replay found: for each rule and those concerned the first time, and how often in all."""
    found: dict[tuple[str, tuple[int, ...]], list[Violation]] = {}
    for fault in sorted(seen.conflicts, key=lambda fault: fault.at_s):
        found.setdefault((fault.rule.value, fault.columns), []).append(fault)
    return [
        {
            "At": local_time(seen.laid.hours.at(faults[0].at_s), seen.zone)[-5:],
            "Who": " and ".join(seen.convoys[row].name for row in columns),
            "What": faults[0].text + _again(len(faults) - 1),
        }
        for (_, columns), faults in found.items()
    ]


def _again(times: int) -> str:
    return f" And {times} {'time' if times == 1 else 'times'} more." if times else ""


def left_rows(laid: Laid) -> list[dict[str, str]]:
    """Who is not on the board, why, and what to do."""
    return [{"Convoy": one.name, "Why": one.reason, "What to do": one.remedy} for one in laid.left_out]


def change_rows(laid: Laid, changes: Sequence[MovementChange]) -> list[dict[str, str]]:
    """What a schedule changes for whom."""
    return [_change(laid, change) for change in changes]


def _change(laid: Laid, change: MovementChange) -> dict[str, str]:
    zone, before, after = laid.plan.time_zone, change.before, change.after
    leaves = local_time(before.departs_at, zone)[-5:]
    if after is None:
        return {
            "Convoy": before.name,
            "Departs": f"{leaves} as saved",
            "Waits": "",
            "Way": "",
            "Change": "does not move",
        }
    later = change.later_s
    moved = f"{duration(abs(later))} {'later' if later > 0 else 'sooner'}" if later else "same departure"
    return {
        "Convoy": before.name,
        "Departs": f"{leaves} → {local_time(after.departs_at, zone)[-5:]}" if later else leaves,
        "Waits": f"{wait_words(laid, before)} → {wait_words(laid, after)}"
        if before.waits != after.waits
        else "as saved",
        "Way": change.by_another_way or "as saved",
        "Change": moved,
    }


def quality(planned: Planned) -> str:
    """How good a schedule is, in one sentence."""
    if planned.status is Status.PROVEN:
        return "Proven best: no schedule has less weighted time until all are in."
    ended = "stopped" if planned.status is Status.CANCELLED else "at the time limit"
    return f"Best found, {ended}: at most {100 * planned.gap:.1f} % of its cost could be saved by another."


def why_rows(found: Scheduled) -> Iterator[tuple[str, list[str]]]:
    """For each convoy that does not move, what alone would free it."""
    names = {str(convoy.id): convoy.name for convoy in found.laid.convoys}
    for convoy, bindings in found.whys:
        yield names[convoy], [binding.text for binding in bindings] or ["No single change would free it."]
