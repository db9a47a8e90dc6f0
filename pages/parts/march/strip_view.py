"""The strip of a convoy on screen: minutes of the same reading together, and what a picked minute says."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from math import isfinite

import streamlit as st

from data.model import Record, Source
from data.model.provenance import NOT_STATED, Provenance
from pages.look.clock import local_day, local_time
from pages.look.strip import Row, Span, StripShown, Tick, minute_picked, show_strip
from pages.look.table import show_facts
from pages.look.words import kilometres
from pages.parts.facts import title_of
from pages.state import workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.march.reading import Aspect, Grade
from routing.march.strip import Cell, Strip, StripRow

KIND = {Grade.MET: "met", Grade.NARROW: "narrow", Grade.UNKNOWN: "unknown", Grade.NOT_MET: "not"}
WORD = {
    Grade.MET: "met",
    Grade.NARROW: "narrowly met",
    Grade.UNKNOWN: "not known",
    Grade.NOT_MET: "not met",
}
NAME = {
    Aspect.ALL: "Protected",
    Aspect.SECTOR: "Sector",
    Aspect.RULES: "Who may act",
    Aspect.RESPONSE: "Reached by",
    Aspect.CONSENT: "Consent",
    Aspect.EXPOSURE: "Exposure",
}
WORKED_OUT = {
    Aspect.ALL: "the worst of all rows below, but exposure",
    Aspect.SECTOR: "the state of the sector in the phase of this minute, and its own dates",
    Aspect.RULES: "the task against rules, caveats, mandate and presence of units set to work there; the best counts",
    Aspect.RESPONSE: "driving time between the nearest base that may answer and the farthest point of the stretch, "
    "over roads known to be passable at this minute, in whole minutes rounded up",
    Aspect.CONSENT: "what the party last said on corridor and sector, conditions not yet met included; silence is none",
    Aspect.EXPOSURE: "the weights of the dangerous zones here, added up; 1 is the usual danger; relative, uncalibrated",
}
"""How the answer of each row comes about."""
TICKS_MIN = (5, 10, 15, 30, 60, 120, 240, 720)
MOST_TICKS = 9


def show(work: Workspace, strip: Strip, picked: tuple[int, int]) -> None:
    """Show a strip and remember what is picked in it."""
    key = "convoy.strip"

    def heard() -> None:
        found = minute_picked(workspace.returned(key))
        if found:
            workspace.remember("minute", str(found[0]))
            workspace.remember("row", str(found[1]))

    show_strip(shown_of(strip, work.plan.time_zone, picked), key=key, heard=heard)


def shown_of(strip: Strip, zone: str, picked: tuple[int, int]) -> StripShown:
    """A strip as the browser draws it."""
    return StripShown(
        about="Protection of the column, minute by minute",
        minutes=len(strip.overall.cells),
        rows=[
            Row(name=NAME[row.aspect], beneath=row.name, spans=tuple(_spans(strip, row, zone))) for row in strip.rows
        ],
        ticks=list(_ticks(strip, zone)),
        minute=picked[0],
        row=picked[1],
    )


def picked_of(strip: Strip) -> tuple[int, int]:
    """The minute and row looked at: as the address has them, else the first minute that is not met."""
    minutes, rows = len(strip.overall.cells), len(strip.rows)
    asked = workspace.remembered("minute", "")
    row = workspace.remembered("row", "0")
    row_number = int(row) if row.isdigit() and int(row) < rows else 0
    if asked.isdigit() and int(asked) < minutes:
        return int(asked), row_number
    bad = (n for n, cell in enumerate(strip.overall.cells) if cell.reading.grade is not Grade.MET)
    return next(bad, 0), row_number


def summary(strip: Strip) -> str:
    """How long the column is protected, in words."""
    counted = strip.minutes_by_grade()
    told = [f"{minutes} min {WORD[grade]}" for grade, minutes in counted.items() if minutes]
    return ", ".join(told)


def show_minute(work: Workspace, strip: Strip, picked: tuple[int, int]) -> None:
    """What the picked minute says: when, where, why, and what would change it."""
    minute, number = picked
    row = strip.rows[number]
    cell = row.cells[minute]
    st.header(md(f"{NAME[row.aspect]} {row.name}"), anchor=False)
    found = [work.plan.find(record_id) for record_id in cell.reading.why]
    decided = [title_of(record) for record in found if record]
    facts = [
        ("Minute", local_time(strip.moment(minute), work.plan.time_zone)),
        ("Answer", f"{WORD[cell.reading.grade]} – {cell.reading.word}"),
        ("Where", f"{kilometres(cell.at_m)} along the way; worst place under the {strip.part_name}"),
        ("Why", cell.reading.reason),
        ("What would change it", cell.reading.change or "nothing needs to"),
        ("Decided by", ", ".join(decided) or "no record of the plan"),
        ("Worked out", WORKED_OUT[row.aspect]),
        ("Rests on", _rests_on(work, [record for record in found if record], row.aspect)),
    ]
    show_facts(facts, about="What this minute says")


def _rests_on(work: Workspace, records: Sequence[Record], aspect: Aspect) -> str:
    """The revision, what records behind an answer say of their source, and the roads where any were driven."""
    told = [f"revision {work.seq} of the plan"]
    for record in records:
        source: Source | None = getattr(record, "source", None)
        if source is not None and source.name != NOT_STATED:
            when = local_day(source.reported_at, work.plan.time_zone) if source.reported_at else "no date"
            told.append(f"{title_of(record)}: {source.name}, {when}")
    if work.index is not None and aspect in {Aspect.ALL, Aspect.RESPONSE}:
        told += [f"roads: {file_words(one, work.plan.time_zone)}" for one in work.index.network.provenance]
    return "; ".join(dict.fromkeys(told))


def file_words(file: Provenance, zone: str) -> str:
    """A file behind the roads, with the date it states for its content."""
    return f"{file.file_name}, {local_day(file.data_at, zone) if file.data_at else 'no date'}"


def _spans(strip: Strip, row: StripRow, zone: str) -> Iterator[Span]:
    first = 0
    for (grade, _), group in groupby(row.cells, key=_alike):
        cells = list(group)
        after, word = first + len(cells), _word_of(cells)
        told = f"{_clock(strip, first, zone)} to {_clock(strip, after, zone)}: {word}, {WORD[grade]}"
        yield Span(first=first, after=after, kind=KIND[grade], text=word, told=told)
        first = after


def _alike(cell: Cell) -> tuple[Grade, str]:
    """What cells must have in common to be told together; times of a response are told as a range."""
    return cell.reading.grade, "time" if _is_time(cell) else cell.reading.word


def _is_time(cell: Cell) -> bool:
    minutes = cell.reading.minutes
    return minutes is not None and isfinite(minutes) and cell.reading.word.endswith(" min")


def _word_of(cells: Sequence[Cell]) -> str:
    if not _is_time(cells[0]):
        return cells[0].reading.word
    minutes = sorted(cell.reading.minutes or 0.0 for cell in cells)
    low, high = f"{minutes[0]:g}", f"{minutes[-1]:g}"
    return f"{low} min" if low == high else f"{low}–{high} min"


def _clock(strip: Strip, minute: int, zone: str) -> str:
    return local_time(strip.moment(minute), zone)[-5:]


def _ticks(strip: Strip, zone: str) -> Iterator[Tick]:
    """Marks at round local times."""
    count = len(strip.overall.cells)
    every = next((step for step in TICKS_MIN if count / step <= MOST_TICKS), TICKS_MIN[-1])
    start = strip.starts_at
    for minute in range(count - count // MOST_TICKS):
        at = start + timedelta(minutes=minute)
        text = local_time(at, zone)[-5:]
        if (int(text[:2]) * 60 + int(text[3:])) % every == 0:
            yield Tick(minute=minute, text=text)
