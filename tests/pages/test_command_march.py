"""Hand-outs on the command line: files under the movement number, never over others, and a code that says no."""

import json

import pytest

from data.export.handout.pieces import Piece
from pages.command import march
from pages.command.parser import parsed
from tests.handouts import FONTS

pytestmark = pytest.mark.skipif(not FONTS.regular.exists(), reason="the fonts for print are made by `make`")


def asked(*words):
    return march.outcome(parsed(["march", *map(str, words)]))


def test_a_convoy_is_handed_out_by_its_number_and_never_written_over(tmp_path):
    told = asked("--convoy", "M-0310-02", "--out", tmp_path, "--only", "ics", "gpx")
    assert [path.name for path in tmp_path.iterdir()] == ["M-0310-02.zip"]
    assert told.code == 0
    assert told.document["marches"][0]["verdict"].startswith("No problem was found")
    json.dumps(told.document)
    with pytest.raises(march.PassageError, match="is there already"):
        asked("--convoy", "convoy-2", "--out", tmp_path)


def test_times_that_do_not_hold_are_code_1_and_a_convoy_nobody_knows_is_named(tmp_path):
    told = asked("--convoy", "convoy-5", "--out", tmp_path, "--only", "ics")
    assert told.code == 1
    assert "DO NOT MOVE BY THESE TIMES" in told.lines[0]
    with pytest.raises(march.PassageError, match="no convoy convoy-99"):
        asked("--convoy", "convoy-99", "--out", tmp_path)


def test_the_words_of_the_parser_are_the_pieces_there_are(tmp_path):
    arguments = parsed(["march", "--convoy", "x", "--out", str(tmp_path), "--only", *(piece.value for piece in Piece)])
    assert [Piece(word) for word in arguments.only] == list(Piece)
