"""What a change of a plan brings about: for convoys, for corridors, for what is in doubt, for help within reach.

Values only. `consequences(a, b)` and `consequences(b, a)` are each other's mirror image, and of a plan and
itself there are none.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from shapely import MultiLineString

from data.model.finding import Finding
from data.model.ids import CorridorId, PhaseId
from data.model.place import Corridor
from data.model.plan import Plan
from data.model.results import Coverage
from geo.lines import lines_from
from geo.overlay import TOUCH_M
from routing.boundaries import sector_findings
from routing.coverage import coverage_by_phase
from routing.help import HelpKey, HelpTime, HelpTimes, Nearness
from routing.review import review
from routing.standing import Answer, Change, Standing, changes_between

CONFLICTS = frozenset(
    {
        "reports-conflict",
        "sector-overlap",
        "duplicate-area",
        "phases-overlap",
        "consent-contradicts",
        "command-doubled",
        "assignments-overlap",
    }
)
"""Codes of findings that tell of two records of which only one can hold."""

Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageChange:
    """A corridor whose coverage in a phase is not as it was; None where there was, or is, none to tell of.

    `uncovered` are the stretches along the corridor that were covered and are not any more, `covered`
    the other way round, both in metres from its start.
    """

    corridor_id: CorridorId
    phase_id: PhaseId
    before: Coverage | None
    after: Coverage | None
    uncovered: tuple[Stretch, ...]
    covered: tuple[Stretch, ...]

    @property
    def uncovered_m(self) -> float:
        """Metres that were covered and are not any more."""
        return sum(end_m - start_m for start_m, end_m in self.uncovered)

    @property
    def covered_m(self) -> float:
        """Metres that were not covered and are now."""
        return sum(end_m - start_m for start_m, end_m in self.covered)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """A finding that is new, gone, or told otherwise; None where it was not, or is no more."""

    before: Finding | None
    after: Finding | None

    @property
    def is_conflict(self) -> bool:
        """Whether it tells of two records of which only one can hold."""
        finding = self.after or self.before
        return finding is not None and finding.code in CONFLICTS


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpChange:
    """A site that lies otherwise to help in a phase; None where it, or the phase, was not asked about."""

    key: HelpKey
    before: HelpTime | None
    after: HelpTime | None

    @property
    def is_lost(self) -> bool:
        """Whether it was within the limit and is not known to be any more."""
        return _is_within(self.before) and self.after is not None and not _is_within(self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """All that a change brings about; `help` is None while that is not worked out."""

    convoys: tuple[Change, ...] = ()
    coverage: tuple[CoverageChange, ...] = ()
    findings: tuple[FindingChange, ...] = ()
    help: tuple[HelpChange, ...] | None = ()

    @property
    def is_empty(self) -> bool:
        """Whether it is known that nothing comes of the change."""
        return self.help == () and not (self.convoys or self.coverage or self.findings)


@dataclass(frozen=True, kw_only=True, eq=False)
class Outlook:
    """How a plan looks from a moment on: every answer that stands for it.

    `standing` is None without roads; `help` is None without them, and while it is not worked out.
    """

    plan: Plan = field(repr=False)
    at: datetime
    standing: Standing | None = field(repr=False)
    coverage: tuple[Coverage, ...]
    findings: tuple[Finding, ...]
    help: HelpTimes | None = None

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The answer for each convoy, by its id; none without roads."""
        return self.standing.answers if self.standing else {}


def outlook_of(
    plan: Plan,
    at: datetime,
    *,
    standing: Standing | None,
    helped: HelpTimes | None,
    near: Outlook | None = None,
) -> Outlook:
    """The outlook of a plan; `near` is that of another, of which what still holds is taken over.

    Parameters
    ----------
    standing
        The answers for this plan; None without roads.
    helped
        How its sites lie to help; None when that is not asked for.
    """
    same_sectors = near is not None and near.plan.sectors == plan.sectors
    shapes = (
        tuple(f for f in near.findings if f.code in SHAPE_CODES) if near and same_sectors else sector_findings(plan)
    )
    known = (near.plan, near.coverage) if near else None
    return Outlook(
        plan=plan,
        at=at,
        standing=standing,
        coverage=standing.coverage if standing else coverage_by_phase(plan, known),
        findings=(*review(plan, at), *shapes),
        help=helped,
    )


SHAPE_CODES = frozenset(
    {"sector-overlap", "sector-overlap-sliver", "sector-gap", "sector-gap-sliver", "duplicate-area"}
)
"""Codes of findings that hang on the areas of the sectors alone."""


def consequences(before: Outlook, after: Outlook) -> Consequences:
    """What is not the same in two outlooks from the same moment."""
    return Consequences(
        convoys=changes_between(before.answers, after.answers),
        coverage=tuple(_coverage_changes(before, after)),
        findings=tuple(_finding_changes(before.findings, after.findings)),
        help=tuple(_help_changes(before.help, after.help)) if before.help and after.help else None,
    )


def _coverage_changes(before: Outlook, after: Outlook) -> Iterator[CoverageChange]:
    """Of phases that have not ended; what differs by no more than rounding is the same."""
    old, new = ({(c.corridor_id, c.phase_id): c for c in outlook.coverage} for outlook in (before, after))
    lasting = {p.id for outlook in (before, after) for p in outlook.plan.phases if p.ends_at > outlook.at}
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key), new.get(key)
        if was == now or key[1] not in lasting:
            continue
        change = CoverageChange(
            corridor_id=CorridorId(key[0]),
            phase_id=PhaseId(key[1]),
            before=was,
            after=now,
            uncovered=_only_in(_gaps(now), _gaps(was)),
            covered=_only_in(_gaps(was), _gaps(now)),
        )
        if was is None or now is None or max(change.uncovered_m, change.covered_m) > TOUCH_M:
            yield change


def _gaps(coverage: Coverage | None) -> tuple[Stretch, ...]:
    return tuple((gap.start_m, gap.end_m) for gap in coverage.gaps) if coverage else ()


def _only_in(stretches: tuple[Stretch, ...], others: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """The parts of sorted stretches that lie in none of the others, but for rounding."""
    cuts = sorted({end for stretch in (*stretches, *others) for end in stretch})
    parts = [
        (low, high)
        for low, high in pairwise(cuts)
        if _holds(stretches, low, high) and not _holds(others, low, high) and high - low > TOUCH_M
    ]
    joined: list[Stretch] = []
    for low, high in parts:
        joined[-1:] = [(joined[-1][0], high)] if joined and joined[-1][1] == low else [*joined[-1:], (low, high)]
    return tuple(joined)


def _holds(stretches: tuple[Stretch, ...], low: float, high: float) -> bool:
    return any(start <= low and high <= end for start, end in stretches)


def stretches_drawn(corridor: Corridor, stretches: tuple[Stretch, ...]) -> MultiLineString:
    """Stretches along a corridor as they lie on the ground."""
    lines = lines_from([corridor.line])
    length_m = float(lines.length_m[0])
    return MultiLineString([lines.part(0, start_m, min(end_m, length_m)) for start_m, end_m in stretches])


def _finding_changes(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> Iterator[FindingChange]:
    """New and gone findings; one gone and one new of the same code about the same are one told otherwise."""
    gone, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    left = list(gone.elements())
    for finding in new.elements():
        same = [old for old in left if (old.code, old.subject) == (finding.code, finding.subject)]
        if same:
            left.remove(same[0])
        # that only its place moved is seen on the map
        if same and (same[0].severity, same[0].message) == (finding.severity, finding.message):
            continue
        yield FindingChange(before=same[0] if same else None, after=finding)
    yield from (FindingChange(before=finding, after=None) for finding in left)


def _help_changes(before: HelpTimes, after: HelpTimes) -> Iterator[HelpChange]:
    """Where a site is not as near as it was; a minute more or less on the same side of the limit is the same."""
    for key in dict.fromkeys((*after.times, *before.times)):
        was, now = before.times.get(key), after.times.get(key)
        if (was and was.nearness) != (now and now.nearness):
            yield HelpChange(key=key, before=was, after=now)


def _is_within(time: HelpTime | None) -> bool:
    return time is not None and time.nearness is Nearness.WITHIN
