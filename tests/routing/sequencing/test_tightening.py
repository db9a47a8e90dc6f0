"""The relaxation: never below what trying everything finds, and not fooled by presence in halves."""

from dataclasses import replace

import pytest

from routing.sequencing import highs
from routing.sequencing.case import Contributor, UnitClass
from routing.sequencing.model import model_of
from routing.sequencing.posts import of_sectors
from routing.solving.cpsat import Effort
from tests.sequencing_cases import plain_case, small_case
from tests.sequencing_oracle import best_value


@pytest.mark.parametrize("seed", range(200, 280))
def test_no_bound_is_below_the_best_there_is(seed):
    case = small_case(seed)
    if len(case.contributors) > 1 and case.units[0].contributor != case.units[1].contributor:
        case = replace(case, apart=((0, 1),))
    best, model = best_value(case), model_of(case)
    linear = model.linear
    if best is not None and len(linear.lower):
        least = best - 1e-6 * max(1, abs(best))
        assert highs.relax(linear, Effort(limit_s=10)).bound >= least
        assert highs.sketch(linear, Effort(limit_s=10), of_sectors(model)).bound >= least


def test_half_a_contributor_does_not_stand_beside_one_it_cannot_work_with():
    case, unit = plain_case(), UnitClass(name="u", contributor=0, kind="infantry", strength=1, number=3, engagement=2)
    sector = replace(case.sectors[0], neighbours=(), engagement=2, strength_by_age=(4,), local_share_by_age=())
    case = replace(
        case,
        sectors=(sector,),
        contributors=(Contributor(name="wide", purses=(0,)), Contributor(name="narrow", purses=(0,))),
        units=(unit, replace(unit, contributor=1, strength=3, engagement=1)),
        corridors=case.corridors[:1],
    )
    together = highs.relax(model_of(case).linear, Effort(limit_s=10)).bound
    apart = highs.relax(model_of(replace(case, apart=((0, 1),))).linear, Effort(limit_s=10)).bound
    assert apart <= 0.75 * together + 1e-6
