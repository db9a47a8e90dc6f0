"""The mark of a revision on what is handed out: in words, and as a QR code."""

import segno

from data.export.handout.words import utc_words
from data.model.handout import Terms

LONGEST_NAME = 40


def mark_words(terms: Terms, operation: str) -> str:
    """What a sheet shows and by which mark that is checked; nothing where it has none."""
    if not terms.mark:
        return ""
    name = operation if len(operation) <= LONGEST_NAME else f"{operation[: LONGEST_NAME - 1]}…"
    return f"{name}, mark {terms.mark}"


def mark_line(terms: Terms, operation: str) -> str:
    """What a file shows, since when, and by which mark that is checked."""
    told = f"Revision {terms.revision}, made {utc_words(terms.made_at)}"
    words = mark_words(terms, operation)
    return f"{told}. {words}." if words else f"{told}."


def qr_rows(mark: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of a QR code of a mark, row by row; true is black."""
    return tuple(tuple(map(bool, row)) for row in segno.make_qr(mark, error="m").matrix)


def qr_path(mark: str) -> str:
    """The black of a QR code as a path of an SVG, one module one unit."""
    rows = enumerate(qr_rows(mark))
    return "".join(f"M{x} {y}h1v1h-1z" for y, row in rows for x, is_black in enumerate(row) if is_black)
