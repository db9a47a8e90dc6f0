"""The page "Sequence": its sentences, its board, what is held by hand, and a search that can be stopped."""

import pytest

from data.sources.demo import DEMO_NOW, demo_network, demo_plan
from data.store.protocol import Stored
from geo.errors import PassageError
from pages.parts.order import words
from pages.parts.order.board import board_of
from pages.state.ordering import (
    Assumed,
    Ground,
    Layouts,
    SectorHold,
    StartHold,
    UnitHold,
    Why,
    Working,
    held_sectors,
    held_units,
    why,
    work_out,
)
from routing.errors import RoutingError
from routing.force.layout import Standards
from routing.force.ordering import OrderAsked
from routing.index import NetworkIndex
from routing.sequencing.answer import Sequence, Status
from routing.sequencing.case import Weights
from routing.sequencing.explain import EarlierStart, Explanation
from routing.sequencing.progress import Progress


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
    shown = [int(one["Worth"].replace("−", "-").replace(",", "")) for one in words.terms(worked)]
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


def test_a_sector_without_consent_is_told_never_to_start_for_that_reason(worked):
    sentences = words.reasons(worked, why(worked, row(worked, "North"), Progress()))
    assert sentences[0] == "North is not started in any phase."
    assert "Consent for North is not granted." in " ".join(sentences)
    assert "fixed by hand" not in " ".join(sentences)


def test_a_start_is_dated_and_every_earlier_phase_is_accounted_for(worked):
    rafah = row(worked, "Rafah")
    tried = tuple(
        EarlierStart(phase=phase, conditions=(), is_minimal=True, loss=None, is_exact=False) for phase in (1, 0)
    )
    told = words.reasons(worked, Why(sector=rafah, explanation=Explanation(sector=rafah, start=2, earlier=tried)))
    assert told[0] == "Rafah starts in phase 3, Middle area, on 12 Apr 2027."
    assert "Rafah first and Southern link" in told[1]
    assert "not settled in time" in told[1]


def test_the_board_has_a_word_for_every_sector_in_every_phase(worked):
    board = board_of(worked.ordered, "Sectors by phase", "", None)
    assert [len(one.cells) for one in board.rows] == [len(board.columns)] * len(worked.case.sectors)
    assert all(cell.word for one in board.rows for cell in one.cells)


def test_a_sector_held_back_starts_no_earlier_and_the_change_is_told(ground, worked):
    plan = ground.stored.plan
    rafah, fourth = plan.sectors[row(worked, "Rafah")], plan.phases[3]
    hold = SectorHold(sector=rafah.id, start=StartHold.NOT_BEFORE, phase=fourth.id)
    asked = OrderAsked(weights=Weights(change=1))
    later = work_out(ground, Assumed(asked=asked, limit_s=20, sectors=(hold,)), worked, Progress())
    start = later.order.start(row(worked, "Rafah"))
    assert start is None or start >= 3
    assert [one["Sector"] for one in words.changed(later)] == ["Rafah"]


def test_a_hold_on_what_is_gone_is_refused_by_name(ground):
    hold = SectorHold(sector="gone", start=StartHold.NEVER)
    with pytest.raises(RoutingError, match="let go of it"):
        held_sectors(ground.stored.plan, Assumed(sectors=(hold,)))


def test_a_unit_kept_out_leaves_one_fewer_of_its_kind(ground):
    plan = ground.stored.plan
    hold = UnitHold(unit=plan.units[0].id, sector=plan.sectors[0].id, phase=plan.phases[0].id, stays_out=True)
    (held,) = held_units(plan, Assumed(units=(hold,)))
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
