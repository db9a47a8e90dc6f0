"""Times called in and read back, outcomes and waits in words, ways round in words."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from shapely import LineString

from data.errors import PlanError
from data.model import SiteKind, Waypoint
from data.store.codec import decoded, encoded, kind_of
from pages.parts.force.sheets import KEY
from pages.parts.march.otherways.tables import nearest_words, round_words
from pages.parts.march.underway.clocks import time_called, time_meant
from pages.parts.march.underway.notices import text_of
from pages.parts.march.underway.outcome import wait_words
from pages.parts.march.underway.reports import passing_sheet
from routing.march.bypass import Nearest
from routing.march.situation import situation_of
from routing.march.strip import strip_of
from routing.march.table import march_table
from routing.march.underway import underway_of
from routing.march.waits import known_wait
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question
from tests import builders, march_builders
from tests.builders import NOON
from tests.routing.march.town import INDEX, at, planned

GATE = builders.site("gate", name="Gate", name_ar="البوابة", point=at(4000), kind=SiteKind.CHECKPOINT)


def march(*records, **convoy):
    plan, own = planned(GATE, *records, **{"vehicle_count": 10, "vehicle_gap_m": 50, **convoy})
    plan = replace(plan, time_zone="Asia/Gaza")
    route = find_route(INDEX, plan, convoy_question(plan, own, Terms(at=NOON)))
    return plan, own, route, march_table(INDEX, plan, own, route)


def sheet_of(*records):
    plan, own, _, table = march(*records)
    return plan, passing_sheet(plan, own, table, NOON + timedelta(hours=3))


def with_cells(sheet, plan, place, **cells):
    return [row | cells if row[KEY] == place else row for row in sheet.rows(plan)]


def test_every_place_of_the_way_has_one_row_after_when_it_was_planned_in_local_time():
    plan, sheet = sheet_of()
    assert [(row[KEY], row["_of"]) for row in sheet.rows(plan)] == [
        ("a", "15:00 Alpha"),
        ("gate", "15:06 Gate"),
        ("c", "15:13 Gamma"),
    ]


def test_a_time_called_in_becomes_a_report_is_read_back_and_is_gone_when_its_cells_are_emptied():
    plan, sheet = sheet_of()
    rows = with_cells(sheet, plan, "gate", arrived="1630", cleared="16:45", source="Commander")
    told = sheet.told(plan, rows)
    (report,) = told.plan.passing_reports
    assert (report.convoy, report.place, report.source.name) == ("v", "gate", "Commander")
    assert report.arrived_at == NOON + timedelta(minutes=90)
    assert report.source.reported_at == NOON + timedelta(hours=3)
    (row,) = [row for row in sheet.rows(told.plan) if row[KEY] == "gate"]
    assert (row["arrived"], row["cleared"], row["source"]) == ("16:30", "16:45", "Commander")
    assert sheet.told(told.plan, sheet.rows(told.plan)).plan is told.plan
    emptied = with_cells(sheet, told.plan, "gate", arrived=None, cleared=None)
    assert sheet.told(told.plan, emptied).plan.passing_reports == ()


def test_entering_a_time_settles_several_reports_of_one_place():
    reports = [
        march_builders.passing_report(name, convoy="v", place="gate", arrived_at=NOON) for name in ("one", "two")
    ]
    plan, sheet = sheet_of(*reports)
    told = sheet.told(plan, with_cells(sheet, plan, "gate", arrived="15:20"))
    assert [report.id for report in told.plan.passing_reports] == ["two"]


def test_all_faults_are_told_with_their_place_and_nothing_is_lost():
    plan, sheet = sheet_of()
    rows = with_cells(sheet, plan, "gate", arrived="late")
    rows = [row | {"arrived": "15:20", "cleared": "15:10"} if row[KEY] == "c" else row for row in rows]
    told = sheet.told(plan, rows)
    assert [fault.split(":")[0] for fault in told.faults] == ["Gate", "Gamma"]
    assert "is no time; write 11:30" in told.faults[0]


def test_a_point_where_the_plan_knows_nothing_is_reported_by_where_it_lies_and_shifts_what_comes_after():
    line = builders.control_line(
        line=LineString([(at(2000).x, at(2000).y + side) for side in (-0.01, 0.01)]), name="Cedar"
    )
    plan, sheet = sheet_of(line)
    key = next(row[KEY] for row in sheet.rows(plan) if "Cedar" in row["_of"])
    told = sheet.told(plan, with_cells(sheet, plan, key, arrived="15:33"))
    (report,) = told.plan.passing_reports
    assert report.place == Waypoint(point=sheet.places[1].point.point, name=sheet.places[1].point.name)
    assert decoded(kind_of(report), report.id, encoded(report)) == report
    (row,) = [row for row in sheet.rows(told.plan) if row[KEY] == key]
    assert row["arrived"] == "15:33"
    _, _, route, table = march(line, report)
    found = underway_of(INDEX, told.plan, (route, table), NOON + timedelta(minutes=35))
    assert found.later_s >= 25 * 60
    assert found.findings == ()


@pytest.mark.parametrize("hours", [-30, -13, -5, 0, 11, 20, 49])
def test_any_moment_called_in_is_the_moment_meant(hours):
    moment = NOON + timedelta(hours=hours, minutes=7)
    assert time_meant(time_called(moment, NOON, "Asia/Gaza"), NOON, "Asia/Gaza") == moment


def test_a_time_the_clocks_never_show_is_refused():
    due = NOON.replace(month=3, day=29)
    with pytest.raises(PlanError, match="never show"):
        time_meant("02:30", due.replace(hour=1), "Europe/Berlin")
    with pytest.raises(PlanError, match="is no time"):
        time_meant("25:00", due, "Europe/Berlin")


def test_the_text_to_send_names_everybody_with_reasons_says_that_it_informs_and_knows_arabic_names():
    report = march_builders.passing_report("r", convoy="v", place="a", arrived_at=NOON + timedelta(minutes=25))
    plan, _, route, table = march(report)
    found = situation_of(
        INDEX, plan, (route, table, strip_of(INDEX, plan, (route, table))), {}, NOON + timedelta(minutes=26)
    )
    text = text_of(plan, found)
    assert "It is not an approval" in text
    assert "TO Gate · البوابة – crossing, checkpoint or holding point – at once" in text
    assert "25 min later than planned" in text


def test_waits_are_told_with_how_many_columns_they_are_and_few_are_too_few_to_tell():
    def waits(*minutes):
        return [
            march_builders.mission_outcome(
                f"o{n}", waits=(replace(march_builders.mission_outcome().waits[0], place="gate", wait_s=60 * own),)
            )
            for n, own in enumerate(minutes)
        ]

    plan = builders.plan(GATE, *waits(10, 20, 30, 95, 200))
    assert wait_words(known_wait(plan, "gate"), "UTC") == (
        "8 in 10 waited at most 1 h 35 min, half at most 30 min, the longest 3 h 20 min (5 columns, since 1 Jun 2026)."
    )
    assert (
        wait_words(known_wait(builders.plan(GATE, *waits(10)), "gate"), "UTC")
        == "Too few to tell (1 column, since 1 Jun 2026)."
    )
    assert "not known" in wait_words(None, "UTC")


def test_ways_round_and_help_are_told_without_taking_the_unknown_for_known():
    none = Nearest(site=None, name=None, known_s=None, at_best_s=None)
    assert nearest_words(none) == "✗ none can be reached"
    doubtful = replace(none, name="Base", at_best_s=600.0)
    assert nearest_words(doubtful) == "? not known: Base, 10 min, over roads of unknown state"
    assert nearest_words(replace(doubtful, known_s=900.0)) == "Base, 15 min (10 min over roads of unknown state)"
    assert nearest_words(replace(doubtful, known_s=600.0)) == "Base, 10 min"
    stuck = SimpleNamespace(route=None, extra_s=None, extra_m=None, back_m=0.0)
    assert round_words(stuck) == "✗ no way round"
    way = SimpleNamespace(route=SimpleNamespace(unknown_m=160.0), extra_s=660.0, extra_m=-200.0, back_m=379.0)
    assert round_words(way) == "+11 min, −200 m, turning back for 379 m; 160 m of the way on are of unknown state"
