"""Every word of the force has a look, and looks that stand for different things differ in more than colour."""

import itertools

import pytest

from data.model import ApprovalState, ConsentState, ForceStage, Lead, SectorState
from pages.look import force_words
from pages.parts.force.contributors import people
from pages.parts.force.local import shares_told
from routing.force.capability import Level
from routing.force.local import LocalShare
from routing.force.permits import Outcome

FAMILIES = {
    "stages": (force_words.STAGES, {*ForceStage, None}),
    "approvals": (force_words.APPROVALS, set(ApprovalState)),
    "permits": (force_words.PERMITS, set(Outcome)),
    "consents": (force_words.CONSENTS, set(ConsentState)),
    "covered": (force_words.COVERED, {True, False, None}),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_word_has_a_look(family):
    looks, words = FAMILIES[family]
    assert set(looks) == words


@pytest.mark.parametrize("family", FAMILIES)
def test_looks_differ_in_more_than_colour(family):
    for one, other in itertools.combinations(FAMILIES[family][0].values(), 2):
        assert one.words != other.words
        assert (one.dash, one.pattern, one.sign, one.fill) != (other.dash, other.pattern, other.sign, other.fill)


@pytest.mark.parametrize("family", ["permits", "consents", "covered"])
def test_what_is_unknown_is_grey_dashed_and_asks(family):
    looks = FAMILIES[family][0]
    unknown = {"permits": Outcome.UNKNOWN, "consents": ConsentState.SILENT, "covered": None}[family]
    assert (looks[unknown].colour, looks[unknown].sign) == (force_words.looks.GREY, "?")
    assert looks[unknown].dash


def test_people_not_reported_are_never_nought():
    level = Level(starts_at=None, people=0, not_reported=1, why=())
    assert people(level) == "not reported"
    assert people(Level(starts_at=None, people=0, not_reported=0, why=())) == "0"


def share(vetted, international):
    where = {"sector": "s", "phase": "p", "lead": Lead.INTERNATIONAL, "state": SectorState.ACTIVE}
    return LocalShare(**where, vetted=vetted, international=international, not_deployed=(), why=())


def test_a_local_share_that_falls_is_marked_and_one_not_reported_is_never_nought():
    told = shares_told((share(50, 50), share(50, 150), share(None, 10), share(0, 0)))
    assert told == ["50 %: 50 of 100", "▼ 25 %: 50 of 200", "? not reported", "nobody there"]
