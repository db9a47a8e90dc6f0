"""Everything that is handed out of a march, file by file or in one pack; names of files tell nothing of the way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from data.export.handout.brief import cover_sheet, day_brief, march_brief
from data.export.handout.calendar import schedule
from data.export.handout.earth import march_earth
from data.export.handout.fonts import Fonts
from data.export.handout.pieces import HOLDS, Piece
from data.export.handout.track import march_track
from data.export.handout.words import here
from data.export.handout.workbook import day_workbook, march_workbook
from data.model.handout import DayHandout, Handout, Terms

_FIRST_YEAR = 1980
"""Archives know no earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that was made: what it is called, what it holds, and its bytes."""

    name: str
    holds: str
    content: bytes


def made(handout: Handout, piece: Piece, fonts: Fonts, *, points: bool = False) -> File:
    """One of the files of a march; `points` puts critical points into the calendar."""
    match piece:
        case Piece.WORKBOOK:
            content = march_workbook(handout)
        case Piece.BRIEF:
            content = march_brief(handout, fonts)
        case Piece.TRACK:
            content = march_track(handout)
        case Piece.EARTH:
            content = march_earth(handout)
        case Piece.SCHEDULE:
            content = schedule([handout], points=points)
    return File(name=f"{handout.file_name}.{piece.value}", holds=HOLDS[piece], content=content)


def pack(handout: Handout, fonts: Fonts, pieces: Iterable[Piece] = tuple(Piece), *, points: bool = False) -> File:
    """The notification pack of a march: the files asked for and a cover sheet that says it is no approval."""
    files = tuple(_with_cover(handout, fonts, tuple(pieces), points=points))
    content = _archive(((file.name, file.content) for file in files), handout.terms)
    return File(name=f"{handout.file_name}.zip", holds="notification pack", content=content)


def day_pack(day: DayHandout, fonts: Fonts) -> File:
    """The movements of a day: the movement table, one calendar, and the pack of each convoy in a folder of its own."""
    first = day.marches[0].departs.at if day.marches else None
    name = "movements" if first is None else f"movements-{here(first, day.time_zone):%Y%m%d}"
    entries = [
        (f"{name}.pdf", day_brief(day, fonts)),
        (f"{name}.xlsx", day_workbook(day)),
        (f"{name}.ics", schedule(day.marches)),
    ]
    for march in day.marches:
        folder = f"{march.number:02d}-{march.file_name}"
        files = _with_cover(march, fonts, tuple(Piece), points=False)
        entries += [(f"{folder}/{file.name}", file.content) for file in files]
    return File(name=f"{name}.zip", holds="movements of a day", content=_archive(entries, day.terms))


def _with_cover(handout: Handout, fonts: Fonts, pieces: tuple[Piece, ...], *, points: bool) -> Iterator[File]:
    files = [made(handout, piece, fonts, points=points) for piece in pieces]
    listed = tuple((file.name, file.holds) for file in files)
    holds = "what this notification is, and what it is not"
    yield File(name="read-first.pdf", holds=holds, content=cover_sheet(handout, fonts, listed))
    yield from files


def _archive(entries: Iterable[tuple[str, bytes]], terms: Terms) -> bytes:
    """An archive that is the same whenever it is made of the same."""
    at = terms.made_at.astimezone(UTC)
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for name, content in entries:
            entry = ZipInfo(name, (max(at.year, _FIRST_YEAR), at.month, at.day, at.hour, at.minute, at.second))
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, content)
    return kept.getvalue()
