"""From one plan to the next: which roads, zones and findings are not as they were, and whom that touches."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from data.model.pieces import RoutePieces
from data.model.plan import Plan
from data.model.results import Route
from data.model.status import StatusReport
from data.model.zone import Zone
from geo.lines import Rows
from routing.costs.blocks import Stretches, changed_segments, mark_differing
from routing.costs.effects import Effects, stretches_inside, zones_in_force
from routing.index import Flags, NetworkIndex
from routing.ways.case import Case
from routing.ways.misplaced import misplaced_barriers

_NONE: Stretches = (np.empty(0, np.int64), np.empty(0), np.empty(0))


class Step:
    """A change of the plan as the answers see that stand; what it has changed is worked out once for all of them."""

    def __init__(self, index: NetworkIndex, before: Plan, after: Plan) -> None:
        self.index, self.before, self.after = index, before, after
        self._roads: dict[tuple[int, int], Flags] = {}
        self._shown: dict[object, tuple[Flags, bool]] = {}

    @cached_property
    def same_records(self) -> bool:
        """Whether nothing that acts on roads or is told about them has changed."""
        names = ("zones", "sectors", "barriers", "phases", "status_reports", "crossings")
        return all(getattr(self.before, name) == getattr(self.after, name) for name in names)

    def same_told(self, known: Route, before: Case, after: Case) -> bool:
        """Whether a route whose legs are the same is told in the same words."""
        rows = _segments(known)
        touched, same_misplaced = self._told_of(before, after)
        return (
            before.question == after.question
            and before.effects.findings == after.effects.findings
            and same_misplaced
            and not self._acted(before.effects, after.effects)[rows].any()
            and not touched[rows].any()
            and all(self._same_report(report.report_id) for report in known.reports)
            and self._same_order([str(part.area_id) for part in known.exposure])
        )

    def _acted(self, before: Effects, after: Effects) -> Flags:
        """Whether anything that acts on each segment has changed."""
        key, count = (id(before), id(after)), self.index.network.segment_count
        if key not in self._roads:
            flags: Flags = np.zeros(count, bool)
            flags[changed_segments(before.blocks, after.blocks, count)] = True
            self._roads[key] = flags
        return self._roads[key]

    def _told_of(self, before: Case, after: Case) -> tuple[Flags, bool]:
        """Whether what is told of zones on each segment has changed; whether barriers off the roads are the same."""
        key = after.question.at
        if key not in self._shown:
            touched: Flags = np.zeros(self.index.network.segment_count, bool)
            for old, new in self._differing(before, after):
                mark_differing(old, new, touched)
            self._shown[key] = touched, misplaced_barriers(before) == misplaced_barriers(after)
        return self._shown[key]

    def _differing(self, before: Case, after: Case) -> Iterator[tuple[Stretches, Stretches]]:
        """The stretches, before and after, inside each zone in force that is not as it was."""
        old, new = ({str(z.id): z for z in zones_in_force(case.plan, case.question.at)} for case in (before, after))
        differing = [name for name in old | new if old.get(name) is not new.get(name)]
        was, now = (
            stretches_inside(self.index, [zones[name] for name in differing if name in zones]) for zones in (old, new)
        )
        for name in differing:
            if name in old and name in new and _says(old[name]) == _says(new[name]):
                yield was[name], now[name]
            else:
                yield from ((own, _NONE) for own in (was.get(name), now.get(name)) if own is not None)

    def _same_order(self, zones: list[str]) -> bool:
        """Whether the plan still lists these zones in this order, in which routes tell them."""
        wanted = frozenset(zones)
        return [str(zone.id) for zone in self.after.zones if zone.id in wanted] == zones

    def _same_report(self, name: str) -> bool:
        report = self.after.find(name)
        return isinstance(report, StatusReport) and report == self.before.find(name)


def _segments(route: Route) -> Rows:
    """The segments a route drives on."""
    pieces = route.pieces
    return pieces.segment if isinstance(pieces, RoutePieces) else np.array([own.segment for own in pieces], np.int64)


def _says(zone: Zone) -> tuple[str, str, float]:
    """What a route tells of a zone besides where it lies."""
    return zone.name, zone.kind.value, zone.exposure
