"""A march, or the movements of a day, as a spreadsheet: real dates, text that is never run, ready to print."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from data.export.handout.mark import mark_line
from data.export.handout.tables import Cell, Column, Kind, Table, movement_table, tables
from data.export.handout.words import ILLUSTRATIVE, NOT_KNOWN, here, second_after
from data.model.handout import DayHandout, Handout, Terms, Told

DATE = "yyyy-mm-dd hh:mm:ss"
LATER = f'{DATE} "or later"'
_NUMBERS = {
    Kind.KM: ("0.0", 1000.0),
    Kind.MINUTES: ("0.0", 60.0),
    Kind.DEGREES: ("0.00000", 1.0),
    Kind.COUNT: ("0", 1.0),
}
_A4 = 9
_TOP = 4
"""Rows above the head of a table: what it is, of what, as of when, and how far it may go."""


def march_workbook(handout: Handout) -> bytes:
    """The march of a convoy: march table, roadbook, column, serials, checks, findings and sources."""
    head = _head(handout, f"{handout.movement_number or 'no movement number'} – {handout.name}", handout.verdict)
    return _workbook(tables(handout), head, handout.terms, illustrative=handout.illustrative)


def day_workbook(day: DayHandout) -> bytes:
    """The movements of a day on one sheet."""
    many = f"{len(day.marches)} convoys with a march, {len(day.without)} without"
    head = _head(day, f"{day.operation} – movements", many)
    return _workbook([movement_table(day)], head, day.terms, illustrative=day.illustrative)


def _head(of: Handout | DayHandout, what: str, verdict: str) -> tuple[str, ...]:
    return (what, verdict, mark_line(of.terms, of.operation).rstrip("."), of.terms.marking.value)


def _workbook(made: Iterable[Table], head: tuple[str, ...], terms: Terms, *, illustrative: bool) -> bytes:
    kept = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(kept, options)
    book.set_properties({"title": head[0], "created": terms.made_at.astimezone(UTC).replace(tzinfo=None)})
    look = _Look(book)
    for table in made:
        _fill(book.add_worksheet(table.title), table, (*head[:3], _marked(head[3], illustrative)), look)
    book.close()
    return kept.getvalue()


def _marked(marking: str, illustrative: bool) -> str:  # noqa: FBT001  # a fact of the operation, not a switch
    return f"{marking}. {ILLUSTRATIVE}" if illustrative else marking


class _Look:
    """The formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._kept: dict[tuple[Kind, str], Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.loud = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})

    def of(self, kind: Kind, number: str = "") -> Format:
        """The format of cells of a kind, with a number format where they hold a number."""
        if (kind, number) not in self._kept:
            wanted: dict[str, object] = {"valign": "top", "text_wrap": True}
            if kind is Kind.ARABIC:
                wanted |= {"reading_order": 2, "align": "right"}
            if number:
                wanted |= {"num_format": number, "align": "left", "text_wrap": False}
            self._kept[kind, number] = self._book.add_format(wanted)
        return self._kept[kind, number]


def _fill(sheet: Worksheet, table: Table, head: tuple[str, ...], look: _Look) -> None:
    for row, text in enumerate(head):
        sheet.write_string(row, 0, text, look.title if row == 0 else look.loud)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(_TOP, at, column.name, look.head)
    for row, cells in enumerate(table.rows, start=_TOP + 1):
        for at, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            _write(sheet, (row, at), (column, cell), table.time_zone, look)
    if not table.rows:
        sheet.write_string(_TOP + 1, 0, table.none)
    _set_up(sheet, table, head)


def _set_up(sheet: Worksheet, table: Table, head: tuple[str, ...]) -> None:
    sheet.freeze_panes(_TOP + 1, min(2, len(table.columns) - 1))
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_TOP)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    marking = head[3].replace("&", "&&")
    sheet.set_header(f"&L{table.title}&C{marking}"[:250])
    sheet.set_footer(f"&L{head[2]}&RPage &P of &N")


def _write(sheet: Worksheet, place: tuple[int, int], what: tuple[Column, Cell], zone: str, look: _Look) -> None:
    column, cell = what
    if cell is None or (isinstance(cell, Told) and cell.at is None):
        sheet.write_string(*place, NOT_KNOWN, look.of(Kind.TEXT))
    elif isinstance(cell, Told):
        shown = dated(cell, column.kind, zone)
        sheet.write_datetime(*place, shown, look.of(column.kind, LATER if cell.is_earliest else DATE))
    elif isinstance(cell, str):
        sheet.write_string(*place, cell, look.of(column.kind if column.kind is Kind.ARABIC else Kind.TEXT))
    else:
        number, unit = _NUMBERS.get(column.kind, ("General", 1.0))
        sheet.write_number(*place, cell / unit, look.of(column.kind, number))


def dated(told: Told, kind: Kind, zone: str) -> datetime:
    """A known moment as a cell shows it: to the second before of a head, to the second after of a tail."""
    assert told.at is not None  # noqa: S101  # what is not known is written as words
    at = second_after(told.at) if kind in {Kind.CLEARS, Kind.CLEARS_UTC} else told.at
    return here(at, "UTC" if kind in {Kind.ARRIVES_UTC, Kind.CLEARS_UTC} else zone)
