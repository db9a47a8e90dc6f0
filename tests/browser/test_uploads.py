"""What somebody uploads beyond what is allowed is refused, and the page says why."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PROJECT, Started, Watched


@pytest.fixture
def page(browser, tmp_path, monkeypatch):
    """The page of data of an app that takes one megabyte from a person within an hour."""
    monkeypatch.setenv("PASSAGE_UPLOAD_HOUR_MB", "1")
    started = Started(PROJECT / "app.py", tmp_path, tmp_path / "app.log")
    watched = Watched(browser, started.url).open("data")
    yield watched.page
    watched.close()
    started.stop()


def test_the_page_says_why_what_was_brought_was_not_taken(page):
    door = page.locator("[data-testid=stFileUploader]", has_text="GeoJSON, GeoPackage").locator("input[type=file]")
    door.wait_for(state="attached")
    door.set_input_files({"name": "large.geojson", "mimeType": "application/json", "buffer": b" " * (1_100_000)})
    said = page.get_by_text("within an hour one person may bring 1 MB here")
    expect(said).to_be_visible(timeout=20_000)
