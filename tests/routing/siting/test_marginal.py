"""One more unit: what the best rises by, and where a unit adds most while the others stay."""

import numpy as np

from routing.siting.case import CoverCase
from routing.siting.marginal import one_more

COVERS = np.array([[1, 0, 1], [1, 0, 0], [0, 1, 1], [0, 1, 0]], bool)
DEMAND, CANDIDATE = np.nonzero(COVERS)
CASE = CoverCase(weight=np.array([4.0, 3.0, 4.0, 3.0]), demand=DEMAND, candidate=CANDIDATE, count=3)


def test_the_best_of_two_may_move_the_first_and_one_beside_it_adds_less():
    found = one_more(CASE, 1)
    assert found.without.value == 8
    assert found.without.units.tolist() == [0, 0, 1]
    assert found.with_one.value == 14
    assert (found.worth, found.adds, found.candidate) == (6, 3, 0)
    assert found.is_proven


def test_where_all_is_covered_one_more_adds_nothing_anywhere():
    found = one_more(CASE, 2)
    assert (found.worth, found.adds, found.candidate) == (0, 0, None)
