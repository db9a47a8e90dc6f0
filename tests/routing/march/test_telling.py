"""What is tested again when a column is late, and who must be told what by when, on a straight road."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from shapely import LineString

from data.model import (
    ConsentObject,
    DailyHours,
    OpeningKind,
    Recurrence,
    SiteKind,
    Validity,
)
from routing.march.meeting import conflicts_of
from routing.march.reading import Aspect
from routing.march.retest import Weaker, retested
from routing.march.situation import situation_of
from routing.march.stays import missed_windows
from routing.march.strip import strip_of
from routing.march.table import march_tables
from routing.march.telling import Addressee, who_must_be_told
from routing.march.underway import underway_of
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question
from tests import builders, force_builders, march_builders
from tests.asciimap import area_m
from tests.builders import NOON
from tests.routing.march.town import INDEX, at, planned

COLUMN = {"vehicle_count": 10, "vehicle_gap_m": 50, "commander": "Amal", "radio": "channel 4", "corridor": "road"}
EVERYTHING = (
    builders.site(
        "gate",
        name="Gate",
        name_ar="البوابة",
        point=at(4000),
        kind=SiteKind.CHECKPOINT,
        lanes=1,
        service_time_per_vehicle_s=30.0,
    ),
    builders.sector("west", name="West", area=area_m(-500, -500, 4000, 500), owner="k"),
    builders.sector("east", name="East", area=area_m(4000, -500, 9000, 500), owner=None),
    builders.contributor("k", name="Keepers", name_ar="الحراس"),
    builders.corridor("road", name="The corridor", line=LineString([at(0), at(8000)])),
    force_builders.party("p", name="The party", required_for=(ConsentObject.CORRIDOR,)),
    force_builders.consent(
        "word",
        party="p",
        about="road",
        valid=Validity(starts_at=NOON - timedelta(hours=1), ends_at=NOON + timedelta(hours=1)),
    ),
)
OTHER = builders.convoy(
    "w", name="Second", origin="gate", destination="c-end", departs_at=NOON + timedelta(minutes=50), vehicle_count=5
)


def hours(kind, starts, ends, about=None, rule_id="rule"):
    return march_builders.opening_rule(
        rule_id, name="Rule", kind=kind, about=about, weekly=(Recurrence(hours=DailyHours(starts=starts, ends=ends)),)
    )


def looked_at(*records, late_s=0.0, now_s=None, place="gate", **convoy):
    """The column late at a place, by a report made there."""
    plan, _ = planned(*EVERYTHING, *records, **{**COLUMN, **convoy})
    ways = {c.id: find_route(INDEX, plan, convoy_question(plan, c, Terms(at=c.departs_at))) for c in plan.convoys}
    tables = march_tables(INDEX, plan, ways)
    arrived_at = tables["v"].row_of(place).column.arrives_at + timedelta(seconds=late_s)
    plan = plan.with_record(march_builders.passing_report("r", convoy="v", place=place, arrived_at=arrived_at))
    now = arrived_at if now_s is None else NOON + timedelta(seconds=now_s)
    under_way = underway_of(INDEX, plan, (ways["v"], tables["v"]), now)
    found = retested(INDEX, plan, (tables["v"], under_way.expected), (tables, tables), now)
    return found, who_must_be_told(plan, under_way, found, now)


def told(notices):
    return {(one.addressee, one.name) for one in notices}


def test_a_column_in_time_concerns_nobody():
    found, notices = looked_at()
    assert (found.findings, notices) == ((), ())
    assert looked_at(late_s=599)[1] == ()


def test_a_late_column_concerns_those_it_comes_to_later_with_reasons_and_latest_times():
    _, notices = looked_at(late_s=1200, place="a")
    assert told(notices) == {
        (Addressee.COMMANDER, "Amal"),
        (Addressee.GATE, "Gate"),
        (Addressee.OWNER, "Keepers"),
        (Addressee.OWNER, "Nobody owns sector East: find out who must know"),
        (Addressee.RECIPIENT, "Gamma"),
    }
    gate = next(one for one in notices if one.addressee is Addressee.GATE)
    assert (gate.name_ar, gate.by) == ("البوابة", None)
    assert gate.why == ("Gate: now 1 Jun 12:26 to 1 Jun 12:31, planned 1 Jun 12:06 to 1 Jun 12:11.",)
    commander = next(one for one in notices if one.addressee is Addressee.COMMANDER)
    assert "Radio: channel 4." in commander.why[0]


def test_who_is_behind_the_column_needs_not_be_told():
    _, notices = looked_at(late_s=1200, now_s=4000)
    assert (Addressee.OWNER, "Keepers") not in told(notices)


def test_a_party_is_told_whose_consent_does_not_cover_the_new_hours_and_none_whose_consent_still_does():
    assert Addressee.PARTY not in {one.addressee for one in looked_at(late_s=1200, place="a")[1]}
    _, notices = looked_at(late_s=3300, place="a")
    party = next(one for one in notices if one.addressee is Addressee.PARTY)
    assert (party.name, party.why[0].split(":")[0]) == (
        "The party",
        "Its consent on The corridor does not cover the new hours",
    )


def test_parties_are_told_where_the_times_had_been_announced():
    _, notices = looked_at(late_s=1200, place="a", is_fixed=True)
    party = next(one for one in notices if one.addressee is Addressee.PARTY)
    assert "had been announced" in party.why[0]


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        (hours(OpeningKind.CURFEW, time(12, 30), time(6)), "the operation"),
        (hours(OpeningKind.CLOSURE, time(12, 30), time(6), "gate"), "Gate"),
        (hours(OpeningKind.OPENING_HOURS, time(6), time(12, 30), "east"), "East"),
        (hours(OpeningKind.PAUSE, time(6), time(12, 30), "road"), "The corridor"),
    ],
)
def test_what_shuts_before_the_tail_is_through_is_missed_and_the_plan_did_not_miss_it(rule, where):
    assert looked_at(rule)[0].missed == ()
    found, notices = looked_at(rule, late_s=1380, place="a")
    assert [one.stay.name for one in found.newly_missed] == [where]
    assert [one.code for one in found.findings] == ["window-missed"]
    commander = next(one for one in notices if one.addressee is Addressee.COMMANDER)
    assert any(f"{where} is shut from 1 Jun 12:30" in why for why in commander.why)


def test_where_the_tail_is_not_known_what_shuts_later_may_be_missed():
    plan, own = planned(hours(OpeningKind.CURFEW, time(17), time(6)))
    table = march_tables(INDEX, plan, {"v": find_route(INDEX, plan, convoy_question(plan, own, Terms(at=NOON)))})["v"]
    (missed,) = missed_windows(INDEX, plan, table)
    assert not missed.is_known


def test_bases_and_hospitals_are_told_whose_response_reaches_less_of_what_is_left():
    base = builders.site("base", name="Base", point=at(1000), kind=SiteKind.BASE)
    care = builders.site("care", name="Hospital", point=at(2000), kind=SiteKind.HOSPITAL)
    plan, _ = planned(*EVERYTHING, base, care, **COLUMN)
    route = find_route(INDEX, plan, convoy_question(plan, plan.convoys[0], Terms(at=NOON)))
    table = march_tables(INDEX, plan, {"v": route})["v"]
    under_way = underway_of(INDEX, plan, (route, table), NOON)
    found = retested(INDEX, plan, (table, table), ({}, {}), NOON)
    weaker = [
        Weaker(aspect=Aspect.RESPONSE, name=name, minutes=9, planned_minutes=2, first_at=NOON + timedelta(minutes=5))
        for name in ("quick reaction", "surgery")
    ]
    notices = who_must_be_told(plan, under_way, replace(found, weaker=tuple(weaker)), NOON)
    responding = {one.name: one.why for one in notices if one.addressee is Addressee.RESPONSE}
    assert set(responding) == {"Base", "Hospital", "Alpha", "Gamma"}  # the ends of the road are hospitals as well
    assert responding["Base"][0].startswith("Quick reaction reaches less of the way: 9 min")
    assert {one.by for one in notices if one.addressee is Addressee.RESPONSE} == {NOON + timedelta(minutes=5)}


def test_a_column_met_only_because_of_the_delay_is_told():
    end = builders.site("c-end", name="End", point=at(7000))
    assert looked_at(OTHER, end)[0].conflicts == ()
    found, notices = looked_at(OTHER, end, late_s=2400, place="a")
    (met,) = found.newly_conflicting
    assert (met.convoy, met.point) == ("w", "Gate")
    assert (Addressee.CONVOY, "Second") in told(notices)
    assert found.findings[-1].code == "columns-meet"


def test_columns_lack_as_much_as_headway_and_pass_time_ask_for():
    end = builders.site("c-end", name="End", point=at(7000))
    plan, _ = planned(*EVERYTHING, end, OTHER, **COLUMN)
    ways = {c.id: find_route(INDEX, plan, convoy_question(plan, c, Terms(at=c.departs_at))) for c in plan.convoys}
    tables = march_tables(INDEX, plan, ways)
    first, second = tables["v"].row_of("gate").column, tables["w"].row_of("gate").column
    needs_s = (second.arrives_at - first.clears_at).total_seconds()
    assert conflicts_of(tables["v"], tables, headway_s=needs_s) == ()
    (met,) = conflicts_of(tables["v"], tables, headway_s=needs_s + 60)
    assert met.lacking_s == pytest.approx(60)


def test_a_situation_holds_all_of_it_and_a_strip_from_now_on():
    plan, own = planned(*EVERYTHING, hours(OpeningKind.CURFEW, time(12, 30), time(6)), **COLUMN)
    route = find_route(INDEX, plan, convoy_question(plan, own, Terms(at=NOON)))
    table = march_tables(INDEX, plan, {"v": route})["v"]
    report = march_builders.passing_report("r", convoy="v", place="a", arrived_at=NOON + timedelta(minutes=25))
    plan, now = plan.with_record(report), NOON + timedelta(minutes=26)
    found = situation_of(INDEX, plan, (route, table, strip_of(INDEX, plan, (route, table))), {}, now)
    assert found.strip.starts_at == now
    assert "window-missed" in {one.code for one in found.findings}
    assert found.notices
    late = situation_of(
        INDEX, plan, (route, table, strip_of(INDEX, plan, (route, table))), {}, NOON + timedelta(hours=9)
    )
    assert late.strip is None
    assert replace(found, strip=None).findings == found.findings
