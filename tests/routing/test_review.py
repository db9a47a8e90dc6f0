"""Each check speaks when it should and is silent otherwise."""

from datetime import UTC, datetime, timedelta

import pytest
from shapely import LineString, Point, box

from data.model import (
    BorderStatus,
    Contributor,
    Convoy,
    Crossing,
    Gate,
    Phase,
    Plan,
    RoadStatus,
    Sector,
    SectorState,
    Site,
    SiteKind,
    Source,
    StatusReport,
)
from routing.phases import phase_at
from routing.review import review

DAY = timedelta(days=1)
T0 = datetime(2027, 3, 1, tzinfo=UTC)


def phase(name="P1", start=0, end=10, **more):
    return Phase(id=name, name=name, starts_at=T0 + start * DAY, ends_at=T0 + end * DAY, **more)


def report(name="R1", hours_old=1, status=RoadStatus.PASSABLE, lon=34.4):
    made = T0 + DAY - timedelta(hours=hours_old)
    line = LineString([(lon, 31.5), (lon + 0.01, 31.5)])
    return StatusReport(id=name, status=status, place=line, source=Source(name="patrol", reported_at=made))


def codes(plan, at=T0 + DAY):
    return {f.code for f in review(plan, at)}


def test_a_sound_plan_has_no_findings():
    plan = Plan(name="x", phases=(phase(), phase("P2", 10, 20)), status_reports=(report(),))
    assert codes(plan) == set()


@pytest.mark.parametrize(("hours_old", "stale"), [(71, False), (73, True)])
def test_a_report_is_stale_after_its_limit(hours_old, stale):
    assert ("report-stale" in codes(Plan(name="x", status_reports=(report(hours_old=hours_old),)))) is stale


def test_a_fresh_report_of_unknown_is_told_and_is_not_called_stale():
    assert codes(Plan(name="x", status_reports=(report(status=RoadStatus.UNSPECIFIED),))) == {"report-unknown"}


@pytest.mark.parametrize(("lon", "conflict"), [(34.4, True), (34.5, False)])
def test_only_reports_on_the_same_place_conflict(lon, conflict):
    two = (report(), report("R2", status=RoadStatus.NOT_PASSABLE, lon=lon))
    assert ("reports-conflict" in codes(Plan(name="x", status_reports=two))) is conflict


def test_two_border_reports_conflict_by_their_crossing():
    crossing = Crossing(id="C", name="C", point=Point(34.3, 31.3))
    reports = tuple(
        StatusReport(id=f"B{n}", status=s, crossing_id="C", source=Source(name="x", reported_at=T0 + DAY))
        for n, s in enumerate((BorderStatus.OPEN, BorderStatus.CLOSED))
    )
    assert codes(Plan(name="x", crossings=(crossing,), status_reports=reports)) == {"reports-conflict"}


@pytest.mark.parametrize(("second", "code"), [((9, 20), "phases-overlap"), ((11, 20), "phases-gap")])
def test_phases_must_meet(second, code):
    assert codes(Plan(name="x", phases=(phase(), phase("P2", *second)))) == {code}


@pytest.mark.parametrize(("met", "told"), [(True, False), (False, True), (None, True)])
def test_a_begun_phase_needs_its_gates_met(met, told):
    plan = Plan(name="x", phases=(phase(gates=(Gate(condition="road cleared", met=met),)),))
    assert ("gate-not-met" in codes(plan)) is told
    assert "gate-not-met" not in codes(plan, T0 - DAY)


def test_an_active_sector_needs_an_owner():
    states = (("S", SectorState.ACTIVE),)
    sector = Sector(id="S", name="S", area=box(34, 31, 35, 32))
    orphan = Plan(name="x", sectors=(sector,), phases=(phase(sector_states=states),))
    assert codes(orphan) == {"active-without-owner"}
    owned = orphan.with_record(Contributor(id="A", name="A"), Sector(id="S", name="S", area=sector.area, owner="A"))
    assert codes(owned) == set()


def test_a_convoy_is_reported_without_strength_or_outside_every_phase():
    sites = tuple(Site(id=i, name=i, point=Point(34, 31), kind=SiteKind.WAREHOUSE) for i in ("A", "B"))
    convoy = Convoy(id="C-01", name="C-01", organisation="x", origin="A", destination="B", departs_at=T0 + 30 * DAY)
    plan = Plan(name="x", sites=sites, phases=(phase(),), convoys=(convoy,))
    assert codes(plan) == {"vehicle-count-unknown", "convoy-outside-phases"}


def test_the_end_of_a_phase_belongs_to_the_next():
    plan = Plan(name="x", phases=(phase(), phase("P2", 10, 20)))
    assert phase_at(plan, T0 + 10 * DAY).id == "P2"
    assert phase_at(plan, T0 + 20 * DAY) is None
