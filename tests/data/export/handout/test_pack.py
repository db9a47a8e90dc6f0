"""Packs: everything asked for, a sheet to be read first, names that tell nothing, the same bytes each time."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pypdf
import pytest

from data.export.handout.pack import day_pack, pack
from data.export.handout.pieces import HOLDS, Piece
from data.model.handout import DayHandout
from tests.handouts import FONTS, handed, terms

pytestmark = pytest.mark.skipif(not FONTS.regular.exists(), reason="the fonts for print are made by `make`")


def test_a_pack_holds_what_was_asked_for_and_a_sheet_that_lists_it():
    out = handed(vehicle_count=3, movement_number="25/USV 08", name="Alpha to Gamma")
    made = pack(out, FONTS, (Piece.WORKBOOK, Piece.TRACK))
    with ZipFile(BytesIO(made.content)) as archive:
        assert archive.namelist() == ["read-first.pdf", "25-USV-08.xlsx", "25-USV-08.gpx"]
        first = pypdf.PdfReader(BytesIO(archive.read("read-first.pdf"))).pages[0].extract_text()
    assert made.name == "25-USV-08.zip"
    assert "25-USV-08.gpx" in first
    assert "25-USV-08.kml" not in first


def test_the_pack_of_a_day_keeps_convoys_of_one_number_apart_and_is_the_same_each_time():
    out = handed(vehicle_count=3, movement_number="M-1")
    day = DayHandout(
        operation="Operation",
        illustrative=False,
        time_zone="UTC",
        terms=terms(),
        marches=(out, replace(out, number=2)),
        without=(),
    )
    made = day_pack(day, FONTS)
    with ZipFile(BytesIO(made.content)) as archive:
        names = archive.namelist()
    assert names[:3] == [f"movements-20260601.{ending}" for ending in ("pdf", "xlsx", "ics")]
    own = ["read-first.pdf", *(f"M-1.{piece.value}" for piece in Piece)]
    assert names[3:] == [f"{folder}/{name}" for folder in ("01-M-1", "02-M-1") for name in own]
    assert day_pack(day, FONTS).content == made.content


def test_what_lies_in_each_piece_is_told():
    assert set(HOLDS) == set(Piece)
