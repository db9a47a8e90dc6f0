"""Rows of sites for rounds: what is asked of them, and every row that cannot be told with its number."""

from datetime import time

from pages.parts.rounds.asking import wanted_of
from routing.visits.asked import Wanted


def row(**cells):
    usual = {"site": "a", "amount": 5, "opens": None, "closes": None, "service_min": None}
    return usual | cells


def test_rows_are_sites_with_hours_as_pasted_or_as_chosen_and_empty_rows_are_none():
    wanted, faults = wanted_of([row(opens="08:30", closes=time(12)), dict.fromkeys(row()), row(site="b", amount=1.0)])
    assert faults == ()
    assert wanted == (
        Wanted(site="a", amount=5, opens=time(8, 30), closes=time(12)),
        Wanted(site="b", amount=1),
    )


def test_each_row_that_cannot_be_is_told_with_its_number_and_what_to_do():
    rows = [
        row(site=None),
        row(amount=None),
        row(amount=-3),
        row(opens="nine"),
        row(opens="12:00", closes="09:00"),
        row(service_min=-1),
    ]
    wanted, faults = wanted_of(rows)
    assert wanted == ()
    assert [fault[:6] for fault in faults] == [f"Row {number}:" for number in range(1, 7)]
    assert "no time of day; write it as 08:30" in faults[3]
