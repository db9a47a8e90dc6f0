"""Contributor: a government or body that promises troops or police."""

from dataclasses import dataclass

from data.model.checks import require_not_negative
from data.model.ids import ContributorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Who contributes; None in a strength means not reported, which is not 0.

    `pledged_personnel` is the most it ever spoke of in all, `deployed_personnel` what it reports itself; pledges
    and units say more, and only units count as capability.
    """

    id: ContributorId
    name: str
    name_ar: str | None = None
    pledged_personnel: int | None = None
    deployed_personnel: int | None = None
    languages: tuple[str, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        for strength in (self.pledged_personnel, self.deployed_personnel):
            require_not_negative(strength, f"A strength of contributor {self.id}")
