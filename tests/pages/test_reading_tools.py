"""What the search of the map is answered, and the lists it is given."""

import os

from data.export.gazetteer import Named
from pages.map.view import MapEvent
from pages.parts.reading.tools import answer_to, without_questions
from pages.web import names


def asked(text):
    return MapEvent(clicked=(34.0, 31.0), object_id="x", count=4, said={"part": "find", "text": text})


def test_a_typed_position_is_answered_with_its_place_and_form():
    answer = answer_to(asked("36R XV 386 881"))
    assert (answer["count"], answer["form"], answer["off_m"]) == (4, "MGRS", 100)
    assert answer["told"] == "31.51994° N, 34.46026° E"


def test_what_is_no_position_is_answered_with_the_reason():
    assert "is not a position" in answer_to(asked("nowhere"))["fault"]


def test_other_clicks_ask_nothing_and_stay_clicks():
    click = MapEvent(clicked=(34.0, 31.0), object_id="x", count=3)
    assert answer_to(click) is None
    assert without_questions(click) == click


def test_a_question_is_no_click_on_anything():
    assert without_questions(asked("36R XV 386 881")).clicked is None
    assert without_questions(asked("36R XV 386 881")).object_id is None


def named(name):
    return Named(id=name, kind="zone", name=name, bounds=(0, 0, 1, 1))


def test_a_list_of_names_keeps_its_address_while_it_says_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    assert names.served([named("a")]) == names.served([named("a")]) != names.served([named("b")])


def test_lists_of_long_gone_revisions_are_dropped(tmp_path, monkeypatch):
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    monkeypatch.setattr(names, "MOST_KEPT", 3)
    addresses = []
    for n in range(6):
        addresses.append(names.served([named(str(n))]).rsplit("/", 1)[1])
        os.utime(tmp_path / "names" / addresses[-1], (n, n))
    assert {file.name for file in (tmp_path / "names").iterdir()} == set(addresses[-3:])
