"""Settlements and the people reported for them, from foreign files of places."""

from dataclasses import dataclass, replace
from pathlib import Path

from data.model.civic import Settlement
from data.model.finding import Finding, Severity
from data.model.ids import SettlementId
from data.model.provenance import Provenance
from data.sources.fields import Doubt, told_together
from data.sources.places import ARABIC_NAMES, NAME_NAMES, Placed, amount, placed_in
from data.sources.vector import read_features

_PEOPLE_NAMES = ("people", "population", "pop", "residents", "inhabitants", "pop_total", "total_population")
_PEOPLE_OF_A_YEAR = r"(people|pop(ulation)?)[_ ]?(19|20)\d\d"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementFile:
    """Settlements of a file."""

    settlements: tuple[Settlement, ...]
    findings: tuple[Finding, ...]
    provenance: Provenance


def read_settlements(path: Path) -> SettlementFile:
    """The settlements of a foreign file; people of the newest year where columns are named after years.

    Raises
    ------
    SourceError
        When the file is not usable.
    """
    file = read_features(path)
    placed, doubts = placed_in(file, path)
    pairs = [_settlement(one) for one in placed]
    doubts += [doubt for _, found in pairs for doubt in found]
    return SettlementFile(
        settlements=tuple(settlement for settlement, _ in pairs),
        findings=(*file.findings, *told_together(doubts)),
        provenance=file.provenance,
    )


def _settlement(placed: Placed) -> tuple[Settlement, list[Doubt]]:
    fields = placed.fields
    years = sorted(fields.names_like(_PEOPLE_OF_A_YEAR), key=lambda name: name[-4:], reverse=True)
    names = (*_PEOPLE_NAMES, *years)
    column = next((name for name in names if fields.value(name) is not None), None)
    people, first = amount(fields, column) if column else (None, [])
    source, second = fields.source()
    settlement = Settlement(
        id=SettlementId(placed.id),
        name=fields.text(*NAME_NAMES) or placed.id,
        name_ar=fields.text(*ARABIC_NAMES),
        point=placed.point,
        people=None if people is None else round(people),
        source=replace(source, name=fields.text("source", "pop_source") or source.name),
        note=fields.text("note", "description"),
    )
    return settlement, [*_about_people(fields.number, column), *first, *second]


def _about_people(number: int, column: str | None) -> list[Doubt]:
    """That nobody reported people, or of which year the report is."""
    if column is None:
        message, remedy = (
            "nobody reports how many people live there.",
            "Enter the number when it is known; it is not 0.",
        )
        return [Doubt(number=number, code="people-not-reported", message=message, remedy=remedy)]
    if not column[-4:].isdigit():
        return []
    message = f"its people are those of {column[-4:]}."
    remedy = "Enter a newer number where people have moved since."
    return [Doubt(number=number, code="people-of-a-year", message=message, remedy=remedy, severity=Severity.NOTE)]
