"""Hypothesis strategies for every noun and for whole plans."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from hashlib import sha256

from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

from data.model import (
    COLLECTION_OF,
    Barrier,
    BarrierKind,
    BorderStatus,
    BridgeStatus,
    Confidence,
    Contributor,
    ControlLine,
    ControlLineKind,
    Convoy,
    Corridor,
    Crossing,
    Gate,
    Incident,
    Lead,
    Note,
    Phase,
    Plan,
    PlannedWait,
    Priority,
    RoadStatus,
    Sector,
    SectorState,
    Serial,
    Site,
    SiteKind,
    Source,
    StatusReport,
    TaskKind,
    Validity,
    Waypoint,
    Zone,
    ZoneKind,
)
from tests.force_strategies import REFERRED, records_of, value_of

PHOTO = b"the photograph that notes show"
LON = st.floats(-180, 180)
LAT = st.floats(-90, 90)


def texts(max_size=12):
    return st.text(st.characters(exclude_categories=("Cs",)), max_size=max_size)


def optional(values):
    return st.none() | values


def _or(given, default):
    return default if given is None else given


def ids(prefix):
    return texts(6).map(lambda text: f"{prefix}-{text}")


def moments():
    zones = st.sampled_from([UTC, timezone(timedelta(hours=3)), timezone(-timedelta(hours=9, minutes=30))])
    return st.datetimes(datetime(1980, 1, 1), datetime(2099, 1, 1), timezones=zones)  # noqa: DTZ001  zones are drawn


@st.composite
def spans(draw, least=timedelta(microseconds=1)):
    start = draw(moments())
    return start, start + least + draw(st.timedeltas(timedelta(0), timedelta(days=900)))


def validities():
    closed = spans().map(lambda s: Validity(starts_at=s[0], ends_at=s[1]))
    return closed | st.builds(Validity, starts_at=optional(moments())) | st.builds(Validity, ends_at=moments())


def sources():
    return st.builds(
        Source,
        name=texts(),
        reported_at=optional(moments()),
        confidence=st.sampled_from(Confidence),
    )


def points():
    return st.builds(Point, LON, LAT)


def lines():
    corners = st.lists(st.tuples(LON, LAT), min_size=2, max_size=6)
    return corners.filter(lambda c: LineString(c).length > 0).map(LineString)


@st.composite
def boxes(draw, west=-170.0, east=170.0):
    lon, lat = draw(st.floats(west, east - 2)), draw(st.floats(-80, 78))
    return box(lon, lat, lon + draw(st.floats(1e-3, 1)), lat + draw(st.floats(1e-3, 1)))


@st.composite
def rings(draw):
    """A triangle or box, sometimes with a hole."""
    outer = draw(boxes())
    west, south, east, north = outer.bounds
    if draw(st.booleans()):
        return Polygon([(west, south), (east, south), (draw(st.floats(west, east)), north)])
    width, height = (east - west) / 4, (north - south) / 4
    hole = box(west + width, south + height, east - width, north - height)
    return outer.difference(hole) if draw(st.booleans()) else outer


def areas():
    pair = st.tuples(boxes(-170, -90), boxes(-80, 0))
    return (rings() | pair.map(MultiPolygon)).filter(lambda area: area.is_valid)


def zones(zone_id=None):
    return st.builds(
        Zone,
        id=_or(zone_id, ids("z")),
        name=texts(),
        area=areas(),
        kind=st.sampled_from(ZoneKind),
        name_ar=optional(texts()),
        owner=optional(texts()),
        exposure=st.floats(0, 100),
        valid=validities(),
        source=sources(),
        note=optional(texts()),
    )


def sectors(sector_id=None, owners=None):
    return st.builds(
        Sector,
        id=_or(sector_id, ids("sector")),
        name=texts(),
        area=areas(),
        name_ar=optional(texts()),
        owner=optional(_or(owners, ids("k"))),
        valid=validities(),
        source=sources(),
        note=optional(texts()),
    )


@st.composite
def barriers(draw, barrier_id=None, area_ids=None, phase_ids=None):
    kind = draw(st.sampled_from(BarrierKind))
    value = {BarrierKind.SCALED: st.floats(1, 1e6), BarrierKind.ADDED: st.floats(0, 1e6)}.get(kind, st.none())
    return Barrier(
        id=draw(_or(barrier_id, ids("b"))),
        area_id=draw(_or(area_ids, ids("z"))),
        kind=kind,
        value=draw(value),
        priority=draw(st.integers(-100, 100)),
        phases=tuple(draw(st.lists(_or(phase_ids, ids("p")), max_size=2))),
        valid=draw(validities()),
        source=draw(sources()),
    )


def gates():
    return st.builds(
        Gate,
        condition=texts(),
        met=optional(st.booleans()),
        evidence=optional(texts()),
        name=optional(texts()),
        due_at=optional(moments()),
        after=st.lists(texts(), max_size=2).map(tuple),
    )


@st.composite
def phases(draw, phase_id=None, sector_ids=None):
    starts_at, ends_at = draw(spans())
    states = draw(st.dictionaries(_or(sector_ids, ids("sector")), st.sampled_from(SectorState), max_size=3))
    return Phase(
        id=draw(_or(phase_id, ids("p"))),
        name=draw(texts()),
        starts_at=starts_at,
        ends_at=ends_at,
        name_ar=draw(optional(texts())),
        gates=tuple(draw(st.lists(gates(), max_size=2))),
        sector_states=tuple(states.items()),
        sector_leads=tuple((sector, draw(st.sampled_from(Lead))) for sector in states),
        note=draw(optional(texts())),
    )


def sites(site_id=None):
    return st.builds(
        Site,
        id=_or(site_id, ids("s")),
        name=texts(),
        point=points(),
        kind=st.sampled_from(SiteKind),
        name_ar=optional(texts()),
        capacity=optional(st.floats(0, 1e9)),
        capacity_unit=optional(texts()),
        valid=validities(),
        source=sources(),
        note=optional(texts()),
    )


def crossings(crossing_id=None):
    return st.builds(
        Crossing,
        id=_or(crossing_id, ids("x")),
        name=texts(),
        point=points(),
        name_ar=optional(texts()),
        service_time_per_vehicle_s=optional(st.floats(0, 1e6)),
        source=sources(),
        note=optional(texts()),
    )


def corridors(corridor_id=None):
    return st.builds(
        Corridor,
        id=_or(corridor_id, ids("c")),
        name=texts(),
        line=lines(),
        name_ar=optional(texts()),
        valid=validities(),
        source=sources(),
        note=optional(texts()),
    )


def control_lines(line_id=None, owners=None):
    return st.builds(
        ControlLine,
        id=_or(line_id, ids("l")),
        name=texts(),
        line=lines(),
        kind=st.sampled_from(ControlLineKind),
        name_ar=optional(texts()),
        owner=optional(_or(owners, ids("k"))),
        valid=validities(),
        source=sources(),
        note=optional(texts()),
    )


@st.composite
def status_reports(draw, report_id=None, crossing_ids=None):
    status = draw(st.sampled_from([*RoadStatus, *BridgeStatus, *BorderStatus]))
    place = {RoadStatus: lines(), BridgeStatus: points()}.get(type(status), st.none())
    crossing = (_or(crossing_ids, ids("x"))) if isinstance(status, BorderStatus) else st.none()
    return StatusReport(
        id=draw(_or(report_id, ids("r"))),
        status=status,
        source=draw(sources()),
        place=draw(place),
        crossing_id=draw(crossing),
        valid=draw(validities()),
        stale_after=draw(st.timedeltas(timedelta(0), timedelta(days=365))),
        note=draw(optional(texts())),
    )


@st.composite
def convoys(draw, convoy_id=None, places=None):
    """Any convoy; one of a plan names no vehicle type and no wait, because that plan may have none."""
    place, at_large = _or(places, ids("s")), places is None
    via = st.one_of(place, st.builds(Waypoint, point=points(), name=optional(texts())))
    serials = st.lists(value_of(Serial), max_size=2, unique_by=lambda serial: serial.name).map(tuple)
    ready_at, deadline_at = sorted(draw(st.lists(moments(), min_size=2, max_size=2, unique=True)))
    return Convoy(
        id=draw(_or(convoy_id, ids("v"))),
        name=draw(texts()),
        organisation=draw(texts()),
        origin=draw(place),
        destination=draw(place),
        departs_at=draw(moments()),
        via=draw(st.lists(via, max_size=2).map(tuple)),
        vehicle_count=draw(optional(st.integers(1, 500))),
        vehicle_gap_m=draw(st.floats(1e-3, 1e4)),
        priority=draw(st.sampled_from(Priority)),
        cargo=draw(optional(texts())),
        movement_number=draw(optional(texts())),
        serials=draw(serials) if at_large else (),
        commander=draw(optional(texts())),
        radio=draw(optional(texts())),
        ready_at=draw(optional(st.just(ready_at))),
        deadline_at=draw(optional(st.just(deadline_at))),
        waits=draw(st.lists(value_of(PlannedWait), max_size=1).map(tuple)) if at_large else (),
        is_fixed=draw(st.booleans()),
        task=draw(st.sampled_from(TaskKind)),
        escort_teams=draw(st.integers(0, 3)),
    )


def contributors(contributor_id=None):
    strength = optional(st.integers(0, 100_000))
    return st.builds(
        Contributor,
        id=_or(contributor_id, ids("k")),
        name=texts(),
        name_ar=optional(texts()),
        pledged_personnel=strength,
        deployed_personnel=strength,
        languages=st.lists(texts(3), max_size=3).map(tuple),
        note=optional(texts()),
    )


def incidents(incident_id=None):
    return st.builds(
        Incident,
        id=_or(incident_id, ids("i")),
        kind=texts(),
        point=points(),
        happened_at=moments(),
        summary=texts(),
        precision_m=optional(st.floats(0, 1e5)),
        source=sources(),
    )


@st.composite
def notes(draw, note_id=None, abouts=None):
    about = draw(optional(_or(abouts, ids("s"))))
    return Note(
        id=draw(_or(note_id, ids("n"))),
        text=draw(texts()),
        author=draw(texts().filter(str.strip)),
        written_at=draw(moments()),
        about=about,
        place=None if about else draw(points()),
        photo=sha256(PHOTO).hexdigest(),
        source=draw(sources()),
    )


def records():
    """Any record of any noun; its references lead nowhere."""
    return st.one_of(
        zones(),
        sectors(),
        barriers(),
        phases(),
        sites(),
        crossings(),
        corridors(),
        control_lines(),
        status_reports(),
        convoys(),
        contributors(),
        incidents(),
        notes(),
        *map(records_of, REFERRED),
    )


@st.composite
def plans(draw):
    """A plan of up to two records of each noun whose references all lead somewhere."""
    made = {name: _numbered(draw, name, strategy) for name, strategy in _FREE.items()}

    def bound(name, strategy, *referred):
        known = [[r.id for collection in names for r in made[collection]] for names in referred]
        return _numbered(draw, name, strategy, *map(st.sampled_from, known)) if all(known) else ()

    made["sectors"] += bound("owned", sectors, ["contributors"])
    made["control_lines"] = bound("control_lines", control_lines, ["contributors"])
    made["phases"] = bound("phases", phases, ["sectors"])
    made["barriers"] = bound("barriers", barriers, ["zones", "sectors"], ["phases"])
    made["convoys"] = bound("convoys", convoys, ["sites", "crossings"])
    made["notes"] = bound("notes", notes, ["sites", "zones"])
    made["status_reports"] = bound("status_reports", status_reports, ["crossings"])
    some = draw(st.sets(st.sampled_from(list(REFERRED)), max_size=4))
    for noun in (noun for noun in REFERRED if noun in some):
        known = {name: [r.id for r in group] for name, group in made.items()}
        needed = [names for names in REFERRED[noun].values() if names]
        enough = all(any(known.get(name) for name in names) for names in needed)
        name = COLLECTION_OF[noun]
        made[name] = _numbered(draw, name, partial(records_of, noun, ids=known)) if enough else ()
    zone = draw(st.sampled_from(["UTC", "Asia/Gaza", "Africa/Bamako"]))
    flags = {"illustrative": draw(st.booleans()), "network_fingerprint": draw(optional(texts()))}
    return Plan(name=draw(texts()), time_zone=zone, **flags, **made)


def _numbered(draw, name, strategy, *referred):
    return tuple(draw(strategy(st.just(f"{name}-{n}"), *referred)) for n in range(draw(st.integers(0, 2))))


def _unowned(sector_id):
    return sectors(sector_id).map(lambda sector: replace(sector, owner=None))


_FREE = {
    "zones": zones,
    "sectors": _unowned,
    "sites": sites,
    "crossings": crossings,
    "corridors": corridors,
    "contributors": contributors,
    "incidents": incidents,
}
