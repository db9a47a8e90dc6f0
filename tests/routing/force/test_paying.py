"""Earmarked money is used as well as any way of using it could, earlier months first."""

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.force.paying import Demand, Pot, paid


def pay(pots, demands):
    found = paid(
        [Pot(cents=c, from_month=m) for c, m in pots], [Demand(cents=c, month=m, pots=p) for c, m, p in demands]
    )
    return [found.of(number) for number in range(len(demands))]


def test_money_for_all_is_left_to_those_nobody_else_pays():
    assert pay([(10, 0), (10, 0)], [(10, 0, (0, 1)), (10, 0, (0,))]) == [10, 10]


def test_money_is_moved_on_over_several_hands():
    assert pay([(5, 0), (5, 0), (5, 0)], [(5, 0, (0, 1)), (5, 0, (1, 2)), (5, 1, (0,)), (5, 1, (1,))]) == [5, 5, 5, 0]


def test_money_that_comes_later_pays_no_earlier_month():
    assert pay([(10, 1)], [(4, 0, (0,)), (4, 1, (0,))]) == [0, 4]


def test_an_earlier_month_goes_first_whatever_the_order():
    assert pay([(10, 0)], [(8, 1, (0,)), (8, 0, (0,))]) == [2, 8]


POTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), min_size=1, max_size=4)


@st.composite
def _cases(draw):
    pots = draw(POTS)
    some = st.sets(st.integers(0, len(pots) - 1)).map(lambda chosen: tuple(sorted(chosen)))
    return pots, draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), some), max_size=8))


@settings(max_examples=200)
@given(_cases())
def test_the_months_up_to_any_one_are_paid_as_far_as_maximum_flow_allows(case):
    pots, demands = case
    found = pay(pots, demands)
    for month in range(4):
        assert sum(cents for cents, (_, due, _) in zip(found, demands, strict=True) if due <= month) == _most(
            pots, [demand for demand in demands if demand[1] <= month]
        )


@given(_cases())
def test_no_pot_pays_more_than_it_holds_or_what_it_may_not(case):
    pots, demands = case
    shares = paid(
        [Pot(cents=c, from_month=m) for c, m in pots], [Demand(cents=c, month=m, pots=p) for c, m, p in demands]
    ).shares
    for pot, (cents, from_month) in enumerate(pots):
        own = [(share[pot], demands[number]) for number, share in enumerate(shares) if pot in share]
        assert sum(amount for amount, _ in own) <= cents
        assert all(amount > 0 and pot in may and due >= from_month for amount, (_, due, may) in own)
    assert all(sum(share.values()) <= demand[0] for share, demand in zip(shares, demands, strict=True))


def _most(pots, demands):
    graph = nx.DiGraph()
    graph.add_nodes_from(["money", "cost"])
    for number, (cents, from_month) in enumerate(pots):
        graph.add_edge("money", ("pot", number), capacity=cents)
        for row, (_, due, may) in enumerate(demands):
            if number in may and due >= from_month:
                graph.add_edge(("pot", number), ("demand", row))
    for row, (cents, _, _) in enumerate(demands):
        graph.add_edge(("demand", row), "cost", capacity=cents)
    return nx.maximum_flow_value(graph, "money", "cost")
