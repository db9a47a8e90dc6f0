"""The page "Sequence": its sentences, its timeline, what is held by hand, and a search that can be stopped."""

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from data.model import Plan, SectorState
from data.sources.demo import DEMO_NOW, demo_network, demo_plan
from data.store.protocol import Stored
from geo.errors import PassageError
from pages.look import looks
from pages.look.words import SECTOR_STATE
from pages.parts.order import conditions, reasons, words
from pages.parts.order.timeline import bars_of
from pages.state.holds import SectorHold, StartHold, UnitHold, held_sectors, held_units
from pages.state.ordering import Assumed, Ground, Layouts, Why, weigh_otherwise, why, work_out
from pages.state.working import Working
from routing.errors import RoutingError
from routing.force.gating import GatesAssumed, open_gates
from routing.force.layout import Standards
from routing.force.ordering import OrderAsked, roll_of
from routing.force.otherwise import OtherStart
from routing.index import NetworkIndex
from routing.sequencing.answer import Sequence, Status
from routing.sequencing.case import Rule, Weights
from routing.solving.progress import Progress


@pytest.fixture(scope="module")
def ground():
    return Ground(
        key="demo@1",
        stored=Stored(plan=demo_plan(), seq=1),
        index=NetworkIndex(demo_network()),
        standards=Standards(at=DEMO_NOW),
        layouts=Layouts(),
    )


@pytest.fixture(scope="module")
def worked(ground):
    return work_out(ground, Assumed(limit_s=20), None, Progress())


def row(worked, name):
    return next(n for n, sector in enumerate(worked.case.sectors) if sector.name == name)


def test_the_demo_is_put_in_order_with_a_proof_and_the_sentence_says_so(worked):
    assert worked.order.status is Status.PROVEN
    assert words.quality(worked.order).startswith("Proven best")


def test_the_terms_shown_add_up_to_the_value(worked):
    shown = [int(one["Points"].replace("−", "-").replace(",", "")) for one in words.terms(worked)]
    assert sum(shown) == worked.order.value


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (Sequence(status=Status.INFEASIBLE), "Conditions in conflict"),
        (Sequence(status=Status.TIME_LIMIT), "No order was found"),
        (Sequence(status=Status.TIME_LIMIT, value=1000, bound=1012), "at most 1.2 % more"),
        (Sequence(status=Status.CANCELLED, value=1000, bound=None), "not known"),
    ],
)
def test_what_is_not_proven_is_never_called_proven(order, told):
    assert told in words.quality(order)
    assert "Proven" not in words.quality(order)


def told(worked, answer):
    """Everything said of why a sector starts when it does."""
    never = reasons.conditions(worked, answer.never, answer.sector) if answer.never else ()
    others = [text for sentence, rows in reasons.other_words(worked, answer) for text in (sentence, *map(str, rows))]
    return " ".join([reasons.head(worked, answer.sector), *map(str, never), *others])


def test_the_demo_holds_several_sectors_and_leaves_those_without_consent(worked):
    starts = {sector.name: worked.order.start(n) for n, sector in enumerate(worked.case.sectors)}
    assert (starts["Rafah"], starts["Khan Younis"], starts["Al-Mawasi"]) == (1, 3, 3)
    lacking = {sector.name for sector in worked.case.sectors if sector.consent_from is None}
    assert lacking == {"North", "Gaza City West", "Gaza City East", "Middle", "Deir al-Balah"}
    assert all(starts[name] is None for name in lacking)


def test_a_sector_without_consent_is_told_never_to_start_and_whose_word_is_missing(worked):
    sentences = told(worked, why(worked, row(worked, "North"), Progress()))
    assert sentences.startswith("North is not started in any phase.")
    assert "Consent does not cover North to the end of the mandate" in sentences
    assert "Local police command (placeholder): withdrawn" in sentences
    assert "fixed by hand" not in sentences


def test_the_reason_for_a_start_names_what_rules_an_earlier_one_out(worked):
    sentences = told(worked, why(worked, row(worked, "Khan Younis"), Progress()))
    assert sentences.startswith(
        "Khan Younis starts in phase 4 (Gaza City), on 21 Jun 2027. Lead is international until"
    )
    assert "from 18:00 to 06:20, too, when caveats keep Contributor B from acting" in sentences
    assert "It cannot start in phase 1 (Rafah first): this alone stands in the way." in sentences
    assert "Consent covers Khan Younis only from phase 2 (Southern link) on" in sentences


def test_a_start_that_is_possible_is_told_with_its_price_and_one_not_settled_is_told_as_such(worked):
    sector, order = row(worked, "Khan Younis"), worked.order
    never = tuple((False,) * 5 for _ in order.active)
    cheaper = replace(order, value=order.value // 2, bound=order.value // 2, active=never)
    others = (
        OtherStart(phase=2, order=cheaper, conflict=None),
        OtherStart(phase=1, order=Sequence(status=Status.TIME_LIMIT), conflict=None),
    )
    answer = Why(sector=sector, others=others)
    sentences = told(replace(worked, order=replace(order, active=never)), answer)
    assert "It could start in phase 3 (Middle area): nothing rules that out." in sentences
    assert "worth 50 % less" in sentences
    assert "Whether it could start in phase 2 (Southern link) is not known: time ran out" in sentences
    assert "2 other phases were not tried" in sentences


def test_what_each_weight_costs_is_told_in_all_the_others(worked):
    rows = words.weighed(worked, weigh_otherwise(worked, Progress()))
    assert {"Need covered", "Cost", "Local lead"} <= set(rows[0])
    assert rows[0]["If it weighs more"] == "Exposure of aid workers: 100 → 400"


def test_conditions_in_conflict_are_told_with_what_would_lift_each(ground):
    north = next(sector for sector in ground.stored.plan.sectors if sector.name == "North")
    hold = SectorHold(sector=north.id, start=StartHold.EXACTLY, phase=ground.stored.plan.phases[1].id)
    found = work_out(ground, Assumed(limit_s=20, sectors=(hold,)), None, Progress())
    assert found.order.status is Status.INFEASIBLE
    rows = reasons.conditions(found, found.conflict)
    assert {one["What would lift it"] for one in rows} == {
        conditions.LIFTED_BY[Rule.CONSENT],
        conditions.LIFTED_BY[Rule.FIXING],
    }
    assert found.ordered is None


def test_a_gate_nobody_dated_and_a_lead_fixed_before_its_hand_over_are_named_as_what_stands_in_the_way(ground):
    plan = ground.stored.plan
    asked = OrderAsked(gates=GatesAssumed(unmet=frozenset({"joint-posts"})))
    (gate,) = [one for one in open_gates(plan, asked.gates) if one.gate.name == "joint-posts"]
    assert (gate.phase, gate.met_from) == (2, None)
    hold = SectorHold(sector="sector-rafah", start=StartHold.LED, phase=plan.phases[2].id)
    late = SectorHold(sector="sector-mawasi", start=StartHold.EXACTLY, phase=plan.phases[3].id)
    found = [
        work_out(ground, Assumed(asked=asked, limit_s=20, sectors=(one,)), None, Progress()) for one in (hold, late)
    ]
    assert all(one.order.status is Status.INFEASIBLE for one in found)
    lead, gate = (" ".join(map(str, reasons.conditions(one, one.conflict))) for one in found)
    assert "Rafah stays under international lead until its gate of hand-over is passed" in lead
    assert "Gate of phase 3 (Middle area): Consent of the local police to joint posts" in gate


def test_every_moment_of_every_phase_lies_in_one_bar_of_each_sector_told_by_its_state_there(worked):
    plan = worked.ordered
    shown = bars_of(plan, "Sectors along time", "", DEMO_NOW)
    assert [row.id for row in shown.rows] == [sector.id for sector in plan.sectors]
    for row, phase in itertools.product(shown.rows, plan.phases):
        for at in (phase.starts_at.timestamp(), phase.ends_at.timestamp() - 1):
            (held,) = [bar for bar in row.bars if bar.starts_s <= at < bar.ends_s]
            assert held.look is looks.SECTORS[plan_state(row.id, phase)]
            assert SECTOR_STATE[plan_state(row.id, phase)] in held.text


def plan_state(sector, phase):
    return dict(phase.sector_states).get(sector, SectorState.NOT_ESTABLISHED)


def test_a_bar_tells_the_units_of_each_of_its_phases(worked):
    shown = bars_of(worked.ordered, "Sectors along time", "", DEMO_NOW)
    rafah = next(row for row in shown.rows if row.name == "Rafah")
    for bar in rafah.bars:
        for phase in worked.ordered.phases:
            if bar.starts_s <= phase.starts_at.timestamp() < bar.ends_s:
                there = {
                    a.unit
                    for a in worked.ordered.assignments
                    if a.sector == rafah.id and a.valid.starts_at < phase.ends_at and a.valid.ends_at > phase.starts_at
                }
                many = f"{len(there)} unit{'s' if len(there) > 1 else ''}" if there else "no unit"
                assert f"{phase.name}: {many}" in bar.told


def test_phases_that_overlap_or_leave_a_gap_cut_the_bars_where_they_do():
    plan = demo_plan()
    first, second, *others = plan.phases
    second = replace(second, starts_at=first.ends_at - timedelta(days=7), ends_at=second.ends_at - timedelta(days=3))
    shown = bars_of(replace(plan, phases=(first, second, *others)), "Sectors along time", "", DEMO_NOW)
    edges = [(one.starts_s, one.ends_s) for one in shown.divisions]
    assert edges[0][1] == second.starts_at.timestamp()
    assert edges[1] == (second.starts_at.timestamp(), second.ends_at.timestamp())
    for row in shown.rows:
        assert not [b for b in row.bars if b.starts_s <= second.ends_at.timestamp() < b.ends_s]


@pytest.mark.parametrize(("days", "ticks"), [(20, 3), (200, 7), (700, 8), (4000, 5)])
def test_marks_of_time_stand_at_beginnings_of_local_months_or_weeks(days, ticks):
    plan = demo_plan()
    only = replace(plan.phases[0], ends_at=plan.phases[0].starts_at + timedelta(days=days))
    shown = bars_of(replace(bare(plan), phases=(only,)), "Sectors along time", "", DEMO_NOW)
    zone = ZoneInfo(plan.time_zone)
    local = [datetime.fromtimestamp(tick.at_s, zone) for tick in shown.ticks]
    assert abs(len(shown.ticks) - ticks) <= 1
    assert all((at.hour, at.minute) == (0, 0) for at in local)
    assert all(at.day == 1 for at in local) or all(at.weekday() == 0 for at in local)


def bare(plan):
    """The sectors of a plan alone, so that its phases can be anything."""
    return Plan(
        name=plan.name,
        time_zone=plan.time_zone,
        network_fingerprint=plan.network_fingerprint,
        contributors=plan.contributors,
        sectors=plan.sectors,
    )


def test_a_sector_held_back_starts_no_earlier_and_the_change_is_told(ground, worked):
    plan = ground.stored.plan
    rafah, fourth = plan.sectors[row(worked, "Rafah")], plan.phases[3]
    hold = SectorHold(sector=rafah.id, start=StartHold.NOT_BEFORE, phase=fourth.id)
    asked = OrderAsked(weights=Weights(change=1))
    later = work_out(ground, Assumed(asked=asked, limit_s=20, sectors=(hold,)), worked, Progress())
    start = later.order.start(row(worked, "Rafah"))
    assert start is None or start >= 3
    assert "Rafah" in [one["Sector"] for one in words.changed(later)]


def test_when_change_weighs_most_the_order_keeps_what_the_plan_has_and_can(ground, worked):
    asked = OrderAsked(weights=Weights(need=1, change=1_000_000))
    kept = work_out(ground, Assumed(asked=asked, limit_s=20), None, Progress())
    assert kept.order.terms.change <= worked.order.terms.change


def test_a_hold_on_what_is_gone_is_refused_by_name(ground):
    hold = SectorHold(sector="gone", start=StartHold.NEVER)
    with pytest.raises(RoutingError, match="let go of it"):
        held_sectors(ground.stored.plan, (hold,))


def test_a_unit_kept_out_leaves_one_fewer_of_its_kind(ground):
    plan = ground.stored.plan
    hold = UnitHold(unit=plan.units[0].id, sector=plan.sectors[0].id, phase=plan.phases[0].id, stays_out=True)
    (held,) = held_units(plan, roll_of(plan, OrderAsked()), (hold,))
    assert (held.at_least, held.at_most) == (0, 0)


def test_a_search_beside_the_page_can_be_stopped_and_tells_its_fault():
    def until_stopped(progress):
        while not progress.is_cancelled:
            pass
        return "what it has"

    search = Working(until_stopped)
    assert search.is_running
    search.stop()
    search.wait(10)
    assert search.found == "what it has"

    def refused(_):
        message = "There is no phase."
        raise PassageError(message)

    faulty = Working(refused)
    faulty.wait(10)
    assert (faulty.found, faulty.fault) == (None, "There is no phase.")
