"""Tables of vehicle types and opening rules hold what the plan holds, and lead back to it, or say why not."""

from dataclasses import replace
from datetime import datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import DailyHours, OpeningKind, Recurrence, Validity, Vehicle, Weekday
from data.sources.demo import demo_plan
from pages.parts.force.editing import frame_of, is_choice, meant_rows, names_in, rows_of, spoken_rows
from pages.parts.force.sheets import KEY
from pages.parts.march.catalogue.desk import SHEETS
from pages.parts.march.catalogue.rules import RuleSheet
from pages.parts.march.catalogue.vehicles import VehicleSheet
from tests import builders, march_builders
from tests.builders import NOON

RULES, VEHICLES = RuleSheet(), VehicleSheet()
CURFEW = {"name": "Curfew", "kind": "curfew", "hours.starts": time(19), "hours.ends": time(5)}
SPAN = Validity(starts_at=NOON, ends_at=NOON.replace(hour=15))
HOURS = st.builds(
    lambda starts, ends, days: Recurrence(hours=DailyHours(starts=starts, ends=ends), days=tuple(days)),
    st.times(max_value=time(23, 58)).map(lambda t: t.replace(second=0, microsecond=0)),
    st.just(time(23, 59)),
    st.lists(st.sampled_from(list(Weekday)), unique=True, max_size=3),
)


@pytest.fixture(scope="module")
def plan():
    return demo_plan()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title)
def test_rows_nobody_touched_lead_to_the_same_plan(plan, sheet):
    leaves = sheet.columns(plan)
    names = {leaf.path: names_in(plan, leaf) for leaf in leaves if is_choice(leaf)}
    rows = meant_rows(rows_of(frame_of(spoken_rows(sheet.rows(plan), names), leaves), leaves), names)
    assert rows == [{path: row.get(path) for path in rows[0]} for row in sheet.rows(plan)]
    assert sheet.told(plan, rows).plan == plan
    labels = [leaf.label for leaf in leaves]
    assert len(set(labels)) == len(labels)


@settings(max_examples=30, deadline=None)
@given(st.lists(HOURS, min_size=1, max_size=3), st.booleans())
def test_a_rule_made_of_its_own_rows_is_that_rule(weekly, once):
    rule = march_builders.opening_rule("curfew", weekly=tuple(weekly), once=(SPAN,) if once else ())
    known = builders.plan(rule)
    rows = [{path: cell for path, cell in row.items() if path != KEY} for row in RULES.rows(known)]
    told = RULES.told(builders.plan(), rows)
    assert told.faults == ()
    (made,) = told.plan.opening_rules
    assert replace(made, id=rule.id) == rule


def test_rows_of_one_name_are_one_rule_and_a_row_taken_away_is_one_time_less(plan):
    rows = RULES.rows(plan)
    several = next(rule for rule in plan.opening_rules if len(rule.weekly) == 2)
    fewer = [row for row in rows if row[KEY] != f"{several.id}#1"]
    assert RULES.told(plan, fewer).plan.get(several.id).weekly == several.weekly[:1]
    none = [row for row in rows if not str(row[KEY]).startswith(f"{several.id}#")]
    assert RULES.told(plan, none).plan.find(several.id) is None


def test_a_new_row_becomes_a_rule_and_a_second_row_of_its_name_a_second_time(plan):
    second = {"name": "Curfew", "hours.starts": time(12), "hours.ends": time(13), "days": ["friday"]}
    told = RULES.told(plan, [*RULES.rows(plan), dict(CURFEW), second])
    assert told.faults == ()
    made = told.plan.opening_rules[-1]
    assert (made.kind, len(made.weekly), made.weekly[1].days) == (OpeningKind.CURFEW, 2, (Weekday.FRIDAY,))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"name": "X", "kind": "curfew"}], "names no times"),
        ([{**CURFEW, "hours.ends": None}], "both their beginning and their end"),
        ([CURFEW, {**CURFEW, "kind": "closure"}], "different things under “Kind”"),
        ([{"name": "X", "kind": "closure", "days": ["friday"]}], "need hours"),
        ([{"name": "X", "hours.starts": time(1), "hours.ends": time(2)}], "“Kind” is empty"),
        ([{**CURFEW, "kind": "daylight"}], "follows daylight and names hours"),
        (
            [{"name": "X", "kind": "closure", "once.starts_at": datetime(2027, 3, 27, 2, 30)}],  # noqa: DTZ001
            "never show 27 Mar 2027 02:30",
        ),
    ],
)
def test_what_cannot_be_is_told_with_the_rule_and_nothing_is_taken(plan, rows, told):
    found = RULES.told(plan, [*RULES.rows(plan), *map(dict, rows)])
    assert len(found.faults) == 1
    assert told in found.faults[0]
    assert found.plan == plan


def test_a_dimension_changed_keeps_the_others_and_one_emptied_is_not_stated(plan):
    rows = [
        row | {"envelope.height_m": 3.5, "envelope.weight_t": None} if row[KEY] == "truck" else row
        for row in VEHICLES.rows(plan)
    ]
    envelope = VEHICLES.told(plan, rows).plan.get("truck").envelope
    assert envelope == replace(plan.get("truck").envelope, height_m=3.5, weight_t=None)


def test_a_new_vehicle_type_of_which_nothing_is_stated_is_one_nobody_measured(plan):
    told = VEHICLES.told(plan, [*VEHICLES.rows(plan), {"name": "Hired van"}])
    assert told.plan.vehicle_types[-1].envelope == Vehicle(name="Hired van")


def test_paces_on_some_groups_of_roads_are_kept_and_the_others_left_to_the_road(plan):
    rows = [row | {"speeds_kmh.track": None} if row[KEY] == "truck" else row for row in VEHICLES.rows(plan)]
    speeds = VEHICLES.told(plan, rows).plan.get("truck").speeds_kmh
    assert speeds == plan.get("truck").speeds_kmh[:3]
