"""Where segments are cut: at every place inside them where something starts or ends, and nowhere else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routing.costs.blocks import DANGERS, Effect
from routing.costs.resolve import Lying, resolved, said_by

metres = st.sampled_from([-3.0, 0.0, 1.0, 2.5, 2.5000000001, 7.0, 10.0, 12.0])
lying_on_one = st.lists(st.tuples(metres, metres), max_size=9)


@given(st.lists(st.tuples(lying_on_one, st.sampled_from([0.0, 2.5, 10.0])), min_size=1, max_size=5))
def test_pieces_end_where_stretches_do_each_place_once(drawn):
    stretches = [pair for on_one, _ in drawn for pair in on_one]
    start_m, end_m = (np.array([pair[k] for pair in stretches], float) for k in (0, 1))
    first = np.cumsum([0, *(len(on_one) for on_one, _ in drawn)])
    length_m = np.array([length for _, length in drawn])
    lying = Lying(first, start_m, end_m, np.zeros(len(stretches), np.int64))
    found = resolved(said_by([Effect(layer=DANGERS, cause=("zone", "z"))]), lying, length_m, np.ones(len(drawn)))
    for row, (on_one, length) in enumerate(drawn):
        places = {m for pair in on_one if pair[1] > pair[0] for m in pair if 0 < m < length} | {0.0, length}
        expected = sorted(places) if length else []
        own = slice(found.first[row], found.first[row + 1])
        assert found.start_m[own].tolist() == expected[:-1]
        assert found.end_m[own].tolist() == expected[1:]
