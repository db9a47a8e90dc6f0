"""Spans of time behave as sets of moments."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from data.model import Validity
from routing.force.spans import ALWAYS, NEVER, common, common_of_all, hold_at, outside, pieces, together, without

T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = range(12)


def day(number):
    return None if number is None else T0 + timedelta(days=number)


@st.composite
def _spans(draw):
    starts, ends = draw(st.none() | st.integers(0, 9)), draw(st.none() | st.integers(1, 11))
    if starts is not None and ends is not None and ends <= starts:
        ends = starts + 1
    return Validity(starts_at=day(starts), ends_at=day(ends))


SOME = st.lists(_spans(), max_size=4)


def moments():
    return [day(number) + half for number in (-3, *DAYS, 40) for half in (timedelta(0), timedelta(hours=12))]


@given(one=SOME, other=SOME)
def test_what_is_common_and_what_is_without_holds_moment_by_moment(one, other):
    for at in moments():
        first, second = hold_at(one, at), hold_at(other, at)
        assert hold_at(common(one, other), at) is (first and second)
        assert hold_at(without(one, other), at) is (first and not second)
        assert hold_at(together(*one, *other), at) is (first or second)
        assert hold_at(outside(one), at) is (not first)


@given(SOME)
def test_spans_are_told_one_way_only(spans):
    joined = together(*spans)
    assert together(*reversed(spans)) == joined
    assert all(a.ends_at < b.starts_at for a, b in pairwise(joined))
    assert outside(outside(spans)) == joined


def test_of_nothing_all_is_common():
    assert common_of_all(()) == ALWAYS
    assert common_of_all((ALWAYS, NEVER)) == NEVER


def test_pieces_are_cut_only_inside_the_span():
    span = Validity(starts_at=day(1), ends_at=day(5))
    cut = list(pieces(span, [day(0), day(3), day(3), day(5)]))
    assert cut == [Validity(starts_at=day(1), ends_at=day(3)), Validity(starts_at=day(3), ends_at=day(5))]
