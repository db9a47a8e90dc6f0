"""Effects resolved: pieces of segments on each of which one thing holds.

A state of the roads is kept as an anchor. What follows from it by some changes holds only the
pieces of the segments that changed: so a zone redrawn costs what lies under it, not the whole plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geo.lines import Floats, Rows
from routing.costs.blocks import Blocks, apart, changed_segments, stretches_on
from routing.costs.effects import Effect, Effects
from routing.costs.resolve import NOBODY, Lying, resolved, said_by
from routing.index import Flags, NetworkIndex
from routing.kept import Shelf

FAR_SHARE, FAR_PIECES = 0.06, 0.5
"""Where more changed than this share of all segments, and of those an anchor tells of, a state becomes an anchor."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Pieces:
    """Pieces that together cover the segments `rows`, in rising order; those of the i-th are first[i]:first[i + 1].

    `seconds_per_m` is driving time, `exposure` the summed exposure of the zones in force, `report`
    the row in `blocks` of the report that speaks there (-1: none does). `unknown` is what a report
    leaves unknown, `doubtful` where a limit is in doubt.
    """

    blocks: Blocks
    rows: Rows
    first: Rows
    start_m: Floats
    end_m: Floats
    closed: Flags
    unknown: Flags
    doubtful: Flags
    seconds_per_m: Floats
    exposure: Floats
    report: Rows

    @cached_property
    def segment(self) -> Rows:
        """The segment of each piece."""
        return np.repeat(self.rows, np.diff(self.first))

    @cached_property
    def row(self) -> Rows:
        """Which of `rows` each piece is of."""
        return np.repeat(np.arange(len(self.rows)), np.diff(self.first))

    @property
    def length_m(self) -> Floats:
        """Length of each piece."""
        return self.end_m - self.start_m

    def find(self, segment: int) -> int | None:
        """Where a segment is among `rows`; None when it is not."""
        at = int(np.searchsorted(self.rows, segment))
        return at if at < len(self.rows) and self.rows[at] == segment else None

    def among(self, segments: Rows) -> tuple[Flags, Rows]:
        """Which of these segments are among `rows`, and where those are."""
        at = np.minimum(np.searchsorted(self.rows, segments), max(len(self.rows) - 1, 0))
        own = self.rows[at] == segments if len(self.rows) else np.zeros(len(segments), bool)
        return own, at[own]

    @cached_property
    def is_reported(self) -> Flags:
        """Whether a report speaks of some piece of each of `rows`."""
        reported = np.zeros(len(self.rows), bool)
        reported[self.row[self.report != NOBODY]] = True
        return reported

    def report_at(self, piece: int) -> Effect | None:
        """What the report does that speaks on a piece."""
        row = int(self.report[piece])
        return None if row == NOBODY else self.blocks[row].effect


@dataclass(frozen=True, kw_only=True, eq=False)
class Conditions:
    """What holds where: the pieces of an anchor, and `own` pieces of the segments that differ from it.

    On the segments `cleared` the anchor knows of something and nothing acts any more.

    The columns of a table of all pieces, sorted by segment and start, are made when asked for:
    questions about a way look at `sheet_of` instead. In that table `report` is a row of `blocks`.
    """

    blocks: Blocks
    anchor: Pieces
    own: Pieces
    cleared: Rows

    @property
    def sheets(self) -> tuple[Pieces, Pieces]:
        """The two tables of pieces; what the second says of a segment holds."""
        return self.anchor, self.own

    def sheet_of(self, segment: int) -> tuple[int, int] | None:
        """Which of `sheets` tells of a segment, and at which of its rows; None where nothing acts."""
        at = self.own.find(segment)
        if at is not None:
            return 1, at
        at = self.anchor.find(segment)
        return None if at is None or not self.kept[at] else (0, at)

    def met(self, segment: int, low_m: float, high_m: float) -> Iterator[tuple[Pieces, int]]:
        """The pieces of which some metres lie between two positions, each as a row of its sheet."""
        found = self.sheet_of(segment)
        if found is not None:
            sheet = self.sheets[found[0]]
            for piece in range(int(sheet.first[found[1]]), int(sheet.first[found[1] + 1])):
                if min(sheet.end_m[piece], high_m) > max(sheet.start_m[piece], low_m):
                    yield sheet, piece

    def rows_of(self, segments: Rows) -> Iterator[tuple[Flags, Rows]]:
        """For each of `sheets`, which of these segments it tells of, and at which of its rows."""
        own, at = self.anchor.among(segments)
        own[own] = self.kept[at]
        yield own, at[self.kept[at]]
        yield self.own.among(segments)

    def is_reported(self, segments: Rows) -> Flags:
        """Whether a report speaks of some piece of each of these segments."""
        found = np.zeros(len(segments), bool)
        for sheet, (own, at) in zip(self.sheets, self.rows_of(segments), strict=True):
            found[own] = sheet.is_reported[at]
        return found

    @cached_property
    def kept(self) -> Flags:
        """Which segments of the anchor still are as the anchor says."""
        kept = np.ones(len(self.anchor.rows), bool)
        for rows in (self.own.rows, self.cleared):
            kept[self.anchor.among(rows)[1]] = False
        return kept

    @cached_property
    def _order(self) -> tuple[Rows, Rows]:
        """The pieces kept of the anchor, and the order of these and the own ones by segment."""
        kept = np.flatnonzero(self.kept[self.anchor.row])
        segment = np.concatenate([self.anchor.segment[kept], self.own.segment])
        return kept, np.argsort(segment, kind="stable")

    def merged(self, of_anchor: Floats | Rows | Flags, of_own: Floats | Rows | Flags) -> Floats | Rows | Flags:
        """One column of the table of all pieces, from the columns of both sheets."""
        kept, order = self._order
        return np.concatenate([of_anchor[kept], of_own])[order]

    def _column(self, name: str) -> Floats | Rows | Flags:
        return self.merged(getattr(self.anchor, name), getattr(self.own, name))

    @cached_property
    def segment(self) -> Rows:
        """The segment of each piece."""
        return np.asarray(self._column("segment"), np.int64)

    @cached_property
    def start_m(self) -> Floats:
        """Where each piece starts."""
        return np.asarray(self._column("start_m"), float)

    @cached_property
    def end_m(self) -> Floats:
        """Where each piece ends."""
        return np.asarray(self._column("end_m"), float)

    @cached_property
    def closed(self) -> Flags:
        """Whether nobody passes each piece."""
        return np.asarray(self._column("closed"), bool)

    @cached_property
    def unknown(self) -> Flags:
        """Whether a report leaves it unknown if anybody passes."""
        return np.asarray(self._column("unknown"), bool)

    @cached_property
    def doubtful(self) -> Flags:
        """Whether a limit is in doubt."""
        return np.asarray(self._column("doubtful"), bool)

    @cached_property
    def seconds_per_m(self) -> Floats:
        """Driving time."""
        return np.asarray(self._column("seconds_per_m"), float)

    @cached_property
    def exposure(self) -> Floats:
        """Summed exposure of the zones in force."""
        return np.asarray(self._column("exposure"), float)

    @cached_property
    def report(self) -> Rows:
        """Row in `blocks` of the report that speaks on each piece; -1 where none does."""
        row_of = {block.effect: row for row, block in enumerate(self.blocks)}
        rows = np.array([row_of.get(block.effect, NOBODY) for block in self.anchor.blocks] + [NOBODY], np.int64)
        return np.asarray(self.merged(rows[self.anchor.report], self.own.report), np.int64)

    def pieces_of(self, segment: int) -> slice:
        """Which pieces of the table belong to a segment; empty when nothing acts on it."""
        low, high = np.searchsorted(self.segment, [segment, segment + 1])
        return slice(int(low), int(high))

    def pieces_within(self, segment: int, low_m: float, high_m: float) -> Rows:
        """Rows of the table of which some metres lie between two positions."""
        own = self.pieces_of(segment)
        shared_m = np.minimum(self.end_m[own], high_m) - np.maximum(self.start_m[own], low_m)
        return np.asarray(own.start + np.nonzero(shared_m > 0)[0])


_ANCHORS = Shelf[Blocks, Pieces](most=6)
_CONDITIONS = Shelf[Blocks, Conditions](most=48)


def conditions_of(index: NetworkIndex, effects: Effects) -> Conditions:
    """What holds where, after the highest rank of each layer was found on every piece."""
    return index.memory.on(_CONDITIONS).get(effects.blocks, lambda: _conditions(index, effects))


def _conditions(index: NetworkIndex, effects: Effects) -> Conditions:
    """From the nearest anchor; where that is far, the state becomes an anchor."""
    count = index.network.segment_count
    anchor = min(
        index.memory.on(_ANCHORS).values(), key=lambda known: apart(known.blocks, effects.blocks), default=None
    )
    changed = changed_segments(anchor.blocks, effects.blocks, count) if anchor is not None else None
    if anchor is None or changed is None or len(changed) > max(FAR_SHARE * count, FAR_PIECES * len(anchor.rows)):
        anchor, changed = _anchored(index, effects), np.empty(0, np.int64)
    else:
        index.memory.on(_ANCHORS).find(anchor.blocks)  # in use: keep it longest
    own, cleared = pieces_on(index, effects.blocks, changed)
    return Conditions(blocks=effects.blocks, anchor=anchor, own=own, cleared=cleared)


def _anchored(index: NetworkIndex, effects: Effects) -> Pieces:
    touched = np.zeros(index.network.segment_count, bool)
    for block in effects.blocks:
        touched[block.segment] = True
    return index.memory.on(_ANCHORS).get(
        effects.blocks, lambda: pieces_on(index, effects.blocks, np.flatnonzero(touched))[0]
    )


def pieces_on(index: NetworkIndex, blocks: Blocks, segments: Rows) -> tuple[Pieces, Rows]:
    """What these blocks make of these segments, given in rising order, and those on which nothing lies."""
    lying = _lying(blocks, segments, index.network.segment_count)
    acted = np.diff(lying.first) > 0
    segments, cleared = segments[acted], segments[~acted]
    found = resolved(
        said_by([block.effect for block in blocks]),
        lying._replace(first=np.append(lying.first[:-1][acted], lying.first[-1])),
        index.lines.length_m[segments],
        3.6 / index.network.segment_speed_kmh[segments],
    )
    return Pieces(blocks=blocks, rows=segments, **found._asdict()), cleared


def _lying(blocks: Blocks, segments: Rows, count: int) -> Lying:
    """The stretches of the blocks on these segments, segment by segment."""
    effect, (segment, start_m, end_m) = stretches_on(blocks, segments, count)
    order = np.argsort(segment, kind="stable")
    first = np.searchsorted(segment[order], np.append(segments, count))
    return Lying(first, start_m[order], end_m[order], effect[order])
