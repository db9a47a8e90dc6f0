"""A coordinator sees what a notification holds and whether its times hold, then makes the pack and takes it along."""

from io import BytesIO
from zipfile import ZipFile

import pypdf
import pytest

from tests.browser.conftest import Watched, streamlits_own
from tests.handouts import FONTS


@pytest.mark.skipif(not FONTS.regular.exists(), reason="the fonts for print are made by `make`")
def test_a_pack_is_made_on_press_and_says_what_the_page_said(browser, start_app, tmp_path):
    watched = Watched(browser, start_app("app.py"))
    page = watched.open("convoy?convoy=convoy-5&view=Hand%20out").page
    page.get_by_text("DO NOT MOVE BY THESE TIMES").wait_for()
    page.get_by_role("region", name="Files that are made").get_by_text("M-0310-05.pdf").wait_for()
    page.get_by_text("no people named").wait_for()
    with page.expect_download() as made:
        page.get_by_role("button", name="Notification pack (ZIP)").click()
    assert made.value.suggested_filename == "M-0310-05.zip"
    made.value.save_as(tmp_path / "pack.zip")
    with ZipFile(tmp_path / "pack.zip") as pack:
        first = pypdf.PdfReader(BytesIO(pack.read("read-first.pdf"))).pages[0].extract_text()
    assert "DO NOT MOVE BY THESE TIMES" in first
    assert [fault for fault in watched.faults if not streamlits_own(fault)] == []
    watched.close()
