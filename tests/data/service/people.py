"""People who ask: one for each role, and some of several."""

from data.identity.principal import Principal, Role
from data.model.sharing import Sensitivity


def person(*roles, clearance=Sensitivity.SEVERE, sectors=(), name="Amal"):
    return Principal(
        id=name.lower(), name=name, roles=frozenset(roles), clearance=clearance, sectors=frozenset(sectors)
    )


def planner(name="Amal"):
    return person(Role.COORDINATOR, name=name)
