"""Who commands whom: headquarters, and what a contributor hands over to them; full command stays national."""

from dataclasses import dataclass, field
from enum import StrEnum

from data.model.ids import CommandRelationId, ContributorId, HeadquartersId, UnitId
from data.model.provenance import Source, Validity


class CommandLevel(StrEnum):
    """What authority was handed over, widest first; full command never is."""

    OPCOM = "operational_command"
    OPCON = "operational_control"
    TACOM = "tactical_command"
    TACON = "tactical_control"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headquarters:
    """A place in the chain of command; `superior` is None at its head."""

    id: HeadquartersId
    name: str
    name_ar: str | None = None
    superior: HeadquartersId | None = None
    contributor: ContributorId | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRelation:
    """Authority over a unit, or over all units of a contributor, from the transfer at the start of `valid` on."""

    id: CommandRelationId
    subject: UnitId | ContributorId
    headquarters: HeadquartersId
    level: CommandLevel
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None
