"""Circles among gates are told and never walked; phases begin after their gates, and nothing outlasts the mandate."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import Gate, Validity
from routing.force.gates import gate_cycles, gate_dates, gate_findings, mandate_end, phase_entries
from tests.builders import NOON, contributor, phase, plan, sector, site
from tests.force_builders import assignment, legal_instrument, pledge, unit

DAY = timedelta(days=1)


def gate(name, *after, due=None, met=None):
    return Gate(
        condition=f"{name} done", name=name, after=after, met=met, due_at=None if due is None else NOON + due * DAY
    )


def gated(*gates):
    return plan(phase(gates=gates))


def codes(held):
    return [finding.code for finding in gate_findings(held)]


def earliest(held):
    return {date.key: date.earliest and (date.earliest - NOON) / DAY for date in gate_dates(held)}


def test_a_gate_is_no_earlier_than_those_it_waits_for():
    held = gated(gate("c", "b", due=1), gate("b", "a", due=9), gate("a", due=4))
    assert earliest(held) == {"c": 9, "b": 9, "a": 4}
    (entry,) = phase_entries(held)
    assert (entry.earliest, entry.undated) == (NOON + 9 * DAY, ())
    assert codes(held) == ["phase-before-gate"]


def test_a_met_gate_holds_nothing_up():
    held = gated(gate("b", "a", due=-3), gate("a", due=40, met=True))
    assert phase_entries(held)[0].earliest == NOON
    assert codes(held) == []


def test_a_gate_without_a_date_leaves_the_phase_without_one():
    held = gated(gate("b", "a", due=3), gate("a"))
    assert (phase_entries(held)[0].earliest, phase_entries(held)[0].undated) == (None, ("b", "a"))


def test_a_circle_is_told_with_its_members_and_all_behind_it_has_no_date():
    held = gated(gate("a", "b", due=1), gate("b", "a", due=1), gate("c", "b", due=2), gate("self", "self", due=1))
    assert gate_cycles(held) == (("a", "b"), ("self",))
    assert set(earliest(held).values()) == {None}
    assert codes(held) == ["gate-cycle", "gate-cycle"]


def test_names_that_lead_nowhere_or_twice_are_told():
    held = gated(gate("a", "gone", due=-1), gate("a", due=-1))
    assert codes(held) == ["gate-name-twice", "gate-missing"]
    assert not next(date for date in gate_dates(held) if date.key == "a").is_known


def test_phases_and_assignments_end_with_the_mandate():
    held = plan(
        contributor(),
        site(),
        sector(),
        pledge(),
        unit(),
        phase(),
        assignment(),
        assignment("in time", valid=Validity(ends_at=NOON + 20 * DAY)),
        legal_instrument(in_force=Validity(ends_at=NOON + 20 * DAY)),
    )
    assert mandate_end(held) == NOON + 20 * DAY
    assert [f.subject for f in gate_findings(held) if f.code == "mandate-end-crossed"] == ["p", "assignment"]
    prolonged = held.with_record(legal_instrument("more", in_force=Validity(starts_at=NOON, ends_at=NOON + 99 * DAY)))
    assert [f.subject for f in gate_findings(prolonged)] == ["assignment"]


def test_without_a_mandate_on_record_nothing_crosses_its_end():
    assert codes(plan(contributor(), phase(), legal_instrument())) == []


@settings(max_examples=80)
@given(st.lists(st.tuples(st.sets(st.integers(0, 5), max_size=3), st.none() | st.integers(-5, 30)), max_size=6))
def test_whatever_gates_are_entered_dates_follow_one_another(drawn):
    names = [f"g{n}" for n in range(len(drawn))]
    gates = [gate(n, *(f"g{a}" for a in sorted(after)), due=due) for n, (after, due) in zip(names, drawn, strict=True)]
    dates = {date.key: date for date in gate_dates(gated(*gates))}
    for one in gates:
        if dates[one.name].is_known:
            assert all(dates[before].earliest <= dates[one.name].earliest for before in one.after)
        else:
            assert one.due_at is None or any(not (b in dates and dates[b].is_known) for b in one.after)
