"""Conditions of a case in the operator's words."""

from routing.sequencing.case import Rule, SequencingCase, UnitClass


def told(case: SequencingCase, rule: Rule, **rows: int) -> str:
    """One sentence that names a condition and what it is about."""
    if rule is Rule.FIXING:
        return _fixed(case, **rows)
    if rule is Rule.MONEY:
        return _money(case, **rows)
    if rule is Rule.APART:
        one, other = case.contributors[rows["contributor"]], case.contributors[rows["other"]]
        return f"{one.name} and {other.name} cannot work together in one sector."
    if "unit_class" in rows:
        return _units(case, rule, case.units[rows["unit_class"]], rows.get("sector"))
    return _sector(case, rule, rows.get("sector"))


def _sector(case: SequencingCase, rule: Rule, row: int | None) -> str:
    if row is None:
        return f"The mandate ends on day {case.mandate_ends_day}; no phase may reach beyond."
    sector = case.sectors[row]
    if rule is Rule.CONSENT:
        granted = sector.consent_from
        since = "is not granted" if granted is None else f"holds from {_phase(case, granted)}"
        return f"Consent for {sector.name} {since}."
    needs = ", ".join(map(str, sector.strength_by_age))
    return {
        Rule.CONTIGUITY: f"{sector.name} is no gate: a neighbour must be held one phase earlier.",
        Rule.CONTINUITY: f"{sector.name} once held is not given up.",
        Rule.STRENGTH: f"{sector.name} needs strength {needs} by phase held.",
        Rule.ENGAGEMENT: f"{sector.name} needs a unit with rules of engagement of class {sector.engagement} or above.",
    }.get(rule, f"{sector.name} needs {rule.value}.")


def _units(case: SequencingCase, rule: Rule, unit: UnitClass, sector: int | None) -> str:
    who = f"{unit.name} of {case.contributors[unit.contributor].name}"
    if rule is Rule.COUNT:
        return f"{unit.number} × {who} are pledged."
    if rule is Rule.CAVEAT and sector is not None:
        return f"{who} may not serve in {case.sectors[sector].name}."
    if unit.available_from is None:
        return f"It is not known when {who} become available."
    length = "" if unit.available_phases is None else f" for {unit.available_phases} phases"
    return f"{who} are available from {_phase(case, unit.available_from)}{length}."


def _money(case: SequencingCase, purse: int | None = None, contributor: int | None = None) -> str:
    if contributor is not None:
        return f"No purse may pay for {case.contributors[contributor].name}."
    return "" if purse is None else f"{case.purses[purse].name} holds {sum(case.purses[purse].arrives)} in all."


def _fixed(case: SequencingCase, sector: int, unit_class: int | None = None, phase: int | None = None) -> str:
    name = case.sectors[sector].name
    if unit_class is None or phase is None:
        return f"The start of {name} was fixed by hand."
    unit = case.units[unit_class]
    who = f"{unit.name} of {case.contributors[unit.contributor].name}"
    return f"{who} in {name} in {_phase(case, phase)} were fixed by hand."


def _phase(case: SequencingCase, row: int) -> str:
    return case.phases[row].name if 0 <= row < len(case.phases) else "after the last phase"
