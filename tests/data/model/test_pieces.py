"""Pieces kept in columns are, to whoever asks, the tuple of pieces they stand for."""

import numpy as np
import pytest

from data.model.pieces import RoutePiece, RoutePieces, Street

STREETS = (
    Street(name="Main", name_ar=None, distance_m=30.0),
    Street(name=None, name_ar="شارع", distance_m=5.0),
)
TUPLE = (
    RoutePiece(segment=4, start_m=0.0, end_m=10.0, duration_s=1.5, name="Main"),
    RoutePiece(segment=2, start_m=20.0, end_m=0.0, duration_s=2.5, name="Main"),
    RoutePiece(segment=9, start_m=1.0, end_m=6.0, duration_s=0.5, name_ar="شارع"),
)


def made(**said):
    own = {
        "segment": np.array([4, 2, 9]),
        "start_m": np.array([0.0, 20.0, 1.0]),
        "end_m": np.array([10.0, 0.0, 6.0]),
        "duration_s": np.array([1.5, 2.5, 0.5]),
        "street": np.array([0, 0, 1]),
        "streets": STREETS,
    }
    return RoutePieces(**own | said)


def test_it_is_read_as_the_tuple():
    pieces = made()
    assert tuple(pieces) == TUPLE
    assert len(pieces) == 3
    assert (pieces[0], pieces[-1], pieces[1:]) == (TUPLE[0], TUPLE[2], TUPLE[1:])
    assert type(pieces[0].segment) is int
    assert repr(pieces) == repr(TUPLE)
    assert pieces.distance_m.tolist() == [piece.distance_m for piece in TUPLE]
    with pytest.raises(IndexError):
        pieces[3]


def test_it_equals_the_tuple_and_hashes_as_it():
    assert made() == TUPLE
    assert TUPLE == made()  # noqa: SIM300  # a tuple asked first must say the same
    assert hash(made()) == hash(TUPLE)
    assert made() == made()


def test_it_is_another_where_any_piece_is():
    for name in ("segment", "start_m", "end_m", "duration_s"):
        changed = getattr(made(), name).copy()
        changed[1] += 1
        assert made(**{name: changed}) != made()
    assert made(streets=(STREETS[1], STREETS[0])) != made()
    assert made(street=np.array([0, 1, 1])) != made()
    assert made() != TUPLE[:2]
    assert made() != "pieces"


def test_the_same_pieces_are_equal_however_their_streets_are_listed():
    assert made(street=np.array([0, 2, 1]), streets=(*STREETS, STREETS[0])) == made()
