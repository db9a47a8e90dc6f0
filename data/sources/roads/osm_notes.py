"""What the report says about an OSM extract: left-out ways and relations, doubtful roads, tags that cannot be read."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.model.finding import Finding, Severity
from data.sources.roads.assemble import RoadColumns
from data.sources.roads.osm_file import RawOsm
from data.sources.roads.osm_turns import AT_TIMES, Turns
from data.sources.roads.osm_ways import Cut, Rows
from data.sources.roads.report import Dropped
from data.sources.roads.rules import PATH, RoadRule

_EXAMPLES = 5
Place = tuple[float, float]

_DOUBTS = {
    "reversible-road": (
        "road changes direction (reversible or alternating) and is taken as open both ways",
        "Find out which way it is driven when you need it, and close the other by a report.",
    ),
    "conditional-tag": (
        "road has limits that hold only at certain times or for some vehicles; they are not applied",
        "Look at the tags ending in ':conditional' before a convoy uses these roads.",
    ),
    "seasonal-road": (
        "road is tagged as a winter, ice or seasonal road and is taken as open all year",
        "Report it closed for the season in which it does not exist.",
    ),
    "truck-ban": (
        "road bans trucks (hgv or goods: no) and is kept, with that word in its access",
        "Do not send heavy vehicles there unless the owner of the road agrees.",
    ),
    "ford-on-road": (
        "road goes through water (ford)",
        "Ask for the depth before a convoy uses it.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Raw ways with the meaning of their tags."""

    raw: RawOsm
    tags: Sequence[dict[str, str]]
    rules: Sequence[RoadRule]
    of_way: NDArray[np.int32]

    def ways_where(self, holds: Callable[[RoadRule], bool]) -> Rows:
        """Rows of the ways whose rule satisfies `holds`."""
        chosen = np.array([holds(rule) for rule in self.rules], np.bool_)
        return np.flatnonzero(chosen[self.of_way])

    def names(self, ways: Rows) -> tuple[str, ...]:
        """The first few of these ways, as a person would look them up."""
        return tuple(f"way {self.raw.way_ids[way]}" for way in ways[:_EXAMPLES].tolist())


def places_of_ways(pieces: Cut, degrees: NDArray[np.float64], way_count: int) -> NDArray[np.float64]:
    """Longitude and latitude where each way starts; NaN for ways that are not in the network."""
    places = np.full((way_count, 2), np.nan)
    # the first segment of a way is written last and stays
    places[pieces.way[::-1]] = degrees[pieces.node[pieces.first]][::-1]
    return places


def dropped(subject: Subject, pieces: Cut, banned: Turns) -> tuple[Dropped, ...]:
    """Ways by reason, ways without nodes, and turn restrictions that ban nothing, most frequent first."""
    reasons = dict.fromkeys(rule.left_out for rule in subject.rules if rule.left_out)
    found = [_left_out(subject, why) for why in reasons]
    found += [_without_nodes(subject, pieces.incomplete, pieces.lost)]
    found += [_lines_without_length(subject, np.setdiff1d(pieces.lost, pieces.incomplete))]
    found += [
        Dropped(
            what="turn restrictions",
            count=len(ids),
            why=why,
            examples=tuple(f"relation {each}" for each in ids[:_EXAMPLES]),
        )
        for why, ids in banned.unused.items()
    ]
    return tuple(sorted((each for each in found if each.count), key=lambda each: -each.count))


def _left_out(subject: Subject, why: str) -> Dropped:
    ways = subject.ways_where(lambda rule: rule.left_out == why)
    if why != PATH:
        return Dropped(what="ways", count=len(ways), why=why, examples=subject.names(ways))
    classes = Counter(subject.tags[code].get("highway", "route") for code in subject.of_way[ways].tolist())
    examples = tuple(f"{name}: {count}" for name, count in classes.most_common(2 * _EXAMPLES))
    return Dropped(what="ways", count=len(ways), why=why, examples=examples)


def _without_nodes(subject: Subject, incomplete: Rows, lost: Rows) -> Dropped:
    gone = len(np.intersect1d(incomplete, lost))
    return Dropped(
        what="stretches of ways",
        count=len(incomplete),
        why=f"their nodes are not in the file or have no valid place ({gone} of these ways are lost whole); "
        "nothing is drawn across the gaps",
        examples=subject.names(incomplete),
    )


def _lines_without_length(subject: Subject, ways: Rows) -> Dropped:
    return Dropped(what="ways", count=len(ways), why="they have fewer than two nodes", examples=subject.names(ways))


def findings(
    subject: Subject,
    places: NDArray[np.float64],
    banned: Turns,
    columns: RoadColumns,
) -> tuple[Finding, ...]:
    """Doubts about roads that are in the network, one finding for each kind."""
    found = [_doubtful(subject, places, code) for code in _DOUBTS]
    found += [_unreadable(subject, places), _timed_turns(banned), _unknown_barriers(columns)]
    return tuple(finding for finding in found if finding)


def _doubtful(subject: Subject, places: NDArray[np.float64], code: str) -> Finding | None:
    ways = _placed(subject.ways_where(lambda rule: code in rule.doubts), places)
    if not len(ways):
        return None
    what, remedy = _DOUBTS[code]
    return Finding(
        code=code,
        severity=Severity.DOUBT,
        subject=", ".join(subject.names(ways)),
        message=f"{len(ways)} times: {what}.",
        remedy=remedy,
        place=_place(places[ways[0]]),
    )


def _unreadable(subject: Subject, places: NDArray[np.float64]) -> Finding | None:
    ways = _placed(subject.ways_where(lambda rule: bool(rule.unreadable)), places)
    if not len(ways):
        return None
    values = Counter(tag for code in subject.of_way[ways].tolist() for tag in subject.rules[code].unreadable)
    shown = ", ".join(f"{tag} ({count})" for tag, count in values.most_common(_EXAMPLES))
    return Finding(
        code="wrong-tags",
        severity=Severity.DOUBT,
        subject=", ".join(subject.names(ways)),
        message=f"{len(ways)} ways have {len(values)} values that cannot be read and stay unknown: {shown}.",
        remedy="Correct the tags in OpenStreetMap, or ask someone who knows the road.",
        place=_place(places[ways[0]]),
    )


def _timed_turns(banned: Turns) -> Finding | None:
    ids = banned.unused.get(AT_TIMES, ())
    if not ids:
        return None
    return Finding(
        code="conditional-turn",
        severity=Severity.DOUBT,
        subject=", ".join(f"relation {each}" for each in ids[:_EXAMPLES]),
        message=f"{len(ids)} turn restrictions hold only at certain times and are not applied.",
        remedy="Check them before a convoy turns there.",
    )


def _unknown_barriers(columns: RoadColumns) -> Finding | None:
    rows = [row for row, word in enumerate(columns.node_passage or ()) if word == "unknown"]
    if not rows:
        return None
    kinds = Counter((columns.node_barrier or ())[row] for row in rows)
    shown = ", ".join(f"{kind} ({count})" for kind, count in kinds.most_common(_EXAMPLES))
    return Finding(
        code="barrier-unknown",
        severity=Severity.DOUBT,
        subject=", ".join(f"node {columns.node_id[row]}" for row in rows[:_EXAMPLES]),
        message=f"At {len(rows)} barriers on roads the map does not say whether a convoy may pass: {shown}.",
        remedy="Ask at these places before a route relies on them.",
        place=(float(columns.lon[rows[0]]), float(columns.lat[rows[0]])),
    )


def _placed(ways: Rows, places: NDArray[np.float64]) -> Rows:
    placed: Rows = ways[np.isfinite(places[ways, 0])]
    return placed


def _place(where: NDArray[np.float64]) -> Place:
    return float(where[0]), float(where[1])
