"""The tables of a hand-out, for the spreadsheet and for print alike: columns by kind, rows of plain cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from data.export.handout.words import (
    NOBODY,
    NOT_KNOWN,
    NOTIFIES,
    km_words,
    local_words,
    minutes_words,
    moments_of,
    release_words,
    told_words,
    utc_words,
    zone_words,
)
from data.model.finding import Severity
from data.model.handout import DayHandout, Handout, NoHandout, PointLine, Told


class Kind(StrEnum):
    """What a column holds; of a time, whether head or tail decides which way it is rounded."""

    TEXT = "text"
    ARABIC = "arabic"
    COUNT = "count"
    KM = "km"
    MINUTES = "minutes"
    DEGREES = "degrees"
    ARRIVES = "arrives"
    CLEARS = "clears"
    ARRIVES_UTC = "arrives_utc"
    CLEARS_UTC = "clears_utc"


Cell: TypeAlias = str | float | Told | None
"""None is not known; an empty text is nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `width` in characters, and whether it is printed on paper too."""

    name: str
    kind: Kind = Kind.TEXT
    width: int = 12
    is_printed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its title, and the zone its local times are in."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    time_zone: str = "UTC"
    none: str = ""


def facts(handout: Handout) -> tuple[tuple[str, str], ...]:
    """The march at a glance."""
    zone, leading = handout.time_zone, handout.leading
    left_out = "left out" if not handout.terms.names_people else NOT_KNOWN
    count = handout.vehicle_count
    rate = NOT_KNOWN if handout.rate_kmh is None else f"{handout.rate_kmh:.0f} km/h"
    deadline = "none stated" if handout.deadline_at is None else local_words(handout.deadline_at, zone)
    return (
        ("Movement number", f"{handout.movement_number or 'not given'} – {release_words(handout.release, zone)}"),
        ("Convoy", handout.name),
        ("Organisation", handout.organisation),
        ("Carries", handout.cargo or NOT_KNOWN),
        ("From", handout.origin),
        ("To", handout.destination),
        ("Head departs", told_words(handout.departs, zone)),
        ("Head arrives", told_words(handout.arrives, zone)),
        ("Tail is in", told_words(handout.clears, zone, is_tail=True)),
        ("Tail to be in by", deadline),
        ("Vehicles", NOT_KNOWN if count is None else str(count)),
        ("Way", km_words(handout.distance_m)),
        ("Road space", km_words(handout.road_space_m)),
        ("Pass time", minutes_words(handout.pass_time_s)),
        ("Rate of march", rate),
        ("Commander", leading.commander or left_out),
        ("Radio", leading.radio or NOT_KNOWN),
    )


def march_table(handout: Handout) -> Table:
    """Arrive and clear of the column at every critical point."""
    zone = zone_words(moments_of(handout), handout.time_zone)
    columns = (
        Column(name="No.", kind=Kind.COUNT, width=7),
        Column(name="Point", width=34),
        Column(name="Arabic name", kind=Kind.ARABIC, width=22),
        Column(name="What", width=15),
        Column(name="At km", kind=Kind.KM, width=10),
        Column(name=f"Arrive, {zone}", kind=Kind.ARRIVES, width=21),
        Column(name=f"Clear, {zone}", kind=Kind.CLEARS, width=21),
        Column(name="Arrive, UTC", kind=Kind.ARRIVES_UTC, width=21, is_printed=False),
        Column(name="Clear, UTC", kind=Kind.CLEARS_UTC, width=21, is_printed=False),
        Column(name="Driven, min", kind=Kind.MINUTES, width=9),
        Column(name="Stands here", width=26),
        Column(name="Gate takes, min", kind=Kind.MINUTES, width=9, is_printed=False),
        Column(name="Latitude", kind=Kind.DEGREES, width=11),
        Column(name="Longitude", kind=Kind.DEGREES, width=11),
    )
    rows = tuple(_point_row(number, point) for number, point in enumerate(handout.points, start=1))
    return Table(title="March table", columns=columns, rows=rows, time_zone=handout.time_zone)


def _point_row(number: int, point: PointLine) -> tuple[Cell, ...]:
    times = point.column
    stands = "; ".join(f"{stand.reason} {minutes_words(stand.wait_s)}" for stand in point.stands)
    gate = "" if point.processing_s is None else point.processing_s
    return (
        *(number, point.name, point.name_ar or "", point.landmark.value, point.along_m),
        *(times.arrives, times.clears, times.arrives, times.clears),
        *(point.driving_s, stands, gate, point.point.y, point.point.x),
    )


def parts_table(handout: Handout) -> Table:
    """Arrive and clear of every serial and march unit at every critical point."""
    zone = zone_words(moments_of(handout), handout.time_zone)
    columns = (
        Column(name="No.", kind=Kind.COUNT, width=7),
        Column(name="Point", width=34),
        Column(name="Part", width=10),
        Column(name="Name", width=20),
        Column(name=f"Arrive, {zone}", kind=Kind.ARRIVES, width=21),
        Column(name=f"Clear, {zone}", kind=Kind.CLEARS, width=21),
        Column(name="Arrive, UTC", kind=Kind.ARRIVES_UTC, width=21, is_printed=False),
        Column(name="Clear, UTC", kind=Kind.CLEARS_UTC, width=21, is_printed=False),
    )
    rows = tuple(
        (number, point.name, part.level, part.name, part.arrives, part.clears, part.arrives, part.clears)
        for number, point in enumerate(handout.points, start=1)
        for part in point.parts[1:]
    )
    none = "Nobody has told the serials and march units of this column."
    return Table(title="Serials", columns=columns, rows=rows, time_zone=handout.time_zone, none=none)


def roadbook_table(handout: Handout) -> Table:
    """Turn by turn, with landmarks, sectors and their owners."""
    zone = zone_words(moments_of(handout), handout.time_zone)
    columns = (
        Column(name="No.", kind=Kind.COUNT, width=7),
        Column(name="At km", kind=Kind.KM, width=10),
        Column(name="Then, km", kind=Kind.KM, width=9),
        Column(name="What", width=15),
        Column(name="Place, or what to do", width=44),
        Column(name="Arabic name", kind=Kind.ARABIC, width=22),
        Column(name="On road", width=24),
        Column(name="Road, Arabic", kind=Kind.ARABIC, width=24, is_printed=False),
        Column(name="Sector", width=16),
        Column(name="Owner of sector", width=18),
        Column(name="Sector is", width=13),
        Column(name=f"Head, {zone}", kind=Kind.ARRIVES, width=21),
    )
    rows = tuple(
        (
            *(number, line.along_m, "" if line.next_m is None else line.next_m, line.landmark.value, line.said),
            *(line.said_ar or "", line.road, line.road_ar or "", line.sector or "none"),
            *((line.owner or NOBODY) if line.sector else "", line.state, line.arrives),
        )
        for number, line in enumerate(handout.roads, start=1)
    )
    return Table(title="Roadbook", columns=columns, rows=rows, time_zone=handout.time_zone)


def column_table(handout: Handout) -> Table:
    """The vehicles of the column in the order they march."""
    columns = (
        Column(name="Serial", width=12),
        Column(name="March unit", width=16),
        Column(name="Vehicles", kind=Kind.COUNT, width=9),
        Column(name="Type", width=26),
        Column(name="Arabic name", kind=Kind.ARABIC, width=22),
        Column(name="Role", width=14),
        Column(name="Call sign", width=14),
        Column(name="Commander", width=24),
    )
    unnamed = NOT_KNOWN if handout.terms.names_people else "left out"
    rows = tuple(
        (
            *(line.serial, line.unit, line.count, line.type, line.type_ar or "", line.role, line.call_sign),
            line.commander or unnamed,
        )
        for line in handout.vehicles
    )
    return Table(
        title="Column", columns=columns, rows=rows, none="Nobody has told what vehicles march, nor in what order."
    )


def checks_table(handout: Handout) -> Table:
    """What was checked before this was handed out."""
    words = {True: "held", False: "DID NOT HOLD", None: "not settled"}
    columns = (Column(name="Checked", width=34), Column(name="Outcome", width=14), Column(name="Why", width=80))
    rows = tuple((check.what, words[check.is_passed], check.result) for check in handout.checks)
    return Table(title="Checks", columns=columns, rows=rows)


def findings_table(handout: Handout) -> Table:
    """Problems first, then doubts and notes, each with what to do."""
    words = {Severity.PROBLEM: "PROBLEM", Severity.DOUBT: "doubt", Severity.NOTE: "note"}
    columns = (Column(name="Gravity", width=10), Column(name="Finding", width=90), Column(name="What to do", width=60))
    rows = tuple((words[own.severity], own.message, own.remedy) for own in handout.findings)
    return Table(title="Findings", columns=columns, rows=rows, none="Nothing was found to doubt.")


def sources_table(handout: Handout) -> Table:
    """What the times rest on, who says so, and when."""
    columns = (
        Column(name="Rests on", width=40),
        Column(name="Source", width=80),
        Column(name="Reported", width=24),
        Column(name="Believed", width=12),
    )
    rows = [
        (own.what, own.source.name, _reported(own.source.reported_at), own.source.confidence.value)
        for own in handout.bases
    ]
    rows += [("Assumed", assumed, "", "") for assumed in handout.terms.assumed]
    rows += [("Formula", formula, "", "") for formula in handout.formulae]
    rows += [("Roads", credit, "", "") for credit in handout.credits]
    rows.append(("Plan", f"Revision {handout.terms.revision}, handed out {utc_words(handout.terms.made_at)}", "", ""))
    rows.append(("What this is", NOTIFIES, "", ""))
    return Table(title="Sources", columns=columns, rows=tuple(rows))


def _reported(at: datetime | None) -> str:
    return NOT_KNOWN if at is None else utc_words(at)


def tables(handout: Handout) -> Iterator[Table]:
    """Every table of a march."""
    yield march_table(handout)
    yield roadbook_table(handout)
    yield column_table(handout)
    yield parts_table(handout)
    yield checks_table(handout)
    yield findings_table(handout)
    yield sources_table(handout)


def movement_table(day: DayHandout) -> Table:
    """The convoys of a day in the order they depart, those without a march last."""
    moments = [at for march in day.marches for at in moments_of(march)]
    zone = zone_words(moments, day.time_zone)
    columns = (
        Column(name="No.", kind=Kind.COUNT, width=7),
        Column(name="Movement number", width=18),
        Column(name="Convoy", width=28),
        Column(name="Organisation", width=26),
        Column(name="From", width=22),
        Column(name="To", width=22),
        Column(name="Vehicles", width=13),
        Column(name=f"Head departs, {zone}", kind=Kind.ARRIVES, width=21),
        Column(name=f"Head arrives, {zone}", kind=Kind.ARRIVES, width=21),
        Column(name=f"Tail is in, {zone}", kind=Kind.CLEARS, width=21),
        Column(name="Tail is in, UTC", kind=Kind.CLEARS_UTC, width=21, is_printed=False),
        Column(name="Verdict", width=50),
    )
    rows = [_march_row(number, march) for number, march in enumerate(day.marches, start=1)]
    rows += [_bare_row(number, own) for number, own in enumerate(day.without, start=len(rows) + 1)]
    none = "No convoy departs in this span."
    return Table(title="Movement table", columns=columns, rows=tuple(rows), time_zone=day.time_zone, none=none)


def _march_row(number: int, march: Handout) -> tuple[Cell, ...]:
    count = march.vehicle_count
    return (
        *(number, march.movement_number or "not given", march.name, march.organisation, march.origin),
        *(march.destination, NOT_KNOWN if count is None else str(count)),
        *(march.departs, march.arrives, march.clears, march.clears, march.verdict),
    )


def _bare_row(number: int, own: NoHandout) -> tuple[Cell, ...]:
    told = (number, own.movement_number or "not given", own.name, own.organisation)
    return (*told, "", "", "", None, None, None, None, f"NO MARCH: {own.why}")
