"""Coverage by phase, held against PostGIS: another library, another language, the same metres."""

import random
from dataclasses import replace

import pytest
import sqlalchemy as sa
from shapely import LineString, Point, union_all
from shapely.affinity import scale

from data.model import SectorState
from data.sources.demo import demo_plan
from routing.coverage import coverage_by_phase

COVERED = sa.text("""
    WITH corridor AS (SELECT ST_GeomFromWKB(:line, 4326) AS line),
         active AS (SELECT ST_Union(ST_GeomFromWKB(area, 4326)) AS area FROM unnest(CAST(:areas AS bytea[])) AS area)
    SELECT ST_Length(line::geography), coalesce(ST_Length(ST_Intersection(line, area)::geography), 0)
    FROM corridor, active
""")


@pytest.fixture(scope="module")
def postgis(server):
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE DATABASE ground")
    engine = sa.create_engine(server.url.set(database="ground"))
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE EXTENSION postgis")
        yield connection
    engine.dispose()


def by_postgis(connection, plan, corridor, phase):
    """Length of a corridor and how much of it is secured, in metres on the spheroid."""
    areas = [
        sector.area.wkb
        for sector in plan.sectors
        if phase.state_of(sector.id) is SectorState.ACTIVE
        and (sector.valid.starts_at or phase.starts_at) <= phase.starts_at
        and (sector.valid.ends_at or phase.ends_at) >= phase.ends_at
    ]
    return connection.execute(COVERED, {"line": corridor.line.wkb, "areas": areas}).one()


def wandering(plan, seed):
    """The plan with thirty more corridors and its sectors grown into one another and shrunk apart."""
    chance = random.Random(seed)
    west, south, east, north = union_all([sector.area for sector in plan.sectors]).bounds
    lines = (
        LineString([(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(chance.randint(2, 12))])
        for _ in range(30)
    )
    like = plan.corridors[0]
    sectors = (
        replace(sector, area=scale(sector.area, f, f, origin=Point(sector.area.exterior.coords[0])))
        for sector in plan.sectors
        for f in [chance.uniform(0.7, 1.3)]
    )
    corridors = (replace(like, id=f"random-{n}", line=line) for n, line in enumerate(lines))
    return replace(plan, corridors=(*plan.corridors, *corridors), sectors=tuple(sectors))


@pytest.mark.parametrize("plan", [demo_plan(), wandering(demo_plan(), 5)], ids=["demo", "chance"])
def test_every_phase_covers_every_corridor_as_postgis_says_to_a_decimetre(postgis, plan):
    corridors, phases = {c.id: c for c in plan.corridors}, {p.id: p for p in plan.phases}
    found = coverage_by_phase(plan)
    assert len(found) == len(corridors) * len(phases)
    for own in found:
        total_m, covered_m = by_postgis(postgis, plan, corridors[own.corridor_id], phases[own.phase_id])
        assert (own.total_m, own.covered_m) == pytest.approx((total_m, covered_m), abs=0.1)
    assert any(0 < own.covered_m < own.total_m for own in found)
