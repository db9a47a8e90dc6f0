"""Hand-outs on the command line: files under the movement number, never over others, and a code that says no."""

import hashlib
import json
from zipfile import ZipFile

import pytest

from data.export.handout.pieces import Piece
from data.identity.accounts import Rights
from data.identity.medium import in_file
from data.identity.principal import Role
from data.identity.register import Register
from data.model.sharing import Sensitivity
from data.service.trail import trail_verified
from data.sources.demo import demo_plan
from data.store.deed import Did
from data.store.keys import Cost
from pages.command import march
from pages.command.asking import owner
from pages.command.parser import parsed
from pages.web import shelf
from pages.web.notebook import notebook
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


WORDS = "seven green lorries wait"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An operation that is kept on a machine without accounts."""
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    yield shelf.shelf().create("gaza", demo_plan(), reason="Laid down", actor="tester")
    shelf.lock()


def test_what_leaves_a_kept_operation_bears_its_mark_and_is_a_deed_with_its_sha256(kept, tmp_path):
    asked("--convoy", "convoy-2", "--operation", "gaza", "--out", tmp_path / "out", "--only", "gpx")
    (file,) = (tmp_path / "out").iterdir()
    with ZipFile(file) as packed:
        assert any(str(kept.anchor()).encode() in packed.read(name) for name in packed.namelist() if "gpx" in name)
    (deed,) = kept.deeds(9)
    assert (deed.deed.did, deed.deed.about, deed.deed.mark) == (Did.HANDED_OUT, "convoy-2", str(kept.anchor()))
    assert deed.deed.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert file.stat().st_mode & 0o077 == 0
    assert trail_verified(owner(), kept, notebook().kept("gaza")) == ()


def test_nothing_is_written_where_the_deed_cannot_be_kept(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(type(kept), "note", lambda *_, **__: (_ for _ in ()).throw(march.PassageError("Disk full.")))
    with pytest.raises(march.PassageError, match="Disk full"):
        asked("--convoy", "convoy-2", "--operation", "gaza", "--out", tmp_path / "out", "--only", "gpx")
    assert list((tmp_path / "out").iterdir()) == []


def test_with_accounts_whoever_signs_in_hands_out_what_they_see(kept, tmp_path, monkeypatch):
    register = Register(in_file(tmp_path / "home"), cost=Cost(memory_kib=64, passes=1, lanes=1))
    monkeypatch.setattr("pages.command.asking.register", lambda: register)
    chief = register.set_up("Amal", WORDS)
    link = register.accounts.invite("Basel", Rights(roles=frozenset({Role.VIEWER}), clearance=Sensitivity.LOW), by="x")
    register.accept(link[1], WORDS)
    (tmp_path / "word").write_text(WORDS)
    said = ("--operation", "gaza", "--out", tmp_path / "out", "--only", "gpx", "--sign-in-file", tmp_path / "word")
    with pytest.raises(march.PassageError, match="say who asks"):
        asked("--convoy", "convoy-2", *said)
    with pytest.raises(march.PassageError, match="no convoy"):
        asked("--convoy", "convoy-2", *said, "--as", "Basel")
    asked("--convoy", "convoy-2", *said, "--as", "Amal")
    assert [one.deed.by_id for one in kept.deeds(9)] == [chief.id]
    register.close()
