"""Consequences as sentences, the most serious first, each with where on the map it is seen."""

from collections import defaultdict
from collections.abc import Iterator

from shapely import Point, union_all

from data.model import Convoy, Corridor, Finding, Plan, Route, Severity
from pages.look.clock import duration
from pages.look.words import kilometres
from pages.parts.changes.help_words import MOST_NAMED, help_sentences
from pages.parts.changes.sentence import Gravity, Sentence, in_phases, listed
from pages.parts.convoys import SAME_S, change_words
from routing.consequences import Consequences, CoverageChange, FindingChange, Outlook, Stretch, stretches_drawn
from routing.help import SOON_MIN, moments_ahead
from routing.standing import Answer, Change

LEAST_M = 10.0
"""Coverage that changes by less is not told."""
NEW = {Severity.PROBLEM: "New problem", Severity.DOUBT: "New doubt", Severity.NOTE: "New"}
GRAVITY = {Severity.PROBLEM: Gravity.CONFLICT, Severity.DOUBT: Gravity.DOUBT, Severity.NOTE: Gravity.DOUBT}


def sentences(before: Outlook, after: Outlook, found: Consequences) -> tuple[Sentence, ...]:
    """What a change brings about, the most serious first; convoys that have left are past change."""
    plans = before.plan, after.plan
    ahead = [name for name, _ in moments_ahead(after.plan, after.at)]
    within_min = after.help.asked.within_min if after.help else SOON_MIN
    told = [
        *_convoys(plans, found.convoys, after),
        *_coverage(after.plan, found.coverage, ahead),
        *(_finding(change) for change in found.findings),
        *help_sentences(after.plan, found.help or (), within_min, ahead),
    ]
    return tuple(sorted(told, key=lambda sentence: sentence.gravity))


def _convoys(plans: tuple[Plan, Plan], changes: tuple[Change, ...], after: Outlook) -> Iterator[Sentence]:
    """One sentence for the convoys of which the same is to be told."""
    alike: dict[tuple[Gravity, str], list[tuple[Convoy, Change]]] = defaultdict(list)
    for change in changes:
        convoy = plans[1].find(change.convoy_id) or plans[0].find(change.convoy_id)
        if isinstance(convoy, Convoy) and convoy.departs_at >= after.at and (words := _convoy_words(plans, change)):
            alike[_convoy_gravity(change), words].append((convoy, change))
    for (gravity, words), found in alike.items():
        ways = [way.line for _, c in found for way in (c.before, c.after) if isinstance(way, Route)]
        place = getattr(plans[1].find(found[0][0].origin), "point", None)
        yield Sentence(
            gravity=gravity,
            text=f"{listed([convoy.name for convoy, _ in found], MOST_NAMED)}: {words}",
            about=found[0][0].id,
            shape=union_all(ways) if ways else place,
        )


def _convoy_words(plans: tuple[Plan, Plan], change: Change) -> str:
    if change.after is None:
        return "no longer in the plan"
    if change.before is None:
        return f"new, {duration(change.after.duration_s)}" if isinstance(change.after, Route) else "new, without a way"
    words = change_words(change.before, change.after, plans)
    if words and isinstance(change.before, Route) and not isinstance(change.after, Route):
        return f"no way any more, {words}"
    return words


def _convoy_gravity(change: Change) -> Gravity:
    if change.after is not None and not isinstance(change.after, Route):
        return Gravity.CUT_OFF
    return Gravity.WORSE if _is_worse(change.before, change.after) else Gravity.BETTER


def _is_worse(before: Answer | None, after: Answer | None) -> bool:
    """Whether a way is longer, more dangerous or less known than it was."""
    if not (isinstance(before, Route) and isinstance(after, Route)):
        return False
    more_s = max(after.duration_s - before.duration_s, after.exposure_s - before.exposure_s)
    return more_s >= SAME_S or after.unknown_m > before.unknown_m


def _coverage(plan: Plan, changes: tuple[CoverageChange, ...], ahead: list[str]) -> Iterator[Sentence]:
    """One sentence for the phases in which a corridor loses, or wins, the same stretches."""
    alike: dict[tuple[str, bool, tuple[Stretch, ...]], list[str]] = defaultdict(list)
    for change in changes:
        if change.before and change.after:
            for lost, stretches in ((True, change.uncovered), (False, change.covered)):
                alike[change.corridor_id, lost, stretches].append(change.phase_id)
    for (corridor_id, lost, stretches), phases in alike.items():
        corridor, metres = plan.find(corridor_id), sum(end_m - start_m for start_m, end_m in stretches)
        if isinstance(corridor, Corridor) and metres >= LEAST_M:
            word = "no longer covered" if lost else "newly covered"
            yield Sentence(
                gravity=Gravity.WORSE if lost else Gravity.BETTER,
                text=f"{corridor.name}: {kilometres(metres)} {word}{in_phases(plan, phases, ahead)}",
                about=corridor_id,
                shape=stretches_drawn(corridor, stretches),
            )


def _finding(change: FindingChange) -> Sentence:
    finding = change.after or change.before
    assert finding is not None  # noqa: S101  # one of the two is always there
    if change.after is None:
        return _about(finding, Gravity.BETTER, "Settled")
    if change.before is not None:
        return _about(finding, GRAVITY[finding.severity], "Changed")
    word = "New conflict" if change.is_conflict else NEW[finding.severity]
    return _about(finding, GRAVITY[finding.severity], word)


def _about(finding: Finding, gravity: Gravity, word: str) -> Sentence:
    return Sentence(
        gravity=gravity,
        text=f"{word}: {finding.message.rstrip('.')}",
        about=finding.subject.split(", ")[0],
        shape=Point(finding.place) if finding.place else None,
    )
