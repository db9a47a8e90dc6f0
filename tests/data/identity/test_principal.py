"""Who asks is somebody, with roles that do not include each other."""

import pytest

from data.errors import PlanError
from data.identity.principal import Principal, Role
from data.model.sharing import Sensitivity


def someone(**more):
    return Principal(**{"id": "a1", "name": "Rana", "roles": frozenset({Role.COORDINATOR}), **more})


def test_nobody_is_nameless():
    with pytest.raises(PlanError, match="account and a name"):
        someone(name=" ")


def test_an_administrator_is_not_a_coordinator():
    assert not someone(roles=frozenset({Role.ADMINISTRATOR})).has(Role.COORDINATOR, Role.SECURITY_CELL)


def test_who_has_no_clearance_stated_sees_the_least():
    assert someone().clearance is Sensitivity.LOW
    assert max(Sensitivity) is Sensitivity.SEVERE
