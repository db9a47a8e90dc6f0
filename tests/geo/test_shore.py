import pytest
from shapely import LineString, box, union_all

from geo.shore import sea_within

WORLD = box(0, 0, 10, 10)


def test_the_sea_is_on_the_right_of_the_coast():
    # drawn northwards: land on the left, in the west
    (sea,) = sea_within([LineString([(4, -1), (4, 11)])], WORLD)
    assert sea.equals(box(4, 0, 10, 10))


def test_an_island_is_land_in_the_sea():
    island = LineString([(3, 3), (5, 3), (5, 5), (3, 5), (3, 3)])
    (sea,) = sea_within([island], WORLD)
    assert sea.area == pytest.approx(96)
    assert len(sea.interiors) == 1


def test_a_coast_in_pieces_counts_as_one():
    pieces = [LineString([(4, -1), (4, 3)]), LineString([(4, 3), (5, 6)]), LineString([(5, 6), (4, 11)])]
    assert union_all(sea_within(pieces, WORLD)).contains(box(6, 1, 9, 9))


def test_where_a_part_of_the_coast_is_missing_nothing_is_called_sea():
    assert sea_within([LineString([(4, -1), (4, 5)])], WORLD) == ()


def test_where_the_coast_contradicts_itself_nothing_is_called_sea():
    assert sea_within([LineString([(3, -1), (3, 11)]), LineString([(6, -1), (6, 11)])], WORLD)[0].equals(
        box(6, 0, 10, 10),
    )


def test_without_coast_nothing_is_called_sea():
    assert sea_within([], WORLD) == ()
    assert sea_within([LineString([(20, 20), (30, 20)])], WORLD) == ()
