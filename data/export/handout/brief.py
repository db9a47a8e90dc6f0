"""A march, the movements of a day, or the note that goes with them, printed on A4."""

from string import ascii_uppercase

from data.export.handout.fonts import Fonts
from data.export.handout.mark import mark_words
from data.export.handout.paper import MARGIN_MM, Grid, Heading, Paper
from data.export.handout.sketch import draw_sketch
from data.export.handout.tables import (
    Cell,
    Column,
    Kind,
    Table,
    checks_table,
    column_table,
    facts,
    findings_table,
    march_table,
    movement_table,
    parts_table,
    roadbook_table,
    sources_table,
)
from data.export.handout.words import ILLUSTRATIVE, KEEP, NOBODY, NOT_KNOWN, NOTIFIES, here, local_words, minute_after
from data.model.handout import DayHandout, Handout, Told

_FOOT = (
    "Informs; is no approval. Not known is said so and is never open. Arrive is rounded down to the minute, clear up."
)
_NUMBERS = {Kind.KM: (".1f", 1000.0), Kind.MINUTES: (".1f", 60.0), Kind.DEGREES: (".5f", 1.0)}
_FACTS_MM = 98.0
_MAP_MM = 112.0


def march_brief(handout: Handout, fonts: Fonts) -> bytes:
    """March table and roadbook of a convoy, its sketch, doubts and sources, as PDF."""
    paper = Paper(_heading(_named(handout), handout), fonts, handout.terms)
    paper.add_page()
    _first_page(paper, handout)
    if paper.page_no() == 1:
        paper.add_page()
    for table in (march_table(handout), roadbook_table(handout), column_table(handout)):
        paper.grid(grid_of(table))
    if handout.vehicles:
        paper.grid(grid_of(parts_table(handout)))
    paper.grid(grid_of(findings_table(handout)))
    paper.grid(grid_of(sources_table(handout)), 7.0)
    return bytes(paper.output())


def day_brief(day: DayHandout, fonts: Fonts) -> bytes:
    """The movements of a day as PDF: what it is, the table, and what is not settled."""
    paper = Paper(_heading(f"{day.operation} – movements", day), fonts, day.terms)
    paper.add_page()
    _said(paper, "Movements", size=18)
    _said(paper, NOTIFIES, size=10, bold=True)
    _said(paper, KEEP, size=10)
    paper.grid(grid_of(movement_table(day)))
    rows = [
        (march.movement_number or march.name, own.message, own.remedy)
        for march in day.marches
        for own in march.problems
    ]
    grid = Grid(
        title="Problems to be settled before anybody moves",
        names=("Movement", "Problem", "What to do"),
        weights=(16, 50, 34),
        rows=tuple(rows),
        none="No problem was found in these marches. Doubts are in the hand-out of each convoy.",
    )
    paper.grid(grid)
    return bytes(paper.output())


def cover_sheet(handout: Handout, fonts: Fonts, files: tuple[tuple[str, str], ...]) -> bytes:
    """One page that goes with a notification: what it is, what it is not, and what lies with it, as PDF."""
    paper = Paper(_heading(_named(handout), handout), fonts, handout.terms)
    paper.add_page()
    _said(paper, "Notification of a movement", size=18)
    _said(paper, NOTIFIES, size=12, bold=True)
    _said(paper, handout.verdict, size=12, bold=True)
    _said(paper, KEEP, size=10)
    paper.grid(Grid(title="The movement", names=("", ""), weights=(25, 75), rows=facts(handout)), 9.0)
    paper.grid(Grid(title="With this sheet", names=("File", "Holds"), weights=(25, 75), rows=files), 9.0)
    return bytes(paper.output())


def grid_of(table: Table) -> Grid:
    """A table as it is printed: the columns meant for paper, every cell in words."""
    kept = [at for at, column in enumerate(table.columns) if column.is_printed]
    return Grid(
        title=table.title,
        names=tuple(table.columns[at].name for at in kept),
        weights=tuple(table.columns[at].width for at in kept),
        rows=tuple(tuple(printed(row[at], table.columns[at], table.time_zone) for at in kept) for row in table.rows),
        none=table.none,
        from_right=frozenset(n for n, at in enumerate(kept) if table.columns[at].kind is Kind.ARABIC),
    )


def printed(cell: Cell, column: Column, zone: str) -> str:
    """A cell in words; times to the minute, of a head down, of a tail up."""
    if cell is None or (isinstance(cell, Told) and cell.at is None):
        return NOT_KNOWN
    if isinstance(cell, Told):
        return _clock(cell, column.kind, zone)
    if isinstance(cell, str):
        return cell
    shown, unit = _NUMBERS.get(column.kind, ("g", 1.0))
    return f"{cell / unit:{shown}}"


def _clock(told: Told, kind: Kind, zone: str) -> str:
    assert told.at is not None  # noqa: S101  # what is not known is said before
    at = minute_after(told.at) if kind in {Kind.CLEARS, Kind.CLEARS_UTC} else told.at
    shown = here(at, zone)
    return f"{shown.day} {shown:%b %H:%M}{' or later' if told.is_earliest else ''}"


def _heading(left: str, of: Handout | DayHandout) -> Heading:
    terms = of.terms
    made = f"Revision {terms.revision}, made {local_words(terms.made_at, of.time_zone)}"
    right = ". ".join(filter(None, (made, mark_words(terms, of.operation))))
    marking = f"{terms.marking.value}. {ILLUSTRATIVE}" if of.illustrative else terms.marking.value
    return Heading(left=left, marking=marking, right=right, foot=_FOOT, mark=terms.mark)


def _named(handout: Handout) -> str:
    return f"{handout.movement_number or 'no movement number'} – {handout.name}"


def _said(paper: Paper, text: str, *, size: float, bold: bool = False) -> None:
    y = paper.get_y() + 1.5
    paper.set_y(y + paper.text_at((MARGIN_MM, y), text, width=paper.epw, size=size, bold=bold or size > 12) + 0.5)  # noqa: PLR2004  # headings are bold


def _first_page(paper: Paper, handout: Handout) -> None:
    """What moves, whether its times hold, and where it goes."""
    _said(paper, f"Convoy {_named(handout)}", size=18)
    _boxed(paper, handout.verdict)
    for finding in handout.problems:
        _said(paper, f"{finding.message} {finding.remedy}", size=9, bold=True)
    top = paper.get_y() + 2.0
    paper.set_y(top)
    for name, value in facts(handout):
        y = paper.get_y()
        low = paper.text_at((MARGIN_MM, y), name, width=32.0, size=9)
        high = paper.text_at((MARGIN_MM + 33.0, y), value, width=_FACTS_MM - 34.0, size=9, bold=True)
        paper.set_y(y + max(low, high) + 0.4)
    _sectors(paper, handout)
    below = paper.get_y()
    left = MARGIN_MM + _FACTS_MM + 3.0
    draw_sketch(paper, handout, (left, top, paper.w - MARGIN_MM - left, _MAP_MM))
    paper.set_y(max(below, top + _MAP_MM) + 1.0)
    note = "Numbers are those of the march table, letters are sectors inside broken lines."
    paper.text_at((left, top + _MAP_MM + 0.5), note, width=paper.w - MARGIN_MM - left, size=7)
    paper.set_y(max(below, top + _MAP_MM + 4.0))
    paper.grid(grid_of(checks_table(handout)))


def _sectors(paper: Paper, handout: Handout) -> None:
    """The sectors of the sketch by their letters."""
    y = paper.get_y() + 2.0
    paper.set_y(y + paper.text_at((MARGIN_MM, y), "Sectors, as they are when the head enters", width=_FACTS_MM, size=9))
    for letter, sector in zip(ascii_uppercase, handout.sectors, strict=False):
        y = paper.get_y()
        said = f"{letter}  {sector.name}: {sector.state}, {sector.owner or NOBODY}"
        paper.set_y(y + paper.text_at((MARGIN_MM, y), said, width=_FACTS_MM, size=9, bold=True))


def _boxed(paper: Paper, text: str) -> None:
    """A sentence nobody may miss."""
    y = paper.get_y() + 2.0
    high = paper.height_of(text, width=paper.epw - 6.0, size=12, bold=True) + 3.0
    paper.set_line_width(0.8)
    paper.rect(MARGIN_MM, y, paper.epw, high)
    paper.text_at((MARGIN_MM + 3.0, y + 1.5), text, width=paper.epw - 6.0, size=12, bold=True)
    paper.set_y(y + high)
