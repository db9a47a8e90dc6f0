"""Full command stays national, and who directs a unit is one headquarters or told to be none or several."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import CommandLevel, Validity
from routing.force.command import command_cycles, command_findings, command_tree
from tests.builders import NOON, contributor, plan, site
from tests.force_builders import command_relation, headquarters, pledge, unit

DAY = timedelta(days=1)


def held(*records):
    return plan(contributor(), site(), pledge(), unit(), headquarters(), headquarters("other"), *records)


def relation(relation_id, **said):
    return command_relation(relation_id, **said)


def only(tree):
    return tree.units[0]


def codes(found):
    return [finding.code for finding in command_findings(found, NOON)]


def test_full_command_is_the_contributors_even_where_nothing_was_handed_over():
    tree = command_tree(held(), NOON)
    assert (only(tree).full_command, only(tree).tactical, tree.orphans) == ("k", None, ("unit",))


@pytest.mark.parametrize(
    ("relations", "tactical", "rivals"),
    [
        ([relation("a")], "headquarters", ()),
        ([relation("a", subject="k")], "headquarters", ()),
        ([relation("a", subject="k"), relation("b", headquarters="other")], "other", ()),
        ([relation("a"), relation("b", headquarters="other", level=CommandLevel.OPCON)], "headquarters", ()),
        ([relation("a", level=CommandLevel.OPCOM)], "headquarters", ()),
        ([relation("a"), relation("b", headquarters="other")], None, ("headquarters", "other")),
        ([relation("a", valid=Validity(ends_at=NOON))], None, ()),
        ([relation("a", valid=Validity(starts_at=NOON + DAY))], None, ()),
    ],
)
def test_who_directs_a_unit(relations, tactical, rivals):
    found = only(command_tree(held(*relations), NOON))
    assert (found.tactical, found.rivals) == (tactical, rivals)


def test_a_deployed_unit_nobody_or_several_direct_is_a_finding():
    assert codes(held()) == []
    assert codes(held(relation("a", valid=Validity(ends_at=NOON)))) == ["command-orphan"]
    assert codes(held(relation("a"), relation("b", headquarters="other"))) == ["command-several", "command-doubled"]


def test_authority_handed_on_at_one_moment_is_not_doubled():
    first = relation("a", valid=Validity(ends_at=NOON))
    assert codes(held(first, relation("b", headquarters="other", valid=Validity(starts_at=NOON)))) == []


def test_superiors_in_a_circle_are_told_and_the_tree_still_made():
    first = headquarters(superior="other")
    found = held(relation("a")).with_record(first, headquarters("other", superior="headquarters"))
    found = found.with_record(headquarters("below", superior="other"))
    tree = command_tree(found, NOON)
    assert tree.cycles == (("headquarters", "other"),)
    assert [(n.headquarters, n.depth, n.is_in_cycle) for n in tree.nodes] == [
        ("headquarters", None, True),
        ("other", None, True),
        ("below", None, False),
    ]
    assert codes(found) == ["command-cycle"]


@given(st.lists(st.none() | st.integers(0, 5), min_size=1, max_size=6))
def test_whatever_superiors_are_entered_cycles_are_exactly_those_that_lead_back(superiors):
    names = [f"h{n}" for n in range(len(superiors))]
    up = {n: names[s] for n, s in zip(names, superiors, strict=True) if s is not None and s < len(names)}
    found = plan(*(headquarters(name, superior=up.get(name)) for name in names))
    back = {name for name in names if _leads_back(up, name)}
    assert {name for cycle in command_cycles(found) for name in cycle} == back
    depths = {n.headquarters: n.depth for n in command_tree(found, NOON).nodes}
    assert all(depths[name] is None for name in back)
    assert all(depths[name] == 0 for name in names if name not in up)


def _leads_back(up, name):
    at = name
    for _ in up:
        at = up.get(at)
        if at == name:
            return True
    return False
