"""Only days under cover are worked, and a service is back when every step is finished."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import CivicService, RestorationStep, Validity
from routing.force.covered import PhaseCover, PlaceCover
from routing.force.restoration import progress_under, restoration_progress, served_by, worked_until
from routing.force.secured import Footing
from routing.force.spans import ALWAYS, NEVER, common
from tests.builders import NOON, phase, plan, site
from tests.force_builders import restoration

DAY = timedelta(days=1)


def span(starts, ends):
    return Validity(starts_at=NOON + starts * DAY, ends_at=NOON + ends * DAY)


def step(days, **said):
    return RestorationStep(name=f"{days} days", work_days=days, **said)


def progress(cover, *steps, **said):
    return restoration_progress(plan(site(), restoration(steps=steps, **said)), cover, NOON)[0]


@pytest.mark.parametrize(
    ("cover", "steps", "restored_on"),
    [
        (ALWAYS, (step(5), step(2)), 7),
        ((span(0, 2), span(10, 20)), (step(5),), 13),
        ((span(0, 2), span(10, 20)), (step(2), step(1, needs_cover=False), step(1)), 11),
        ((span(0, 2),), (step(5),), None),
        (NEVER, (step(1), step(1, needs_cover=False)), None),
        (NEVER, (step(3, needs_cover=False),), 3),
        (ALWAYS, (step(9, done_at=NOON - 4 * DAY), step(1)), 1),
        (ALWAYS, (step(9), step(1, done_at=NOON - DAY)), 9),
        (ALWAYS, (), None),
    ],
)
def test_when_a_service_is_back(cover, steps, restored_on):
    restored_at = progress({"s": cover}, *steps).restored_at
    assert restored_at == (None if restored_on is None else NOON + restored_on * DAY)


def test_where_nobody_knows_of_cover_nobody_knows_the_date():
    assert progress({}, step(1)).restored_at is None


def test_people_served_are_counted_by_service_and_unreported_ones_apart():
    steps = {"steps": (step(1),)}
    held = plan(
        site(),
        restoration(**steps, people_served=500),
        restoration("r2", **steps),
        restoration("r3", **steps, service=CivicService.POWER, people_served=7),
    )
    found = restoration_progress(held, {"s": ALWAYS}, NOON)
    served = {one.service: one for one in served_by(found, NOON + DAY)}
    assert (served[CivicService.WATER].people, served[CivicService.WATER].not_reported) == (500, 1)
    assert served[CivicService.POWER].why == ("r3",)
    assert all(one.people == 0 for one in served_by(found, NOON))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=4), st.integers(0, 20))
def test_exactly_the_days_asked_for_are_worked(drawn, days):
    spans = tuple(span(starts, starts + length) for starts, length in drawn)
    end = worked_until(spans, NOON, days)
    held = common(spans, (span(0, 99),)) if end is None else common(spans, (Validity(ends_at=end),))
    worked = sum((one.ends_at - one.starts_at) / DAY for one in held)
    assert worked < days if end is None else worked == days


def test_crews_work_in_the_phases_in_which_their_site_is_covered():
    phases = [phase(f"p{n}", starts_at=NOON + n * 10 * DAY, ends_at=NOON + (n + 1) * 10 * DAY) for n in range(3)]
    found = plan(site(), restoration(steps=(step(12),)), *phases)
    cover = [covered(phases[0], Footing.SECURED), covered(phases[1], Footing.NOT_CONSENTED)]
    assert progress_under(found, cover, NOON)[0].restored_at is None
    cover.append(covered(phases[2], Footing.SECURED))
    assert progress_under(found, cover, NOON)[0].restored_at == NOON + 22 * DAY


def covered(during, footing):
    """The site of the plan in a phase, on ground that stands so, with no response asked for."""
    there = PlaceCover(place_id="s", sectors=(), footing=footing, times=())
    return PhaseCover(phase_id=during.id, at=NOON, footing={}, corridors=(), sites=(there,), settlements=(), density=())
