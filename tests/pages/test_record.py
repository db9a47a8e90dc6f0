"""The panel of a chosen record, without a browser."""

from dataclasses import replace
from datetime import timedelta

import pytest
from shapely import Point, box

from data.model import BarrierKind, Finding, Severity, Validity
from data.store.memory import MemoryPlanStore
from pages.look import rows as look_rows
from pages.look import table
from pages.look.looks import STATUS
from pages.parts.places import Place
from pages.parts.record.about import NOT_KNOWN, about_of, kind_words
from pages.parts.record.actions import ways_on
from pages.parts.record.changed import changes_between
from pages.parts.record.doubts import findings_about
from pages.parts.record.past import _rows
from pages.parts.record.target import name_of, shape_of, target_of
from pages.parts.titles import label_of
from tests import builders
from tests.browser.payloads import PAYLOADS
from tests.pages.test_table import Read

PLAN = builders.full_plan()


def about(record, plan=PLAN):
    return dict(about_of(plan, record, builders.NOON, plan.phases[0]))


def finding(subject):
    return Finding(code="x", severity=Severity.DOUBT, subject=subject, message="m", remedy="r")


@pytest.mark.parametrize("record", list(PLAN.records()), ids=lambda record: record.id)
def test_every_kind_of_record_is_told_and_no_line_is_left_empty(record):
    lines = about(record)
    assert lines["What"] == kind_words(record)
    assert all(label.strip() and text.strip() for label, text in lines.items())
    assert name_of(record).strip()


PLACELESS = {
    "Phase",
    "Task requirement",
    "Headquarters",
    "Legal instrument",
    "Party",
    "Funding source",
    "Commitment",
    "Exchange rate",
    "Scenario",
    "Vehicle type",
    "March profile",
    "Opening rule",
    "Mission outcome",
}


@pytest.mark.parametrize("record", list(PLAN.records()), ids=lambda record: record.id)
def test_every_record_lies_where_its_shape_or_what_it_speaks_of_lies(record):
    shape = shape_of(PLAN, record)
    assert (shape is None) == (kind_words(record) in PLACELESS)
    assert shape is None or shape.intersects(box(34.39, 31.39, 34.43, 31.43))


def test_an_empty_field_says_what_it_stands_for():
    grant = replace(PLAN.get("grant"), sector=None, phase=None)
    told = about(grant)
    assert (told["Sector"], told["Phase"]) == ("every sector", "every phase")
    assert about(replace(PLAN.get("unit"), strength=None))["Strength"] == "not reported"
    assert about(replace(PLAN.get("commitment"), earmarks=()))["Earmarks"] == "none: for everything"


def test_a_record_of_the_force_is_edited_on_its_own_screen():
    ways = {record.id: [way.words for way in ways_on(record)] for record in PLAN.records()}
    assert ways["consent"] == ["Edit under Consent"]
    assert ways["pledge"] == ["Edit under Approvals"]
    assert label_of(PLAN, PLAN.get("consent")) != "consent"


def test_what_nobody_has_said_is_not_known():
    lines = about(builders.convoy())
    assert lines["Cargo"] == NOT_KNOWN
    assert lines["Vehicles"] == "not reported"
    assert about(builders.site(name_ar=None))["Arabic name"] == NOT_KNOWN


def test_a_zone_is_in_force_only_while_it_is_valid_and_its_barrier_acts_in_the_phase():
    assert about(PLAN.get("z"))["State in this phase"] == "in force: closed to all"
    later = builders.zone(valid=Validity(starts_at=builders.NOON + timedelta(days=1)))
    assert about(later, PLAN.with_record(later))["State in this phase"] == "not in force"
    elsewhere = PLAN.with_record(
        builders.phase("q", starts_at=builders.NOON + timedelta(days=30), ends_at=builders.NOON + timedelta(days=60))
    )
    plan = elsewhere.with_record(builders.barrier(phases=("q",)))
    assert "does nothing to roads" in about(plan.get("z"), plan)["State in this phase"]


def test_a_crossing_nobody_has_reported_on_is_unknown_and_a_stale_report_too():
    silent = builders.plan(builders.crossing(), builders.phase())
    assert about(silent.get("x"), silent)["State in this phase"] == "unknown"
    old = builders.source(reported_at=builders.NOON - timedelta(days=90))
    stale = silent.with_record(builders.border_report(source=old))
    assert about(stale.get("x"), stale)["State in this phase"] == "unknown"
    assert about(PLAN.get("x"))["State in this phase"] == "open"


def test_a_choice_is_a_record_a_place_or_nothing():
    assert target_of(PLAN, "north") == PLAN.get("north")
    assert target_of(PLAN, "34.41,31.41") == Place("31.41000° N, 34.41000° E", Point(34.41, 31.41))
    assert target_of(PLAN, "gone") is None
    assert target_of(PLAN, "") is None


def test_what_changed_is_told_field_by_field():
    before = builders.sector()
    after = replace(before, name="South", area=box(34.40, 31.40, 34.44, 31.42), valid=Validity(ends_at=builders.NOON))
    told = changes_between(before, after, "UTC")
    assert told[0] == "name: North → South"
    assert told[1].startswith("area: ")
    assert told[1].endswith("(moved)")
    assert told[2] == "validity: ends at not known → 1 Jun 2026 12:00 (UTC+0)"
    assert changes_between(before, before, "UTC") == ()


def test_a_list_tells_what_came_and_what_went():
    before = builders.barrier(phases=("p", "q"), kind=BarrierKind.CLOSED)
    told = changes_between(before, replace(before, phases=("q", "r")), "UTC")
    assert told == ("phases: without p, with r",)


def test_findings_about_a_record_name_it_alone_or_among_others_but_not_as_a_part_of_a_word():
    found = [
        finding("north"),
        finding("north, south"),
        finding("report north"),
        finding("north-east"),
        finding("south"),
    ]
    assert findings_about("north", found) == tuple(found[:3])


def test_a_place_can_be_reported_on_and_routed_from_a_sector_edited():
    assert [way.words for way in ways_on(target_of(PLAN, "34.4,31.4"))] == [
        "Report a status",
        "Route from here",
        "Route to here",
    ]
    assert "Edit in Sectors" in [way.words for way in ways_on(PLAN.get("north"))]
    asked = next(way.asks for way in ways_on(PLAN.get("s")) if way.words == "Route to here")
    assert asked == ("to", "s")


def test_history_tells_addition_change_and_removal():
    store = MemoryPlanStore(builders.plan(builders.zone()), reason="Created", actor="tester")
    for plan in (store.read().plan.with_record(builders.zone(name="Renamed")), builders.plan()):
        store.commit(plan, base=store.read().seq, reason="Because", actor="tester")
    store.undo(base=store.read().seq, actor="tester")
    told = [(row["What"], row["Why"]) for row in _rows(store.versions("z", 10), "UTC")]
    assert told == [
        ("added", "taken back: Because"),
        ("removed", "Because"),
        ("name: Zone → Renamed", "Because"),
        ("added", "Created"),
    ]


def test_facts_of_strangers_are_only_text(monkeypatch):
    written = []
    monkeypatch.setattr(table.st, "html", written.append)
    table.show_facts([(text, text) for text in PAYLOADS], about="<b>")
    read = Read(written[0])
    assert read.tags == {"div", "table", "tbody", "tr", "th", "td"}


def test_rows_reach_the_browser_as_data_and_never_as_markup(monkeypatch):
    mounted = []
    monkeypatch.setattr(
        look_rows.st.components.v2, "component", lambda *_, **made: lambda **told: mounted.append((made, told))
    )
    cells = {"Name": PAYLOADS[0], "Share": table.Share(0.5), "State": table.Looking(next(iter(STATUS.values())), "x")}
    look_rows.show_rows([look_rows.Row(id="a", cells=cells)], about="T", chosen="a", key="k", heard=lambda: None)
    made, told = mounted[0]
    assert "html" not in made
    (row,) = told["data"]["rows"]
    assert row["cells"][0] == {"text": PAYLOADS[0]}
    assert row["cells"][1] == {"text": "50 %", "share": 0.5}
    assert row["cells"][2]["picture"].startswith("data:image/svg+xml;base64,")


def test_the_browser_sets_cells_as_text_only():
    script = (look_rows.BROWSER / "rows.js").read_text()
    assert "innerHTML" not in script
    assert "insertAdjacentHTML" not in script
