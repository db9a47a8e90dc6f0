"""The strip tells minute by minute how a column is protected, and never tells what is not known as protected."""

from dataclasses import replace
from datetime import time, timedelta

import numpy as np
import pytest
import shapely
from shapely import Point

from data.model import (
    ApprovalKind,
    ApprovalState,
    ApprovalStep,
    ConsentObject,
    ConsentState,
    DailyHours,
    RoeClass,
    Route,
    SectorState,
    SiteKind,
    TaskKind,
    Validity,
)
from data.sources.demo import demo_network, demo_plan
from routing.force.cover import CoverAsked
from routing.force.standards import Standard
from routing.index import NetworkIndex
from routing.march.reading import Aspect, Grade
from routing.march.strip import Part, strip_of
from routing.march.table import march_table
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question
from tests import builders
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, contributor, phase, plan, sector, site, zone
from tests.force_builders import (
    assignment,
    caveat,
    consent,
    legal_instrument,
    party,
    pledge,
    roe_grant,
    task_requirement,
    unit,
)

ROAD = ascii_map("A---B---C---D", grid_m=1000.0)
"""Twelve kilometres at 36 km/h: the head takes 20 minutes."""
INDEX = NetworkIndex(ROAD.network)
ACTIVE = SectorState.ACTIVE
WEST, ALL = area_m(-500, -500, 6010, 500), area_m(-500, -500, 12500, 500)
GRANTED = ApprovalStep(kind=ApprovalKind.PARLIAMENT, state=ApprovalState.GRANTED)
NEAR = CoverAsked(standards=(Standard(name="near", minutes=15),))
NONE = CoverAsked(standards=())
SPAN = {"starts_at": NOON - timedelta(days=1), "ends_at": NOON + timedelta(days=1)}


def convoy(**said):
    ends = {"origin": "a", "destination": "d", "task": TaskKind.ESCORT, "vehicle_count": 10}
    return builders.convoy(**{**ends, **said})


def protected(*changes, area=ALL):
    """A plan in which a unit may escort all along the road, with records put in the place of those of the same id."""
    return plan(
        contributor(),
        sector(area=area, owner="k"),
        site("a", point=ROAD.point("A")),
        site("d", point=ROAD.point("D")),
        site("s", point=ROAD.point("B"), kind=SiteKind.BASE),
        phase(**SPAN, sector_states=(("north", ACTIVE),)),
        pledge(steps=(GRANTED,)),
        unit(capabilities=(TaskKind.ESCORT, TaskKind.QUICK_REACTION)),
        task_requirement(),
        task_requirement("reaction", task=TaskKind.QUICK_REACTION),
        roe_grant(),
        legal_instrument(in_force=Validity()),
        assignment(),
    ).with_record(*changes)


def strip(drawn, moving=None, part=Part.COLUMN, cover=NONE):
    moving = moving or convoy()
    route = find_route(INDEX, drawn, convoy_question(drawn, moving, Terms(at=moving.departs_at)))
    assert isinstance(route, Route)
    return strip_of(INDEX, drawn, (route, march_table(INDEX, drawn, moving, route)), part, cover)


def row(found, aspect, name=""):
    return next(own for own in found.rows if (own.aspect, own.name) == (aspect, name))


def grades(found, aspect=Aspect.ALL, name=""):
    """Runs of equal grades with their minutes."""
    runs = []
    for cell in row(found, aspect, name).cells:
        if not runs or runs[-1][0] is not cell.reading.grade:
            runs.append([cell.reading.grade, 0])
        runs[-1][1] += 1
    return [tuple(run) for run in runs]


def test_a_column_in_an_active_sector_whose_unit_may_act_is_protected_until_its_tail_is_in():
    found = strip(protected())
    assert grades(found) == [(Grade.MET, 22)]  # 20 min, and 1,000 m of column at 10 m/s
    assert found.moment(3) == NOON + timedelta(minutes=3)
    assert found.minutes_by_grade()[Grade.MET] == 22


def test_a_sector_left_by_the_head_counts_for_the_column_and_one_left_by_the_tail_no_longer():
    drawn = protected(area=WEST)
    assert grades(strip(drawn, part=Part.HEAD)) == [(Grade.MET, 10), (Grade.NOT_MET, 10)]
    assert grades(strip(drawn)) == [(Grade.MET, 10), (Grade.NOT_MET, 12)]
    assert grades(strip(drawn, part=Part.TAIL)) == [(Grade.MET, 11), (Grade.NOT_MET, 11)]


def test_a_tail_that_has_not_come_into_the_sector_leaves_the_column_without_protection_and_says_where():
    east = area_m(6000, -500, 12500, 500)
    found = strip(protected(area=east))
    assert grades(found) == [(Grade.NOT_MET, 12), (Grade.MET, 10)]
    behind = row(found, Aspect.SECTOR).cells[11]
    assert found.from_m[11] <= behind.at_m <= 6000.0
    assert behind.reading.reason == "This stretch lies outside every sector."


def test_a_phase_that_ends_on_the_march_ends_protection_in_that_minute():
    ends_at = NOON + timedelta(minutes=7, seconds=30)
    found = strip(protected(phase(starts_at=SPAN["starts_at"], ends_at=ends_at, sector_states=(("north", ACTIVE),))))
    assert grades(found) == [(Grade.MET, 7), (Grade.NOT_MET, 15)]
    assert row(found, Aspect.ALL).cells[7].reading.word == "no phase"


def test_every_vehicle_has_a_strip_of_its_own_the_first_that_of_the_head_and_none_is_worse_than_the_column():
    drawn = protected(area=WEST)
    whole, head = strip(drawn), strip(drawn, part=Part.HEAD)
    own = [strip(drawn, part=number) for number in range(convoy().vehicle_count)]
    assert grades(own[0]) == grades(head)
    assert [one.part_name for one in own[:2]] == ["vehicle 1", "vehicle 2"]
    left = [one.minutes_by_grade()[Grade.MET] for one in own]
    assert left == sorted(left)
    assert left[0] < left[-1]
    for one in own:
        pairs = zip(one.overall.cells, whole.overall.cells, strict=False)
        assert all(cell.reading.badness <= column.reading.badness for cell, column in pairs)


def test_an_unknown_number_of_vehicles_is_never_told_as_protected():
    found = strip(protected(area=WEST), convoy(vehicle_count=None))
    assert grades(found) == [(Grade.UNKNOWN, 10), (Grade.NOT_MET, 10)]
    assert grades(strip(protected(), convoy(vehicle_count=None), Part.HEAD)) == [(Grade.MET, 20)]


def test_from_where_the_column_stands_for_a_time_nobody_knows_nothing_is_told_as_protected():
    gate = site("gate", point=ROAD.point("C"), kind=SiteKind.CHECKPOINT)
    found = strip(protected(gate))
    assert grades(found)[0] == (Grade.MET, 13)  # 8 km in 800 s
    assert grades(found)[1][0] is Grade.UNKNOWN
    assert len(grades(found)) == 2
    assert "How long the column stands" in found.overall.cells[-1].reading.reason


def test_a_unit_under_rules_too_narrow_is_present_but_may_not_act():
    (grant,) = protected().roe_grants
    found = strip(protected(replace(grant, roe=RoeClass.SELF_DEFENCE)))
    cell = row(found, Aspect.RULES).cells[0]
    assert cell.reading.grade is Grade.NOT_MET
    assert cell.reading.word == "First battalion: may not act"
    assert "defence of others" in cell.reading.change


def test_a_caveat_that_ends_with_the_hour_ends_protection_at_that_minute():
    hours = DailyHours(starts=time(0, 1), ends=(NOON + timedelta(minutes=5)).time())
    found = strip(protected(caveat(barred_sectors=(), hours=hours, name="Mornings")))
    assert grades(found) == [(Grade.MET, 5), (Grade.NOT_MET, 17)]


def test_silence_is_no_consent_and_a_condition_nobody_checked_is_not_known():
    asked = party(required_for=(ConsentObject.SECTOR,))
    silent = strip(protected(asked))
    assert row(silent, Aspect.CONSENT, "Party").cells[0].reading.word == "silent"
    assert grades(silent) == [(Grade.NOT_MET, 22)]
    given = consent(about="north", valid=Validity(ends_at=NOON + timedelta(minutes=4)))
    assert grades(strip(protected(asked, given)), Aspect.CONSENT, "Party") == [(Grade.MET, 4), (Grade.NOT_MET, 18)]
    refused = consent(about="north", state=ConsentState.REFUSED)
    assert row(strip(protected(asked, refused)), Aspect.CONSENT, "Party").cells[0].reading.word == "refused"


def test_a_response_is_told_in_minutes_of_the_farthest_point_and_narrow_before_it_is_late():
    found = strip(protected(assignment("reserve", task=TaskKind.QUICK_REACTION)), cover=NEAR)
    reaction = row(found, Aspect.RESPONSE, "near")
    assert reaction.cells[0].reading.minutes == 7  # from A back to the base at B: 4 km in 400 s
    assert grades(found, Aspect.RESPONSE, "near")[0][0] is Grade.MET
    assert max(cell.reading.minutes for cell in reaction.cells) == 14  # 8 km beyond it, 800 s of 900
    assert grades(found, Aspect.RESPONSE, "near")[-1][0] is Grade.NARROW


def test_exposure_is_told_beside_and_takes_no_protection_away():
    found = strip(protected(zone(area=WEST, exposure=0.5)))
    assert grades(found, Aspect.EXPOSURE) == [(Grade.NARROW, 12), (Grade.MET, 10)]
    assert grades(found) == [(Grade.MET, 22)]


@pytest.fixture(scope="module")
def demo():
    drawn, index = demo_plan(), NetworkIndex(demo_network())
    made = []
    for moving in drawn.convoys:
        route = find_route(index, drawn, convoy_question(drawn, moving, Terms(at=moving.departs_at)))
        if isinstance(route, Route):
            table = march_table(index, drawn, moving, route)
            made.append((moving, table.column, strip_of(index, drawn, (route, table))))
    return drawn, made


def test_on_the_demo_every_metre_of_every_column_at_every_second_looked_at_lies_in_an_active_sector_where_told(demo):
    drawn, made = demo
    assert len(made) >= 4
    seen = 0
    for _, column, found in made:
        if column.road_space_m is None:
            continue
        told = row(found, Aspect.SECTOR).cells
        for second in range(0, int(column.tail.since_s[-1]), 20):
            held = next((p for p in reversed(drawn.phases) if p.starts_at <= found.moment(0) < p.ends_at), None)
            active = [s.area for s in drawn.sectors if held and held.state_of(s.id) is ACTIVE]
            tail_m, head_m = column.extent_m(np.array([float(second)]))
            along = np.linspace(tail_m[0], head_m[0], 25)
            points = [Point(p) for p in column.lines.places(np.zeros(25, np.int64), along)]
            inside = shapely.covers(shapely.union_all(active), points).all() if active else False
            seen += bool(inside)
            assert inside or told[second // 60].reading.grade is not Grade.MET
    assert seen > 50


def test_what_is_told_over_all_is_the_worst_of_all_that_is_asked(demo):
    for _, _, found in demo[1]:
        asked = [own for own in found.rows if own.aspect not in {Aspect.ALL, Aspect.EXPOSURE}]
        for minute, cell in enumerate(found.overall.cells):
            # places differ within a minute: over all may be worse for no single row at one place
            worst = max(own.cells[minute].reading.grade.rank for own in asked)
            assert cell.reading.grade.rank == worst
            assert cell.reading.grade is Grade.MET or cell.reading.reason


def test_every_response_that_comes_at_all_names_the_base_it_is_counted_from(demo):
    drawn, made = demo
    bases = {str(record.id) for record in (*drawn.sites, *drawn.units)}
    cells = [cell for _, _, found in made for own in found.rows if own.aspect is Aspect.RESPONSE for cell in own.cells]
    told = [cell.reading for cell in cells if cell.reading.minutes is not None and np.isfinite(cell.reading.minutes)]
    assert len(told) > 100
    assert all(len(reading.why) == 1 and reading.why[0] in bases for reading in told)
    assert all("between here and" in reading.reason for reading in told)
