"""What two people changed of the same, taken apart and put together by choice."""

from dataclasses import replace

import pytest
from shapely import box

from data.errors import StalePlan
from data.model import Plan, Sector, SectorState
from data.store.memory import MemoryPlanStore
from pages.state.clash import WHOLE, Clash, Side, changed_between, clashes, moved_together, settled
from tests.builders import full_plan

PLAN = full_plan()
SECTOR = PLAN.sectors[0]


def clash(theirs, mine, was=SECTOR):
    return Clash(record_id=SECTOR.id, was=was, theirs=theirs, mine=mine)


def sides(one):
    return {piece.path[0]: piece.usual for piece in one.pieces}


def test_what_only_one_changed_needs_no_choice_and_what_both_did_needs_one():
    one = clash(replace(SECTOR, name="Theirs", note="seen"), replace(SECTOR, name="Mine", name_ar="لي"))
    assert sides(one) == {"name": None, "note": Side.THEIRS, "name_ar": Side.MINE}


def test_each_field_is_as_the_chosen_side_has_it_and_the_rest_as_saved():
    mine = replace(SECTOR, name="Mine", area=box(0, 0, 1, 1))
    one = clash(replace(SECTOR, name="Theirs", note="seen", area=box(0, 0, 2, 2)), mine)
    merged = one.merged({("area", ""): Side.MINE, ("name", ""): Side.THEIRS, ("note", ""): Side.THEIRS})
    assert (merged.name, merged.note, merged.area) == ("Theirs", "seen", box(0, 0, 1, 1))
    assert one.merged({}) == one.theirs
    assert one.merged(dict.fromkeys([piece.path for piece in one.pieces], Side.MINE)) == mine


def test_states_of_two_sectors_in_one_phase_are_chosen_each_by_itself():
    phase = PLAN.phases[0]
    was = replace(phase, sector_states=(("A", SectorState.ACTIVE), ("B", SectorState.ACTIVE)))
    theirs = replace(was, sector_states=(("A", SectorState.SUSPENDED), ("B", SectorState.ACTIVE)))
    mine = replace(was, sector_states=(("A", SectorState.ACTIVE), ("B", SectorState.HANDOVER)))
    one = Clash(record_id=phase.id, was=was, theirs=theirs, mine=mine)
    usual = {piece.path: piece.usual for piece in one.pieces}
    assert usual == {("sector_states", "A"): Side.THEIRS, ("sector_states", "B"): Side.MINE}
    assert dict(one.merged(usual).sector_states) == {"A": SectorState.SUSPENDED, "B": SectorState.HANDOVER}


@pytest.mark.parametrize(("theirs", "mine"), [(None, SECTOR), (SECTOR, None)])
def test_a_record_one_removed_is_chosen_whole(theirs, mine):
    one = clash(theirs, mine, was=replace(SECTOR, name="Was"))
    assert [piece.path for piece in one.pieces] == [WHOLE]
    assert one.merged({WHOLE: Side.MINE}) is mine
    assert one.merged({}) is theirs


def test_what_others_left_alone_or_changed_to_the_same_is_no_clash():
    mine = PLAN.with_record(replace(SECTOR, name="Both"), replace(PLAN.zones[0], name="Only mine"))
    now = PLAN.with_record(replace(SECTOR, name="Both"), replace(PLAN.sites[0], name="Only theirs"))
    assert clashes(PLAN, now, changed_between(PLAN, mine)) == ()


def neighbours(boundary_lon):
    """Two sectors that share a boundary at this longitude."""
    west = replace(SECTOR, id="west", area=box(34.0, 31.0, boundary_lon, 31.2))
    east = replace(SECTOR, id="east", area=box(boundary_lon, 31.0, 34.4, 31.2))
    return west, east


def shared():
    plan = Plan(name="two", contributors=PLAN.contributors, sectors=neighbours(34.2))
    return plan, MemoryPlanStore(plan, reason="begun", actor="ann")


def test_a_shared_boundary_moves_in_one_save_or_in_none():
    plan, store = shared()
    base = store.read().seq
    moved = plan.with_record(*neighbours(34.25))
    kept = store.commit(moved, base=base, reason="moved east", actor="ben")
    newest = store.history(2)
    assert {one.record_id for one in newest} == {"west", "east"}
    assert len({one.commit for one in newest}) == 1
    west, east = (kept.plan.get(key).area for key in ("west", "east"))
    assert (west.intersection(east).area, west.touches(east)) == (0.0, True)
    # from the same revision somebody else moves it west: refused whole, and neither sector has moved
    with pytest.raises(StalePlan) as refused:
        store.commit(plan.with_record(*neighbours(34.15)), base=base, reason="moved west", actor="cem")
    assert refused.value.clashes == {"west", "east"}
    assert store.read() == kept


@pytest.mark.parametrize("left_theirs", ["west", "east"])
def test_sectors_that_moved_together_stay_together_whichever_is_left_as_saved(left_theirs):
    plan, store = shared()
    base = store.read().seq
    west, east = neighbours(34.25)
    theirs = {"west": replace(plan.get("west"), area=box(34.0, 31.0, 34.2, 31.3)), "east": east}[left_theirs]
    saved = plan.with_record(theirs) if left_theirs == "west" else plan.with_record(*neighbours(34.3))
    now = store.commit(saved, base=base, reason="theirs", actor="ben").plan
    changed = changed_between(plan, plan.with_record(west, east))
    together = moved_together(plan, changed)
    assert together == (frozenset({"west", "east"}),)
    result = settled(now, changed, {left_theirs: now.get(left_theirs)}, together)
    assert [result.get(key).area for key in ("west", "east")] == [now.get(key).area for key in ("west", "east")]
    assert store.commit(result, base=store.read().seq, reason="agreed", actor="cem").plan == result


def test_sectors_changed_far_from_each_other_are_chosen_each_by_itself():
    far = Sector(id="far", name="Far", area=box(35.0, 31.0, 35.2, 31.2), source=SECTOR.source)
    plan, _ = shared()
    plan = plan.with_record(far)
    moved = plan.with_record(neighbours(34.2)[0], replace(far, area=box(35.0, 31.0, 35.3, 31.2)))
    assert moved_together(plan, changed_between(plan, moved)) == ()
