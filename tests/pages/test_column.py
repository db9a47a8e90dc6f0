"""A column as a table holds its serials and leads back to them; a drafted convoy leads to a plan, or says why not."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from data.model import MarchUnit, MarchVehicle, Serial, VehicleRole, Waypoint
from data.sources.demo import DEMO_NOW, demo_plan
from pages.look.clock import moment_meant
from pages.parts.force.editing import frame_of, meant_rows, names_in, rows_of, spoken_rows
from pages.parts.force.sheets import KEY
from pages.parts.march.column.composition import LEAVES, composed, rows_of_serials
from pages.parts.march.column.drafting import draft_from, drafted, new_draft, next_day, with_offered
from tests.browser.payloads import PAYLOADS

NAMES = st.text("ABCdef123 é", min_size=1, max_size=4).map(str.strip).filter(bool)
LEADERS = st.none() | NAMES
VEHICLES = st.builds(
    MarchVehicle,
    type=st.sampled_from(["truck", "bus"]),
    count=st.integers(1, 40),
    role=st.sampled_from(VehicleRole),
    call_sign=LEADERS,
)


def named(draw, made, names):
    return tuple(made(name) for name in draw(st.lists(names, min_size=1, max_size=3, unique=True)))


@st.composite
def columns(draw):
    def unit(name):
        return MarchUnit(
            name=name,
            vehicles=tuple(draw(st.lists(VEHICLES, min_size=1, max_size=3))),
            commander=draw(LEADERS),
        )

    return named(draw, lambda name: Serial(name=name, units=named(draw, unit, NAMES), commander=draw(LEADERS)), NAMES)


def line(**said):
    return {leaf.path: None for leaf in LEAVES} | {"type": "truck", "count": 1} | said


@settings(max_examples=40, deadline=None)
@given(columns())
def test_a_column_goes_through_its_table_and_comes_back_the_same(serials):
    made = composed(rows_of_serials(serials))
    assert made.faults == ()
    assert made.serials == serials
    assert rows_of_serials(made.serials) == rows_of_serials(serials)


@settings(max_examples=30, deadline=None)
@given(columns())
def test_names_left_empty_are_those_of_the_row_above(serials):
    rows = rows_of_serials(serials)
    spared = [
        row | {name: None for name in ("serial", "march_unit") if above is not None and same(row, above, name)}
        for above, row in zip([None, *rows], rows, strict=False)
    ]
    assert composed(spared).serials == serials


def same(row, above, name):
    """Whether a name can be left out: a march unit only where the serial is that of the row above."""
    return row["serial"] == above["serial"] and row[name] == above[name]


def test_rows_are_those_of_the_widget_when_nobody_touched_them():
    plan = with_offered(demo_plan())
    names = {leaf.path: names_in(plan, leaf) for leaf in LEAVES if leaf.path in {"type", "role"}}
    rows = rows_of_serials(plan.convoys[0].serials)
    shown = meant_rows(rows_of(frame_of(spoken_rows(rows, names), LEAVES), LEAVES), names)
    assert [{path: cell for path, cell in row.items() if path != KEY} for row in shown] == rows


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([line(type=None)], ["Row 1: say which type"]),
        ([line(count=None)], ["Row 1: say how many"]),
        ([line(), line(count=0)], ["Row 2: 0 vehicles"]),
        ([line(count=-3), line(type=None)], ["Row 1: -3 vehicles", "Row 2: say which type"]),
        ([line(serial="1"), line(serial="2"), line(serial="1")], ["serial 1 comes again", "march unit 1 comes again"]),
        ([line(march_unit="A"), line(march_unit="B"), line(march_unit="A")], ["march unit A comes again"]),
        ([line(unit_commander="X"), line(unit_commander="Y")], ["led by X and by Y"]),
    ],
)
def test_what_cannot_be_is_told_by_row_and_no_column_is_made_of_it(rows, told):
    found = composed(rows)
    assert found.serials == ()
    assert len(found.faults) == len(told)
    assert all(words in fault for words, fault in zip(told, found.faults, strict=True))


def test_empty_rows_are_none_and_an_empty_table_is_a_column_nobody_told():
    empty = {leaf.path: None for leaf in LEAVES}
    assert composed([]).serials == ()
    assert composed([empty, line(), empty]) == composed([line()])


def test_convoys_nobody_touched_stay_the_same_to_the_last_field():
    plan = demo_plan()
    led = replace(plan.convoys[0], via=(Waypoint(point=Point(34.4, 31.4), name="ford"), plan.sites[0].id))
    for convoy in (led, *plan.convoys[1:]):
        own = plan.with_record(convoy)
        told, made = drafted(own, draft_from(own, convoy, 1))
        assert made == convoy
        assert told.plan == own


def test_a_new_convoy_says_at_once_all_that_is_missing():
    plan = demo_plan()
    told, made = drafted(plan, new_draft(plan, DEMO_NOW, 1))
    assert told.faults == ("Still to be given: Name, Organisation, From, To.",)
    assert (told.plan, made) == (plan, None)


def filled(plan, **said):
    draft = new_draft(plan, DEMO_NOW, 1)
    places = {"origin": str(plan.sites[0].id), "destination": str(plan.sites[1].id)}
    return replace(draft, cells={**draft.cells, "name": "Water", "organisation": "Agency", **places, **said})


def test_a_new_convoy_brings_the_standard_types_and_the_profile_it_names():
    plan = replace(
        demo_plan(), convoys=(), march_profiles=(), vehicle_types=(), passing_reports=(), mission_outcomes=()
    )
    told, made = drafted(plan, replace(filled(plan, profile="physical"), rows=(line(type="bus", count=2),)))
    assert told.faults == ()
    assert (made.id, made.vehicles_known) == ("convoy-water", 2)
    assert [kind.id for kind in told.plan.vehicle_types] == ["bus"]
    assert [profile.id for profile in told.plan.march_profiles] == ["physical"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"vehicle_gap_m": -5.0}, "cannot be less than 0; -5.0 is"),
        ({"escort_teams": -1}, "“Escort teams” cannot be less than 0"),
        ({"escort_teams": 1.5}, "1.5 is not a whole number"),
        ({"vehicle_count": 0}, "0 vehicles"),
        ({"departs_at": datetime(2027, 3, 27, 2, 30)}, "never show 27 Mar 2027 02:30"),  # noqa: DTZ001
        (
            {"ready_at": datetime(2027, 3, 20, 9), "deadline_at": datetime(2027, 3, 20, 8)},  # noqa: DTZ001
            "must be in before it is ready",
        ),
    ],
)
def test_impossible_figures_and_times_are_one_message_and_the_plan_stays(said, told):
    plan = demo_plan()
    found, made = drafted(plan, filled(plan, **said))
    assert len(found.faults) == 1
    assert told in found.faults[0]
    assert (found.plan, made) == (plan, None)


def test_the_same_on_the_next_day_is_a_convoy_of_its_own_at_the_same_local_times():
    plan = demo_plan()
    first = plan.convoys[0]
    # the clocks of Gaza are put forward in the night between
    before = replace(first, departs_at=moment_meant(datetime(2027, 3, 26, 9), plan.time_zone), deadline_at=None)  # noqa: DTZ001
    told, made = drafted(plan, next_day(plan, before, 1))
    assert told.faults == ()
    assert made.departs_at - before.departs_at == timedelta(hours=23)
    assert (made.serials, made.via, made.waits) == (before.serials, before.via, before.waits)
    assert (made.movement_number, made.is_fixed) == (None, False)
    assert made.id not in {convoy.id for convoy in plan.convoys}


@pytest.mark.parametrize("text", PAYLOADS)
def test_text_of_a_stranger_stays_the_letters_it_is(text):
    made = composed([line(serial=text, call_sign=text)])
    assert (made.serials[0].name, made.serials[0].units[0].vehicles[0].call_sign) == (text.strip(), text.strip())
