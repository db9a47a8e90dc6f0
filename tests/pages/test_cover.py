"""Every state of cover has a look of its own and words, and places are covered only when it is known."""

import itertools

import pytest

from pages.look import cover_words
from pages.parts.cover.layers import is_covered
from routing.force.covered import GapKind, PlaceCover, PlaceTime
from routing.force.placing import Demand
from routing.force.secured import Footing


def place(footing, *gaps):
    times = tuple(
        PlaceTime(
            standard=f"standard {number}",
            known_s=None,
            at_best_s=None,
            bases=int(gap in {None, GapKind.NO_BACKUP}),
            gap=gap,
        )
        for number, gap in enumerate(gaps)
    )
    return PlaceCover(place_id="p", sectors=(), footing=footing, times=times)


def test_every_state_has_words_and_a_look_unlike_any_other():
    assert set(cover_words.FOOTINGS) == set(cover_words.GROUND) == set(Footing)
    assert set(cover_words.STRETCHES) == set(cover_words.REMEDIES) == set(GapKind)
    assert set(cover_words.DEMANDS.values()) == set(Demand)
    for looks in (cover_words.STRETCHES, cover_words.FOOTINGS):
        drawn = [(look.colour, look.dash, look.pattern, look.sign) for look in looks.values()]
        without_colour = [(look.dash, look.pattern, look.sign) for look in looks.values()]
        assert len(set(drawn)) == len(set(without_colour)) == len(drawn)


@pytest.mark.parametrize(("footing", "gap"), [*itertools.product(Footing, [None, *GapKind])])
def test_a_place_is_covered_only_on_secured_ground_in_time_and_unknown_where_it_may_be(footing, gap):
    told = place(footing, gap)
    assert (is_covered(told, None) is True) == told.covered
    doubtful = footing is Footing.NOT_KNOWN or gap is GapKind.UNKNOWN_ROADS
    could_be = footing in {Footing.SECURED, Footing.NOT_KNOWN} and gap in {
        None,
        GapKind.NO_BACKUP,
        GapKind.UNKNOWN_ROADS,
    }
    assert is_covered(told, None) is (None if doubtful and could_be else told.covered)


def test_a_place_is_asked_about_under_one_response_alone():
    told = place(Footing.SECURED, None, GapKind.BEYOND)
    assert is_covered(told, "standard 0") is True
    assert is_covered(told, "standard 1") is is_covered(told, None) is False
