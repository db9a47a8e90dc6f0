import re
from html.parser import HTMLParser

import pytest

from data.model import Passability
from pages.look import looks, table
from tests.browser.payloads import PAYLOADS


class Read(HTMLParser):
    """Tags that a browser would make, and the text of every cell."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.cells = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "td":
            self.cells.append("")
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


@pytest.fixture
def shown(monkeypatch):
    written = []
    monkeypatch.setattr(table.st, "html", written.append)
    monkeypatch.setattr(table.st, "markdown", written.append)
    return written


def test_names_of_strangers_are_only_text_in_a_table(shown):
    table.show_table([{"Name": text} for text in PAYLOADS], about="Names")
    read = Read(shown[0])
    assert read.tags == {"div", "table", "thead", "tbody", "tr", "th", "td"}
    assert [c.replace("\r", "") for c in read.cells] == [p.replace("\r", "") for p in PAYLOADS]


def test_every_text_takes_the_direction_of_its_own_script(shown):
    table.show_table([{"Sector": "رفح"}, {"Sector": "Rafah"}], about="Sectors")
    assert len(re.findall(r'<td dir="auto"', shown[0])) == 2


def test_a_share_is_whole_only_when_nothing_is_missing(shown):
    table.show_table([{"Covered": table.Share(0.9996)}], about="Corridors")
    assert "99 %" in shown[0]
    assert "100 %" not in shown[0]


def test_a_state_is_told_by_a_picture_and_a_word(shown):
    table.show_table([{"State": table.Looking(looks.STATUS[Passability.UNKNOWN], "unknown")}], about="Reports")
    assert "<img alt=" in shown[0]
    assert Read(shown[0]).cells == [" unknown"]


def test_no_rows_give_the_sentence_for_none(shown):
    table.show_table([], about="Gaps", none="Every metre lies inside an active sector.")
    assert shown == ["Every metre lies inside an active sector."]
