"""Tables of the force hold what the plan holds, and lead back to it, or say in words why not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from data.model import (
    COLLECTION_OF,
    ApprovalStep,
    Condition,
    Consent,
    ConsentState,
    Criterion,
    Gate,
    HaltRule,
    Handover,
    LegalInstrument,
    MarchProfile,
    MissionOutcome,
    Phase,
    Pledge,
    Restoration,
    RestorationStep,
    SectorState,
    StageDate,
    Unit,
    Validity,
    Wait,
)
from data.sources.demo import demo_plan
from pages.parts.force.deciding import CONSENTS, SHEETS, Narrowed
from pages.parts.force.editing import frame_of, is_choice, meant_rows, names_in, rows_of, spoken_rows
from pages.parts.force.leaves import built, leaves_of
from pages.parts.force.saying import with_word
from pages.parts.force.sheet_draft import SheetDraft, draft_of
from pages.parts.force.sheets import KEY, LEADS, OF, STATES, PartSheet, RecordSheet
from tests.browser.payloads import PAYLOADS

ELSEWHERE = {
    "zones", "sectors", "barriers", "crossings", "corridors", "control_lines", "status_reports", "convoys",
    "incidents", "notes", "scenarios", "passing_reports",
}  # fmt: skip
NOUNS = [noun for noun, home in COLLECTION_OF.items() if home not in ELSEWHERE]
PARTS = [
    (Pledge, "steps", ApprovalStep),
    (Unit, "stages", StageDate),
    (Consent, "conditions", Condition),
    (Handover, "criteria", Criterion),
    (Restoration, "steps", RestorationStep),
    (Phase, "gates", Gate),
    (MarchProfile, "halts", HaltRule),
    (MissionOutcome, "waits", Wait),
]
UNITS = RecordSheet(title="Units", noun=Unit)
STEPS = PartSheet(title="Steps", noun=Pledge, parts="steps", part=ApprovalStep)


@pytest.fixture(scope="module")
def plan():
    return demo_plan()


def shown(sheet, plan):
    """Rows as they come back from the widget when nobody touched them."""
    leaves = sheet.columns(plan)
    names = {leaf.path: names_in(plan, leaf) for leaf in leaves if is_choice(leaf)}
    assert all(len(set(own.values())) == len(own) for own in names.values())
    return meant_rows(rows_of(frame_of(spoken_rows(sheet.rows(plan), names), leaves), leaves), names)


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_rows_of_records_that_nobody_touched_lead_to_the_same_plan(plan, noun):
    sheet = RecordSheet(title=noun.__name__, noun=noun)
    assert shown(sheet, plan) == sheet.rows(plan)
    assert sheet.rows(plan)
    assert sheet.told(plan, shown(sheet, plan)).plan == plan


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_a_record_made_of_the_cells_of_another_is_that_record_but_for_its_id_parts_and_age(plan, noun):
    sheet = RecordSheet(title=noun.__name__, noun=noun, without=())
    for row in sheet.rows(plan):
        known = plan.get(row[KEY])
        made = replace(known, **built(noun, row, sheet.leaves, plan.time_zone))
        assert made == known


@pytest.mark.parametrize(("noun", "parts", "part"), PARTS, ids=lambda named: getattr(named, "__name__", named))
def test_parts_made_of_their_cells_are_the_same_parts(plan, noun, parts, part):
    sheet = PartSheet(title=parts, noun=noun, parts=parts, part=part)
    rows = shown(sheet, plan)
    assert rows == sheet.rows(plan)
    for record in getattr(plan, COLLECTION_OF[noun]):
        own = [row for row in rows if row[OF] == record.id]
        made = tuple(part(**built(part, row, sheet.leaves, plan.time_zone)) for row in own)
        assert made == getattr(record, parts)


@pytest.mark.parametrize("board", [STATES, LEADS], ids=lambda board: board.title)
def test_a_board_nobody_touched_leads_to_the_same_plan(plan, board):
    assert shown(board, plan) == board.rows(plan)
    assert board.told(plan, shown(board, plan)).plan == plan


def test_a_cell_of_the_board_changes_one_sector_in_one_phase(plan):
    rows = [row | {"phase-3": "suspended"} if row[KEY] == "sector-north" else row for row in STATES.rows(plan)]
    told = STATES.told(plan, rows)
    assert told.faults == ()
    assert told.plan.get("phase-3").state_of("sector-north") is SectorState.SUSPENDED
    changed = [new.id for old, new in zip(plan.phases, told.plan.phases, strict=True) if old != new]
    assert changed == ["phase-3"]


def test_an_empty_strength_is_not_reported_and_nought_is_nought(plan):
    rows = UNITS.rows(plan)
    emptied = [row | {"strength": None} if row[KEY] == "unit-a1" else row for row in rows]
    assert UNITS.told(plan, emptied).plan.get("unit-a1").strength is None
    none = [row | {"strength": 0} if row[KEY] == "unit-a1" else row for row in rows]
    assert UNITS.told(plan, none).plan.get("unit-a1").strength == 0


def test_a_new_row_becomes_a_record_with_an_id_of_its_own(plan):
    fresh = {"name": "A 1st Battalion", "contributor": "contributor-a", "kind": "manoeuvre"}
    told = UNITS.told(plan, [*UNITS.rows(plan), fresh, dict(fresh)])
    assert told.faults == ()
    assert [unit.id for unit in told.plan.units[-2:]] == ["unit-a-1st-battalion", "unit-a-1st-battalion-2"]


def test_all_faults_are_told_together_and_none_of_the_rows_is_taken(plan):
    wrong = [{"name": "Nobody's"}, {"name": "Less than none", "contributor": "contributor-a", "kind": "police"}]
    wrong[1]["strength"] = -1
    told = UNITS.told(plan, [*UNITS.rows(plan), *wrong])
    assert len(told.faults) == 2
    assert "Nobody's" in told.faults[0]
    assert told.plan == plan


def test_a_record_others_refer_to_is_not_taken_away(plan):
    told = UNITS.told(plan, [row for row in UNITS.rows(plan) if row[KEY] != "unit-a1"])
    assert told.plan == plan
    assert "unit-a1" in told.faults[0]


def test_expected_dates_take_the_likely_one_where_only_that_is_given(plan):
    rows = [dict(row) for row in STEPS.rows(plan)]
    waiting = next(row for row in rows if row["expected.likely"])
    likely = waiting["expected.likely"]
    waiting["expected.earliest"] = waiting["expected.latest"] = None
    told = STEPS.told(plan, rows)
    step = next(s for s in told.plan.get(waiting[OF]).steps if s.expected and s.kind.value == waiting["kind"])
    assert step.expected.earliest == step.expected.latest
    waiting["expected.likely"], waiting["expected.latest"] = None, likely
    assert "likely" in STEPS.told(plan, rows).faults[0]


def test_an_instrument_that_always_holds_stays_so_when_its_note_changes(plan):
    sheet = RecordSheet(title="Legal", noun=LegalInstrument)
    always = plan.with_record(replace(plan.get("instrument-sofa-c"), in_force=Validity()))
    rows = [row | {"note": "seen"} if row[KEY] == "instrument-sofa-c" else row for row in sheet.rows(always)]
    changed = sheet.told(always, rows).plan.get("instrument-sofa-c")
    assert (changed.in_force, changed.note) == (Validity(), "seen")
    never = sheet.told(plan, rows).plan.get("instrument-sofa-c")
    assert never.in_force is None


@pytest.mark.parametrize("text", PAYLOADS)
def test_text_of_a_stranger_stays_the_letters_it_is(plan, text):
    rows = [row | {"name": text} if row[KEY] == "unit-a1" else row for row in UNITS.rows(plan)]
    leaves = UNITS.columns(plan)
    assert UNITS.told(plan, rows_of(frame_of(rows, leaves), leaves)).plan.get("unit-a1").name == text


def test_a_draft_holds_what_differs_and_nothing_else(plan):
    saved = UNITS.rows(plan)
    rows = [row | {"note": "new"} if row[KEY] == "unit-b1" else row for row in saved if row[KEY] != "unit-e1"]
    draft = draft_of(7, saved, [*rows, {KEY: None, "name": "Fresh"}])
    assert (set(draft.changed), len(draft.added), draft.gone) == ({"unit-b1"}, 1, {"unit-e1"})
    assert draft.applied(saved) == [*rows, {KEY: None, "name": "Fresh"}]
    assert draft.count == 3
    assert draft_of(7, saved, saved) == SheetDraft(base=7)


def said(**cells):
    """A word of the party in the east about the Salah al-Din corridor, as the form puts it."""
    row = dict.fromkeys(("valid.starts_at", "valid.ends_at", "source.name"))
    row |= {"party": "party-east", "about": "corridor-salah-al-din", "state": "conditional", "conditions": []}
    return row | cells


def words(plan):
    return [c for c in plan.consents if (c.party, c.about) == ("party-east", "corridor-salah-al-din")]


def test_a_conditional_word_is_recorded_with_its_conditions_in_one_step_and_takes_the_place_of_silence(plan):
    told = with_word(plan, said(conditions=["lists a day before", "no night moves"]), replaces=True)
    assert told.faults == ()
    (word,) = words(told.plan)
    assert word.state is ConsentState.CONDITIONAL
    assert [(c.text, c.met) for c in word.conditions] == [("lists a day before", None), ("no night moves", None)]


def test_a_word_that_holds_from_a_day_ends_what_was_said_before_on_that_day(plan):
    told = with_word(
        plan, said(state="granted", **{"valid.starts_at": datetime.fromisoformat("2027-04-01")}), replaces=True
    )
    silent, granted = words(told.plan)
    assert (silent.state, granted.state) == (ConsentState.SILENT, ConsentState.GRANTED)
    assert silent.valid.ends_at == granted.valid.starts_at == datetime(2027, 3, 31, 21, tzinfo=UTC)
    beside = with_word(plan, said(state="granted"), replaces=False)
    assert [c.state for c in words(beside.plan)] == [ConsentState.SILENT, ConsentState.GRANTED]


def test_a_conditional_word_without_conditions_is_refused_and_nothing_changes(plan):
    told = with_word(plan, said(), replaces=True)
    assert told.plan is plan
    assert "names no condition" in told.faults[0]


def test_conditions_edited_in_the_row_of_their_consent_keep_what_is_known_of_those_that_stay(plan):
    rows = CONSENTS.rows(plan)
    row = next(row for row in rows if row["conditions"])
    old = plan.get(row[KEY])
    changed = [one | {"conditions": [*one["conditions"], "one more"]} if one is row else one for one in rows]
    assert CONSENTS.told(plan, rows).plan == plan
    new = CONSENTS.told(plan, changed).plan.get(row[KEY])
    assert new.conditions == (*old.conditions, Condition(text="one more"))
    assert replace(new, conditions=old.conditions) == old


@pytest.mark.parametrize("number", [0, 1])
def test_a_record_changed_alone_changes_nothing_else(plan, number):
    pledge = next(pledge for pledge in plan.pledges if pledge.steps)
    table = Narrowed(sheet=SHEETS[Pledge][number], only=pledge.id)
    rows = table.rows(plan)
    assert table.told(plan, rows).plan == plan
    note = [row | {"note": "asked again"} for row in rows]
    after = table.told(plan, note).plan
    assert after != plan
    assert [p for p in after.pledges if p.id != pledge.id] == [p for p in plan.pledges if p.id != pledge.id]
    if table.is_open:
        assert after.get(pledge.id).steps != pledge.steps
        assert table.told(plan, []).plan.get(pledge.id).steps == ()


def test_columns_have_names_of_their_own():
    for noun in NOUNS:
        labels = [leaf.label for leaf in leaves_of(noun)]
        assert len(labels) == len(set(labels))


def test_cells_hold_names_as_people_copy_them_and_two_of_one_name_are_told_apart(plan):
    (leaf,) = [leaf for leaf in UNITS.leaves if leaf.path == "contributor"]
    twice = plan.with_record(replace(plan.contributors[1], name=plan.contributors[0].name))
    names = names_in(twice, leaf)
    first, second = plan.contributors[:2]
    assert {names[first.id], names[second.id]} == {f"{first.name} ({first.id})", f"{first.name} ({second.id})"}
    (row,) = meant_rows([{"contributor": names[second.id], "name": first.name}], {"contributor": names})
    assert row == {"contributor": second.id, "name": first.name}
