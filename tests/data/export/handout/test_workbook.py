"""Workbooks read back by another program: times are those of the march, text is text, not known is the word."""

from datetime import UTC, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.export.handout.workbook import day_workbook, march_workbook
from data.model.handout import DayHandout, NoHandout
from tests import march_builders
from tests.builders import NOON
from tests.handouts import handed, post, terms
from tests.routing.march.town import column, truck

HEAD = 5
"""The row that names the columns."""


def sheets(content):
    return openpyxl.load_workbook(BytesIO(content))


def rows(sheet):
    names, *found = sheet.iter_rows(min_row=HEAD, values_only=True)
    return [dict(zip(names, row, strict=True)) for row in found]


def moment(told):
    return told.at.astimezone(UTC).replace(tzinfo=None)


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 600 * 86_400),
    st.sampled_from(["Asia/Gaza", "UTC", "Asia/Kathmandu"]),
    st.lists(st.integers(1, 9), min_size=1, max_size=3),
)
def test_times_read_back_are_those_of_the_march_in_local_time_and_utc(since_s, zone, counts):
    out = handed(
        truck(),
        post(service_time_per_vehicle_s=61.7),
        settings={"time_zone": zone},
        departs_at=NOON + timedelta(seconds=since_s),
        serials=column(tuple(counts)),
        vehicle_gap_m=73.0,
    )
    book = sheets(march_workbook(out))
    told = [(row["Arrive, UTC"], row["Clear, UTC"]) for row in rows(book["March table"])]
    for (arrives, clears), point in zip(told, out.points, strict=True):
        assert timedelta(0) <= moment(point.column.arrives) - arrives < timedelta(seconds=1)
        assert timedelta(0) <= clears - moment(point.column.clears) < timedelta(seconds=1)
    local = next(name for name in rows(book["March table"])[0] if name.startswith("Arrive, ") and "UTC+" in name)
    for row, (arrives, _) in zip(rows(book["March table"]), told, strict=True):
        assert row[local] == arrives.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    parts = [(row["Part"], row["Name"]) for row in rows(book["Serials"])]
    assert parts == [(part.level, part.name) for point in out.points for part in point.parts[1:]]


def test_what_nobody_knows_is_the_word_and_an_earliest_time_says_so():
    book = sheets(march_workbook(handed(post())))
    table = rows(book["March table"])
    assert {row["Clear, UTC"] for row in table} == {"not known"}
    formats = [cell.number_format for cell in book["March table"]["F"][HEAD:]]
    assert [form.endswith('"or later"') for form in formats] == [False, False, True]
    assert book["Column"]["A6"].value.startswith("Nobody has told")


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "https://example.org"])
def test_no_text_is_a_formula_or_a_link(name):
    book = sheets(march_workbook(handed(post(name), vehicle_count=3, name=name, cargo=name)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    assert name in {cell.value for cell in cells}


def test_every_sheet_prints_on_a4_with_its_head_on_each_page_and_keeps_it_in_sight():
    for sheet in sheets(march_workbook(handed(vehicle_count=3))):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.print_title_rows, sheet.freeze_panes[-1]) == ("$5:$5", "6")
        assert "RESTRICTED" in sheet.oddHeader.center.text


def test_arabic_stands_in_cells_read_from_the_right():
    book = sheets(march_workbook(handed(post(name_ar="حاجز الجسر"), vehicle_count=3)))
    cell = next(cell for cell in book["March table"]["C"] if cell.value == "حاجز الجسر")
    assert (cell.alignment.readingOrder, cell.alignment.horizontal) == (2, "right")


def test_the_top_says_what_was_checked_and_the_sources_name_formulae_and_revision():
    book = sheets(march_workbook(handed(march_builders.opening_rule(), vehicle_count=3, deadline_at=None)))
    assert [book["March table"][f"A{row}"].value for row in (2, 3)] == [
        "No problem was found. Not settled: other convoys; see Checks.",
        "Revision 3, made 2026-06-01 09:00 UTC",
    ]
    told = " ".join(str(cell.value) for row in book["Sources"].iter_rows() for cell in row)
    assert "Clear = arrive + pass time" in told
    assert "no approval" in told


def test_the_same_march_gives_the_same_bytes_and_another_revision_others():
    one, again, other = (march_workbook(handed(vehicle_count=3, said=terms(revision=n))) for n in (3, 3, 4))
    assert one == again != other


def test_the_movements_of_a_day_hold_those_without_a_march_as_well():
    march = handed(vehicle_count=3, movement_number="M-1")
    lost = NoHandout(movement_number=None, number=2, name="Lost", organisation="Agency", why="no road leads there")
    day = DayHandout(
        operation="Operation",
        illustrative=False,
        time_zone="UTC",
        terms=terms(),
        marches=(march,),
        without=(lost,),
    )
    table = rows(sheets(day_workbook(day))["Movement table"])
    assert [(row["Movement number"], row["Verdict"]) for row in table] == [
        ("M-1", march.verdict),
        ("not given", "NO MARCH: no road leads there"),
    ]
    assert table[1]["Tail is in, UTC"] == "not known"
