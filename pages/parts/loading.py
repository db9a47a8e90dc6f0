"""Forms that bring files in: nothing changes the operation before a person has seen the report and said so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import streamlit as st
from shapely import MultiPolygon, Polygon

from data.model import Phase, PhaseId, Plan, Record, Sector, SectorId, SectorState, Zone
from data.service.foresight import why_not_begin, why_not_coordinate
from data.sources.roads.report import LoadedRoads
from pages.parts.findings import show_findings, summary
from pages.parts.network_view import show_report
from pages.state import answers, incoming, workspace
from pages.state.operations import start
from pages.state.workspace import Workspace
from pages.web.home import data_folder

ROAD_TYPES = [
    "pbf",
    "osm",
    "gz",
    "bz2",
    "graphml",
    "gpkg",
    "geojson",
    "json",
    "csv",
    "tsv",
    "shp",
    "shx",
    "dbf",
    "prj",
    "cpg",
    "zip",
]
AREA_TYPES = ["geojson", "json", "gpkg", "zip", "shp", "shx", "dbf", "prj", "cpg", "kml", "kmz"]
ADDED = "data.added"
FIRST_PHASE = timedelta(days=90)


def load_roads_form(work: Workspace) -> None:
    """Load a road network from files or by download, show its report, and use it on request."""
    st.header("Load another")
    files = st.file_uploader(
        "Road files: OSM extract, OSMnx GraphML or GeoPackage, lines, or node and edge tables; also a turns table",
        ROAD_TYPES,
        accept_multiple_files=True,
        key=f"data.roads.{work.operation}",
    )
    wanted = _ask_download(work) or workspace.held("download")
    if not files and not wanted:
        return
    with st.status("Reading the roads …", expanded=True) as status:
        folder = workspace.networks_folder()

        def told(step: str) -> None:
            status.update(label=f"Reading the roads: {step}")

        if files:
            loaded = answers.roads(_kept(files), folder, told)
        else:
            loaded = answers.download(_place(work, wanted), folder, told)
            workspace.hold("download", wanted)
        status.update(label="Roads read", state="complete")
    show_report(loaded.report)
    why_not = why_not_coordinate(work.person)
    if st.button("Use these roads in this operation", key="data.use", disabled=bool(why_not), help=why_not or None):
        work.commit(replace(work.plan, network_fingerprint=loaded.network.fingerprint), "other road network chosen")
    _start_form(work, loaded)


def _ask_download(work: Workspace) -> str:
    """The place or the id of the area to download, in the run in which a person asks for it; else nothing."""
    names = {str(s.id): s.name for s in work.plan.sectors} | {str(z.id): z.name for z in work.plan.zones}
    named, drawn, button = st.columns([5, 4, 3], vertical_alignment="bottom")
    place = named.text_input(
        "Or the name of a place to download from OpenStreetMap (needs the internet)",
        key="data.place",
        placeholder="Deir al-Balah, Gaza Strip",
    )
    area = drawn.selectbox(
        "Or an area of this operation",
        list(names),
        index=None,
        format_func=lambda area_id: names[area_id],
        placeholder="Sector or zone",
        key=f"data.area.{work.operation}",
    )
    asked = button.button("Download", key="data.download", disabled=not (place or area))
    return (place or area or "") if asked else ""


def _place(work: Workspace, wanted: str) -> str | Polygon | MultiPolygon:
    record = work.plan.find(wanted)
    return record.area if isinstance(record, Zone | Sector) else wanted


def load_areas_form(work: Workspace) -> None:
    """Load zones, sectors, sites or lines, show the findings, and add them on request."""
    # files that were added are let go, so that the next ones are not read together with them
    turn = f"{work.operation}.{workspace.held(ADDED)}"
    what = st.radio("What the file holds", list(incoming.READERS), horizontal=True, key="data.what")
    files = st.file_uploader(
        "GeoJSON, GeoPackage, Shapefile or KML",
        AREA_TYPES,
        accept_multiple_files=True,
        key=f"data.areas.{turn}",
    )
    if not files:
        return
    read = answers.areas(_kept(files), what)
    number = f"{len(read.records):,} record{'' if len(read.records) == 1 else 's'}"
    st.markdown(f"**{number} read**; {summary(read.findings)}.")
    show_findings(read.findings, none="Nothing in the file is in doubt.")
    if not read.records:
        return
    activate = what == "sectors" and st.checkbox("These sectors are active in the phase looked at", key="data.activate")
    reason = st.text_input(
        "Reason for the change", key=f"data.reason.{turn}", placeholder="Where this file comes from and why it is used"
    )
    why_not = why_not_coordinate(work.person)
    if st.button(
        f"Add {number} to the operation", key="data.add", type="primary", disabled=bool(why_not), help=why_not or None
    ):
        plan = work.plan.with_record(*read.records)
        workspace.hold(ADDED, str(work.seq))
        work.commit(_activated(plan, work.phase, read.records) if activate else plan, reason)


def _start_form(work: Workspace, loaded: LoadedRoads) -> None:
    zones = sorted(available_timezones())
    with st.form("data.start_form"):
        st.header("Start a new operation on these roads")
        called, clock = st.columns(2)
        name = called.text_input(
            "Name of a new operation", value=loaded.report.provenance[0].file_name.split(".")[0], key="data.new_name"
        )
        zone = clock.selectbox("Time zone", zones, index=zones.index(work.plan.time_zone), key="data.new_zone")
        why_not = why_not_begin(work.person)
        if st.form_submit_button("Start a new operation", type="primary", disabled=bool(why_not), help=why_not or None):
            # the present itself: the operation that is open may be one whose clock stands still
            now = datetime.now(UTC).replace(second=0, microsecond=0)
            phase = Phase(id=PhaseId("P1"), name="Phase 1", starts_at=now, ends_at=now + FIRST_PHASE)
            plan = Plan(name=name, time_zone=zone, network_fingerprint=loaded.network.fingerprint, phases=(phase,))
            start(plan, "new operation on loaded roads")


def _activated(plan: Plan, phase: Phase | None, records: Sequence[Record]) -> Plan:
    if phase is None:
        return plan
    ids = {r.id for r in records}
    for sector in plan.sectors:
        if sector.id in ids:
            phase = phase.with_sector_state(SectorId(sector.id), SectorState.ACTIVE)
    return plan.with_record(phase)


def _kept(files: Sequence[Any]) -> tuple[Path, ...]:
    """The uploaded files under their own names, in a folder named by their content."""
    digest = sha256(b"".join(sha256(f.getvalue()).digest() for f in files)).hexdigest()[:24]
    folder = data_folder() / "incoming" / digest
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        path = folder / Path(file.name).name
        if not path.exists():
            path.write_bytes(file.getvalue())
    return tuple(folder / Path(f.name).name for f in files)
