"""On a machine with accounts copies are made by whoever signs in, and by nobody else."""

import pytest

from data.identity.medium import in_file
from data.identity.register import Register
from data.store.keys import Cost
from pages.command import main
from pages.web import shelf
from pages.web.gate import keys
from tests import builders

NAME, WORDS = "Amal Nasser", "seven green lorries wait"


@pytest.fixture
def sealed(tmp_path, monkeypatch):
    """A home with one operation, whose key is sealed under the passphrase of one person, as after a restart."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path / "home"))
    register = Register(in_file(tmp_path / "home"), cost=Cost(memory_kib=64, passes=1, lanes=1))
    monkeypatch.setattr("pages.command.custody.register", lambda: register)
    shelf.shelf().create("gaza", builders.full_plan(), reason="Created", actor="tester")
    keys.seal_for(register, register.set_up(NAME, WORDS), WORDS)
    shelf.lock()
    yield tmp_path
    shelf.lock()
    register.close()


def said(tmp_path, words):
    file = tmp_path / "words"
    file.write_text(words)
    return str(file)


def test_a_sealed_machine_backs_up_for_whoever_signs_in(sealed, capsys):
    copy = sealed / "copy.passage"
    assert main(["custody", "back-up", "gaza", "--file", str(copy)]) != 0
    assert "say who asks" in capsys.readouterr().err
    asked = ["custody", "back-up", "gaza", "--file", str(copy), "--as", NAME, "--sign-in-file"]
    assert main([*asked, said(sealed, "another one entirely")]) != 0
    assert "do not go together" in capsys.readouterr().err
    assert not copy.exists()
    assert main([*asked, said(sealed, WORDS)]) == 0
    assert copy.stat().st_size > 0
