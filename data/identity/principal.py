"""Who asks: the person on whose behalf a public operation is carried out."""

from dataclasses import dataclass
from enum import StrEnum

from data.errors import PlanError
from data.model.sharing import Sensitivity

__all__ = ["Principal", "Role", "Sensitivity"]


class Role(StrEnum):
    """What a person may do; one person can hold several, and none of them includes another."""

    VIEWER = "viewer"
    COORDINATOR = "coordinator"
    SECURITY_CELL = "security cell"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A signed-in person as an operation sees them.

    `sectors` are the ids of the sectors that are this person's own as a member of a security cell.
    Nothing above `clearance` is shown to them. `id` is the account; history keeps `name` beside it.
    A guest sees illustrative operations alone, whatever else they are given. `is_fresh` is false of somebody who
    gave their passphrase some time ago: it could be anybody at their screen, and severe acts ask for it again.
    """

    id: str
    name: str
    roles: frozenset[Role]
    clearance: Sensitivity = Sensitivity.LOW
    sectors: frozenset[str] = frozenset()
    is_guest: bool = False
    is_fresh: bool = True

    def __post_init__(self) -> None:
        if not self.id or not self.name.strip():
            message = "Whoever asks needs an account and a name."
            raise PlanError(message)

    def has(self, *roles: Role) -> bool:
        """Whether the person holds one of these roles."""
        return not self.roles.isdisjoint(roles)
