"""Contributor: a government or body that promises troops or police."""

from dataclasses import dataclass

from data.errors import PlanError
from data.model.ids import ContributorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Who contributes; None in a strength means not reported, which is not 0."""

    id: ContributorId
    name: str
    name_ar: str | None = None
    pledged_personnel: int | None = None
    deployed_personnel: int | None = None
    languages: tuple[str, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        for strength in (self.pledged_personnel, self.deployed_personnel):
            if strength is not None and strength < 0:
                msg = f"Contributor {self.id} has a strength of {strength}; give 0 or more, or leave it unknown."
                raise PlanError(msg)
