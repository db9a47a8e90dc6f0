"""A plan over the real boundaries, evacuation orders and yellow-line area of Gaza, built in the browser."""

import json
import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.browser.conftest import Watched
from tests.browser.test_jobs import choose

WITH_ACCOUNT = True
"""Guests begin no operation."""
GAZA = Path(os.environ.get("PASSAGE_DATA", "/nowhere")) / "gaza"
BASES = {"Base Deir al-Balah": (34.36, 31.42), "Base Khan Younis": (34.31, 31.345), "Base Rafah": (34.25, 31.29)}
UNITS = ("A Battalion", "A Reaction", "A Reaction South", "B Hospital")


def day(number):
    return f"{date.today() + timedelta(days=number)} 00:00"  # noqa: DTZ011 - the clock of the operation's place


def unit(name, contributor, kind, pledge, strength, task, base):
    """A row of the table of units; a medical one has surgeons."""
    role = "role 2" if kind == "medical" else ""
    return (name, contributor, kind, "", pledge, strength, task, "wheeled", "", "", role, "", "", base)


TABLES = (
    ("Phases", "Phases", [("South", day(-10), day(60)), ("Middle", day(60), day(120)), ("All", day(120), day(200))]),
    (
        "Phases",
        "States of sectors",
        [("preparing", "preparing", "active")] * 2 + [("preparing", "active", "active")] + [("active",) * 3] * 2,
    ),
    ("Contributors", "Contributors", [("Contributor A", "", "900"), ("Contributor B", "", "300")]),
    (
        "Contributors",
        "Pledges",
        [("A forces", "Contributor A", "900", day(-90)), ("B forces", "Contributor B", "300", day(-80))],
    ),
    (
        "Contributors",
        "Units",
        [
            unit(UNITS[0], "Contributor A", "manoeuvre", "A forces", "500", "protect site", "Base Khan Younis"),
            unit(
                UNITS[1], "Contributor A", "quick reaction", "A forces", "200", "quick reaction", "Base Deir al-Balah"
            ),
            unit(UNITS[2], "Contributor A", "quick reaction", "A forces", "150", "quick reaction", "Base Rafah"),
            unit(UNITS[3], "Contributor B", "medical", "B forces", "120", "casualty evacuation", "Base Khan Younis"),
        ],
    ),
    ("Contributors", "Stages of units", [(unit, "deployed", "", "", "", day(-20)) for unit in UNITS]),
    (
        "Contributors",
        "Tasks of units",
        [
            (UNITS[0], "Khan Younis", "protect site"),
            (UNITS[0], "Rafah", "protect site"),
            (UNITS[1], "Deir Al-Balah", "quick reaction"),
            (UNITS[2], "Rafah", "quick reaction"),
        ],
    ),
    (
        "Approvals",
        "Steps of approval",
        [
            ("A forces", "parliament", "granted", "", "", "", day(-60)),
            ("B forces", "cabinet", "granted", "", "", "", day(-50)),
        ],
    ),
    ("Rules", "Rules of engagement", [("Contributor A", "protect property"), ("Contributor B", "self-defence")]),
    (
        "Rules",
        "Legal instruments",
        [("Resolution", "mandate", "", day(-99), day(160)), ("Agreement", "status of forces", "", day(-90), day(400))],
    ),
    ("Consent", "Parties", [("Party in the north", "", "sector")]),
    ("Consent", "Consents", [("Party in the north", "granted", name) for name in ("Khan Younis", "Rafah")]),
    ("Money", "Sources of money", [("Trust fund", "trust fund")]),
    ("Money", "Commitments", [("Trust fund", "9,000,000", "USD", "received", day(-30))]),
)
"""What is pasted: page, table, rows as a spreadsheet has them."""


def link(page, name):
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", name=name, exact=True).first.wait_for()
    ready(page)


def ready(page):
    page.wait_for_timeout(100)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)


def load(page, what, files, reason):
    page.get_by_role("tab", name="Zones, sectors, sites and lines").click()
    page.get_by_role("radio", name=what, exact=True).locator("xpath=ancestor::label").click()
    ready(page)
    page.locator("input[type=file]").nth(1).set_input_files([str(GAZA / file) for file in files])
    read = page.get_by_text(re.compile(r"records? read"))
    read.first.wait_for()
    ready(page)
    page.get_by_label("Reason for the change").fill(reason)
    page.get_by_label("Reason for the change").press("Tab")
    page.get_by_role("button", name=re.compile(r"^Add .* to the operation")).click()
    read.first.wait_for(state="detached")
    ready(page)


def paste(page, screen, title, rows):
    """Rows of a spreadsheet into a table, saved with a reason."""
    if not page.get_by_role("heading", name=screen, exact=True).count():
        link(page, screen)
        page.get_by_role("radio", name="Tables", exact=True).click()
    page.get_by_role("radio", name=title, exact=True).click()
    ready(page)
    page.get_by_text("As saved.").wait_for()
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join("\t".join(row) for row in rows))
    grid = page.locator("[data-testid=stDataFrame]").first
    grid.wait_for()
    grid.click(position={"x": 160 if title == "States of sectors" else 60, "y": 56})
    if screen != "Phases":  # the click began a row and opened its cell
        cell = page.locator("#portal textarea, #portal input").first
        cell.wait_for(state="attached")
        page.keyboard.press("Escape")
        cell.wait_for(state="detached")
    page.keyboard.press("Control+v")
    page.get_by_text("Draft – not saved").wait_for()
    page.get_by_text(f"{len(rows)} row").wait_for()
    ready(page)
    page.get_by_placeholder("Reason for the change").fill("as agreed")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("As saved.").wait_for()


@pytest.mark.real_data
@pytest.mark.skipif(not GAZA.is_dir(), reason="PASSAGE_DATA names no folder with the Gaza data")
def test_a_plan_over_real_boundaries_orders_and_the_yellow_line_is_built_covered_and_sequenced(browser, desk, tmp_path):
    person = Watched(browser, desk.url, size=(1366, 768))
    person.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=desk.url)
    page = person.open("data").page
    page.locator("input[type=file]").first.set_input_files(str(GAZA / "roads/gaza_graph_333_edges.geojson"))
    page.get_by_label("Name of a new operation").fill("Gaza")
    page.get_by_role("button", name="Start a new operation").click()
    page.wait_for_url("**op=gaza**")
    ready(page)
    do_without_a_second_person(page)
    link(page, "Data")
    load(page, "sectors", ["admin/governorates_cod_ab.geojson"], "COD-AB")
    orders = ["evacuation/yellow_line_area_2025-10-19.geojson", "evacuation/orders_2025-03-21_25.geojson"]
    load(page, "zones", orders, "orders as published")
    (tmp_path / "bases.geojson").write_text(json.dumps(_points(BASES)), encoding="utf-8")
    sites = [
        "facilities/health_oPt_ocha.geojson",
        "facilities/crossings_btselem_2020.geojson",
        tmp_path / "bases.geojson",
    ]
    load(page, "sites", sites, "facilities")
    load(page, "settlements", ["admin/communities_2017.geojson"], "people of 2017")
    load(page, "corridors", ["routes/jabalia-rafah.geojson"], "the way people took")
    for screen, title, rows in TABLES:
        paste(page, screen, title, rows)
    close_the_yellow_line(page)
    link(page, "Cover")
    phases = page.get_by_role("grid", name="Cover by phase", exact=True)
    for name in ("South", "Middle", "All"):  # silence about the third sector is no consent
        assert "2 of 5" in phases.locator("tr", has_text=name).inner_text()
    sectors = page.get_by_role("grid", name="Sectors in this phase", exact=True)
    assert "It is preparing in this phase." in sectors.locator("tr", has_text="Deir Al-Balah").inner_text()
    link(page, "Sequence")
    page.get_by_role("button", name="Work out the order").click()
    page.get_by_role("status").get_by_text(re.compile("Proven best|No order")).wait_for(timeout=60_000)
    assert person.faults == []
    person.close()


def do_without_a_second_person(page):
    """What one person saves is in force at once; else sectors and consents would wait for another."""
    link(page, "To confirm")
    page.get_by_text("Whether a second person is needed").click()
    page.get_by_placeholder("Only one person works on it").fill("one planner")
    page.get_by_placeholder("Only one person works on it").press("Tab")
    page.get_by_role("button", name="Do without a second person").click()
    page.get_by_role("button", name="Ask for a second person again").wait_for()


def close_the_yellow_line(page):
    """Say of the area east of the yellow line that it closes its roads."""
    link(page, "Sectors")
    choose(page, "Shape", "Yellow line")
    choose(page, "What it does", "closes its roads")
    page.get_by_text("Preview – not saved").first.wait_for()
    page.get_by_label("Reason for the change").fill("nobody passes the yellow line")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("As saved.").first.wait_for()
    ready(page)


def _points(places):
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": place},
            "properties": {"id": name.lower().replace(" ", "-"), "name": name, "kind": "base"},
        }
        for name, place in places.items()
    ]
    return {"type": "FeatureCollection", "features": features}
