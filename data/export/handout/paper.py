"""Sheets of A4 with a head, a foot and tables over many pages; Arabic is shaped, and read out in its own order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from unicodedata import bidirectional

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TextDirection, XPos, YPos
from fpdf.fonts import TTFFont

from data.export.handout.fonts import Fonts
from data.export.handout.mark import qr_rows
from data.model.handout import Terms

MARGIN_MM = 12.0
LINE_MM = 1.28
"""Height of a line by the size of its letters."""
PT_MM = 25.4 / 72.0
PAD_MM = 1.0
QR_MM = 11.0
_SAID = {"→": "to", "≥": "at least", "≤": "at most", "←": "from", "✓": "yes", "✗": "no"}
"""Signs the fonts for print do not have, in words."""
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands on every page: whose paper it is, how far it may go, what it rests on, and what it is not.

    `mark` is drawn as a QR code as well.
    """

    left: str
    marking: str
    right: str
    foot: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table for paper: names of columns, widths by weight, rows of texts, and which columns start on the right."""

    title: str
    names: tuple[str, ...]
    weights: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    none: str = ""
    from_right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """A table laid over the width of a page: its widths in millimetres and the size of its letters."""

    grid: Grid
    widths: tuple[float, ...]
    size: float


class Paper(FPDF):
    """A document of landscape A4; the same content at the same moment gives the same bytes."""

    def __init__(self, heading: Heading, fonts: Fonts, terms: Terms) -> None:
        super().__init__(orientation="L", unit="mm", format="A4")
        self.heading = heading
        self.set_creation_date(terms.made_at)
        self.set_title(heading.left)
        self.set_margins(MARGIN_MM, MARGIN_MM + 8.0)
        self.set_auto_page_break(auto=False)
        self.add_font("Noto", "", str(fonts.regular))
        self.add_font("Noto", "B", str(fonts.bold))
        self.set_text_shaping(use_shaping_engine=True)

    @cached_property
    def letters(self) -> frozenset[int]:
        """What can be printed."""
        fonts = (font for font in self.fonts.values() if isinstance(font, TTFFont))
        return frozenset.intersection(*(frozenset(font.cmap) for font in fonts))

    @property
    def bottom_mm(self) -> float:
        """Where the foot begins."""
        return self.h - MARGIN_MM - 6.0

    def header(self) -> None:
        """The head of a page."""
        self.set_line_width(0.2)
        third = (self.epw - (QR_MM + 2.0 if self.heading.mark else 0.0)) / 3
        for number, (text, align) in enumerate(
            ((self.heading.left, "L"), (self.heading.marking, "C"), (self.heading.right, "R"))
        ):
            self.text_at((MARGIN_MM + number * third, 6.0), text, width=third, size=8, bold=number == 1, align=align)
        if self.heading.mark:
            self._draw_mark(self.w - MARGIN_MM - QR_MM, 15.0 - QR_MM)
        self.line(MARGIN_MM, 15.5, self.w - MARGIN_MM, 15.5)
        self.set_y(MARGIN_MM + 6.0)

    def _draw_mark(self, left: float, top: float) -> None:
        """Draw the QR code of the mark, a row of black modules as one bar."""
        rows = qr_rows(self.heading.mark)
        one = QR_MM / len(rows)
        self.set_fill_color(0)
        for y, row in enumerate(rows):
            x = 0
            for is_black, run in groupby(row):
                width = len(list(run))
                if is_black:
                    self.rect(left + x * one, top + y * one, width * one, one, style="F")
                x += width

    def footer(self) -> None:
        """The foot of a page."""
        below = self.bottom_mm + 2.0
        self.set_line_width(0.2)
        self.line(MARGIN_MM, below, self.w - MARGIN_MM, below)
        self.text_at((MARGIN_MM, below + 1.0), self.heading.foot, width=self.epw - 30.0, size=8)
        self.set_font("Noto", "", 8)
        self.set_xy(self.w - MARGIN_MM - 30.0, below + 1.0)
        self.cell(30.0, 4.0, f"page {self.page_no()} of {{nb}}", align="R")

    def text_at(
        self,
        at: tuple[float, float],
        text: str,
        *,
        width: float,
        size: float = 9,
        bold: bool = False,
        align: str = "",
    ) -> float:
        """Write a text at a place within a width, and say how high it became; Arabic starts on the right."""
        said, high = self.printable(text), size * PT_MM * LINE_MM
        if not said:
            return high
        is_arabic = self._turn(said)
        self.set_font("Noto", "B" if bold else "", size)
        self.set_xy(*at)
        if has_arabic(said):
            self._out(f"/Span <</ActualText <FEFF{said.encode('UTF-16BE').hex().upper()}>>> BDC")
        self.multi_cell(
            width, high, said, align=align or ("R" if is_arabic else "L"), new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
        if has_arabic(said):
            self._out("EMC")
        return self.get_y() - at[1]

    def height_of(self, text: str, *, width: float, size: float, bold: bool = False) -> float:
        """How high a text becomes within a width."""
        said = self.printable(text)
        if not said:
            return size * PT_MM * LINE_MM
        self._turn(said)
        self.set_font("Noto", "B" if bold else "", size)
        lines = self.multi_cell(width, 1.0, said, dry_run=True, output=MethodReturnValue.LINES)
        assert isinstance(lines, list)  # noqa: S101  # what was asked for
        return len(lines) * size * PT_MM * LINE_MM

    def printable(self, text: str) -> str:
        """A text in letters the fonts have; what they lack is a question mark, never left out."""
        said = _ODD.sub(" ", "".join(_SAID.get(sign, sign) for sign in text)).strip()
        return "".join(sign if ord(sign) in self.letters else "?" for sign in said)

    def room(self, high_mm: float) -> bool:
        """Whether so much fits on the page below what is there."""
        return self.get_y() + high_mm <= self.bottom_mm

    def chapter(self, title: str, high_mm: float = 30.0) -> None:
        """A heading with some room for what it is about."""
        if not self.room(high_mm):
            self.add_page()
        y = self.get_y() + 3.0
        self.set_y(y + self.text_at((MARGIN_MM, y), title, width=self.epw, size=13, bold=True) + 1.0)

    def grid(self, grid: Grid, size: float = 8.0) -> None:
        """A table over as many pages as it takes, its head on each."""
        self.chapter(grid.title)
        if not grid.rows:
            self.text_at((MARGIN_MM, self.get_y()), grid.none, width=self.epw)
            return
        share = self.epw / sum(grid.weights)
        laid = _Laid(grid=grid, widths=tuple(weight * share for weight in grid.weights), size=size)
        if any(grid.names):
            self._row(laid, grid.names, is_head=True)
        for row in grid.rows:
            self._row(laid, row)

    def _row(self, laid: _Laid, row: Sequence[str], *, is_head: bool = False) -> None:
        """A row, on the next page under the head of the table where it does not fit on this."""
        high = PAD_MM + max(
            self.height_of(text, width=width - PAD_MM, size=laid.size, bold=is_head)
            for text, width in zip(row, laid.widths, strict=True)
        )
        if not is_head and not self.room(high):
            self.add_page()
            self._row(laid, laid.grid.names, is_head=True)
        x, y = MARGIN_MM, self.get_y()
        if is_head:
            self.set_fill_color(228)
            self.rect(MARGIN_MM, y, self.epw, high, style="F")
        for at, (text, width) in enumerate(zip(row, laid.widths, strict=True)):
            align = "R" if at in laid.grid.from_right else ""
            self.text_at((x, y + PAD_MM / 2), text, width=width - PAD_MM, size=laid.size, bold=is_head, align=align)
            x += width
        self.set_line_width(0.1)
        self.line(MARGIN_MM, y + high, self.w - MARGIN_MM, y + high)
        self.set_y(y + high)

    def _turn(self, text: str) -> bool:
        """Set how a text is laid by its first letter with a direction; whether that is from the right.

        Latin needs no shaping, which takes most of the time.
        """
        if not has_arabic(text):
            self.set_text_shaping(use_shaping_engine=False)
            return False
        first = next((way for way in map(bidirectional, text) if way in {"L", "R", "AL"}), "L")
        is_arabic = first != "L"
        direction = TextDirection.RTL if is_arabic else TextDirection.LTR
        self.set_text_shaping(use_shaping_engine=True, direction=direction)
        return is_arabic


def has_arabic(text: str) -> bool:
    """Whether a text has letters that run from right to left."""
    return any(bidirectional(sign) in {"R", "AL"} for sign in text)
