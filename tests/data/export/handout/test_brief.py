"""Printed marches read back by another program: words, Arabic in its own order, pages, the word not known."""

from functools import cache
from io import BytesIO

import pypdf
import pytest

from data.export.handout.brief import cover_sheet, day_brief, march_brief
from data.export.handout.sketch import Plane, scale_m
from data.model import PlannedWait, SiteKind
from data.model.handout import DayHandout
from tests import builders
from tests.handouts import FONTS, handed, post, terms
from tests.routing.march.town import at, column, truck

pytestmark = pytest.mark.skipif(not FONTS.regular.exists(), reason="the fonts for print are made by `make`")


ARABIC = "حاجز الجسر (الشمالي) رقم 12"


@cache
def plain():
    """The print of a march with nothing to it."""
    return march_brief(handed(vehicle_count=3, movement_number="M-7"), FONTS)


def pages(content):
    return pypdf.PdfReader(BytesIO(content)).pages


def words(content):
    return " ".join(" ".join(page.extract_text().split()) for page in pages(content))


def read_out(content):
    """What a program that reads out tells of the texts that are shaped."""
    reader = pypdf.PdfReader(BytesIO(content))
    said = []
    for page in reader.pages:
        for operands, operator in pypdf.generic.ContentStream(page.get_contents(), reader).operations:
            if operator == b"BDC" and "/ActualText" in operands[1]:
                told = operands[1]["/ActualText"]
                said.append(told if isinstance(told, str) else bytes(told).decode("utf-16"))
    return said


def test_a_march_reads_back_with_its_figures_checks_and_sources():
    out = handed(truck(), post(), serials=column((2, 3)), vehicle_gap_m=50, movement_number="M-7", name="Flour")
    told = words(march_brief(out, FONTS))
    for text in (
        "Convoy M-7 – Flour",
        out.verdict,
        "March table",
        "Roadbook",
        "Post",
        "Serials",
        "Findings",
        "Sources",
    ):
        assert text in told
    assert "10.0 km" not in told
    assert "8.0 km" in told
    assert "1 Jun 12:00" in told


def test_what_nobody_knows_is_the_word_and_never_a_time():
    told = words(march_brief(handed(post()), FONTS))
    assert "Tail is in not known" in told
    assert "or later" in told


def test_arabic_is_shaped_and_read_out_in_its_own_order():
    content = march_brief(handed(post(name_ar=ARABIC), vehicle_count=3), FONTS)
    assert ARABIC in read_out(content)


def test_every_page_carries_the_movement_the_marking_the_revision_and_its_number():
    found = pages(plain())
    for number, page in enumerate(found, start=1):
        told = " ".join(page.extract_text().split())
        for text in ("M-7", "RESTRICTED", "Revision 3, made 1 Jun 2026 09:00 UTC+0", f"page {number} of {len(found)}"):
            assert text in told


def test_fonts_are_embedded_as_far_as_they_are_used():
    content = plain()
    fonts = pages(content)[0]["/Resources"]["/Font"].values()
    files = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]["/FontFile2"] for font in fonts]
    assert len(files) == 2
    assert len(content) < FONTS.regular.stat().st_size / 4


def test_signs_the_fonts_lack_are_told_in_words_or_as_a_question_mark_and_none_runs():
    told = words(march_brief(handed(vehicle_count=3, name="A → B 漢\x07\u202e", cargo="(x) \\ ) Tj"), FONTS))
    assert "A to B ?" in told
    assert "(x) \\ ) Tj" in told


def test_problems_stand_on_the_first_page():
    holding = post("Lay-by", kind=SiteKind.HOLDING_POINT, room_m=10.0)
    waits = (PlannedWait(place="post", wait_s=60),)
    out = handed(holding, vehicle_count=12, vehicle_gap_m=50, waits=waits)
    first = " ".join(pages(march_brief(out, FONTS))[0].extract_text().split())
    assert "DO NOT MOVE BY THESE TIMES" in first
    assert out.problems[0].message in first


def test_a_long_table_goes_on_over_pages_with_its_head_on_each():
    posts = [builders.site(f"p{n}", kind=SiteKind.HOLDING_POINT, point=at(105 * n)) for n in range(1, 75)]
    found = [page.extract_text() for page in pages(march_brief(handed(*posts, vehicle_count=3), FONTS))]
    with_rows = [text for text in found if "holding point" in text]
    assert len(with_rows) > 2
    assert all("At km" in text for text in with_rows)


def test_the_same_march_gives_the_same_bytes():
    assert march_brief(handed(vehicle_count=3, movement_number="M-7"), FONTS) == plain()


def test_the_sheet_that_goes_with_a_notification_says_on_one_page_that_it_is_no_approval():
    found = pages(cover_sheet(handed(vehicle_count=3), FONTS, (("a.pdf", "what"),) * 5))
    assert len(found) == 1
    told = " ".join(found[0].extract_text().split())
    assert "It is a notification and no approval" in told
    assert "a.pdf" in told


def test_the_movements_of_a_day_are_printed_with_their_problems():
    march = handed(vehicle_count=3, movement_number="M-1")
    day = DayHandout(
        operation="Operation", illustrative=True, time_zone="UTC", terms=terms(), marches=(march,), without=()
    )
    told = words(day_brief(day, FONTS))
    for text in ("M-1", "no approval", "Illustrative", "No problem was found in these marches"):
        assert text in told


@pytest.mark.parametrize("metres_per_mm", [0.5, 7.0, 33.0, 2500.0])
def test_the_scale_bar_is_a_round_distance_that_fits(metres_per_mm):
    length_m = scale_m(metres_per_mm)
    assert 45 / 2.5 <= length_m / metres_per_mm <= 45
    assert str(int(length_m)).rstrip("0") in {"1", "2", "5"}


def test_the_sketch_is_true_to_scale_and_north_is_up():
    frame = (10.0, 20.0, 100.0, 50.0)
    line = builders.LineString([(34.4, 31.5), (34.5, 31.6)])
    plane = Plane.around(line, frame)
    start, end = plane.laid(line).coords
    assert all(10 <= x <= 110 and 20 <= y <= 70 for x, y in (start, end))
    assert start[0] < end[0]
    assert start[1] > end[1]
    assert (start[1] - end[1]) * plane.metres_per_mm == pytest.approx(11_132, rel=0.01)
    assert (end[0] - start[0]) * plane.metres_per_mm == pytest.approx(9_490, rel=0.01)
