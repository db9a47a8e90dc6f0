"""Silence is not consent, and a corridor is usable exactly while all consent that is required covers it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import PlanError, UnknownSubject
from data.model import Condition, ConsentObject, ConsentState, TaskKind, Validity
from routing.force.consents import consent_for, consent_over, contradictions, usable_days, usable_spans
from routing.force.spans import hold_at
from tests.builders import NOON, contributor, corridor, plan, sector, site
from tests.force_builders import consent, party

DAY = timedelta(days=1)
ALL = tuple(ConsentObject)


def valid(starts=None, ends=None):
    return Validity(
        starts_at=None if starts is None else NOON + starts * DAY, ends_at=None if ends is None else NOON + ends * DAY
    )


def asked(*consents, parties=("party",)):
    return plan(corridor(), *(party(name, name=name, required_for=ALL) for name in parties), *consents)


@pytest.mark.parametrize(
    ("state", "met", "covers"),
    [
        (ConsentState.GRANTED, (), True),
        (ConsentState.CONDITIONAL, (True, True), True),
        (ConsentState.CONDITIONAL, (True, None), None),
        (ConsentState.CONDITIONAL, (None, False), False),
        (ConsentState.SILENT, (), False),
        (ConsentState.REFUSED, (), False),
        (ConsentState.WITHDRAWN, (), False),
    ],
)
def test_only_what_is_granted_covers_and_unchecked_conditions_are_unknown(state, met, covers):
    conditions = tuple(Condition(text=f"condition {n}", met=word) for n, word in enumerate(met))
    answer = consent_for(asked(consent(state=state, conditions=conditions)), "c", NOON)
    assert answer.covers is covers
    assert [c.met for c in answer.words[0].open_conditions] == [word for word in met if word is not True]
    assert answer.why == ("consent",)


def test_a_party_nobody_heard_is_silent_and_told():
    answer = consent_for(asked(), "c", NOON)
    assert (answer.covers, answer.missing[0].state, answer.why) == (False, ConsentState.SILENT, ("party",))


def test_one_missing_consent_of_two_is_enough():
    answer = consent_for(asked(consent(), parties=("party", "other")), "c", NOON)
    assert answer.covers is False
    assert [word.party for word in answer.missing] == ["other"]


def test_only_parties_whose_consent_is_required_count():
    answer = consent_for(plan(corridor(), party(required_for=(ConsentObject.TASK,))), "c", NOON)
    assert answer.covers is True
    assert [word.state for word in answer.words] == [ConsentState.SILENT]


def test_words_that_contradict_each_other_are_no_consent():
    both = asked(consent("one"), consent("two", state=ConsentState.REFUSED, valid=valid(2, 4)))
    assert consent_for(both, "c", NOON + 3 * DAY).covers is False
    assert usable_spans(both, "c") == (valid(ends=2), valid(4))
    assert [(a.id, b.id) for a, b in contradictions(both)] == [("one", "two")]


def test_words_of_different_times_or_things_do_not_contradict():
    later = consent("two", state=ConsentState.REFUSED, valid=valid(3))
    task = consent("three", state=ConsentState.REFUSED, about=None, task=TaskKind.ESCORT)
    assert list(contradictions(asked(consent("one", valid=valid(0, 3)), later, task))) == []


def test_a_corridor_is_not_usable_outside_its_own_validity():
    held = plan(corridor(valid=valid(1, 9)), party(), consent(valid=valid(5)))
    assert usable_spans(held, "c") == (valid(5, 9),)
    assert usable_days(held, "c", valid(0, 6)) == 1


def test_tasks_and_contributors_are_consented_to_as_corridors_are():
    said = plan(
        contributor(),
        sector(),
        party(required_for=ALL),
        consent("k-consent", about="k"),
        consent("task", about=None, task=TaskKind.ESCORT),
    )
    assert consent_for(said, "k", NOON).covers is True
    assert consent_for(said, TaskKind.ESCORT, NOON).covers is True
    assert consent_for(said, TaskKind.DETENTION, NOON).covers is False
    assert consent_for(said, "north", NOON).kind is ConsentObject.SECTOR


def test_nobody_consents_to_a_site_or_to_nothing():
    with pytest.raises(PlanError, match="Nobody consents to s, a site"):
        consent_for(plan(site()), "s", NOON)
    with pytest.raises(UnknownSubject):
        consent_for(plan(), "gone", NOON)


@st.composite
def _said(draw):
    states = draw(st.lists(st.sampled_from(ConsentState), max_size=5))
    met = st.sampled_from([True, False, None])
    for number, state in enumerate(states):
        starts, length = draw(st.none() | st.integers(0, 8)), draw(st.none() | st.integers(1, 6))
        ends = None if length is None else (starts or 0) + length
        conditions = (Condition(text="x", met=draw(met)),) if state is ConsentState.CONDITIONAL else ()
        who = draw(st.sampled_from(["party", "other"]))
        yield_ = consent(f"c{number}", party=who, state=state, conditions=conditions, valid=valid(starts, ends))
        states[number] = yield_
    return states


@given(_said())
def test_usable_spans_are_the_moments_at_which_consent_is_known_to_cover(said):
    held = asked(*said, parties=("party", "other"))
    spans = usable_spans(held, "c")
    for number in range(-2, 16):
        at = NOON + number * DAY
        assert hold_at(spans, at) is (consent_for(held, "c", at).covers is True)


@given(_said())
def test_over_a_span_the_answer_is_the_same_within_each_piece(said):
    held = asked(*said, parties=("party", "other"))
    for piece, answer in consent_over(held, "c", valid(0, 14)):
        for at in (piece.starts_at, piece.ends_at - DAY / 2):
            assert consent_for(held, "c", at) == answer
