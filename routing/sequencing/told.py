"""Conditions of a case in the operator's words."""

from routing.sequencing.case import Gate, Rule, SequencingCase, UnitClass


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


def told_at(case: SequencingCase, need: Rule, sector: int, hours: str) -> str:
    """One sentence that names what a sector needs at hours at which not all units can act."""
    return f"{told(case, need, sector=sector).removesuffix('.')}, and so {hours}, when not all units can act."


def told_of_gate(case: SequencingCase, gate: Gate) -> str:
    """One sentence that names a gate of a phase, and until when it keeps sectors from starting."""
    which = f"Gate of phase {gate.phase + 1} ({_phase(case, gate.phase)}): {gate.name}"
    if gate.met_from is None:
        return f"{which} – not known to be met, nor when: no sector starts in that phase or later."
    return f"{which} – expected to be met by the start of {_phase(case, gate.met_from)}: until then no sector starts."


def _sector(case: SequencingCase, rule: Rule, row: int | None) -> str:
    if row is None:
        return f"The mandate ends on day {case.mandate_ends_day}; no phase may reach beyond."
    sector = case.sectors[row]
    if rule is Rule.CONSENT:
        granted = sector.consent_from
        since = "is not granted" if granted is None else f"holds from {_phase(case, granted)}"
        return f"Consent for {sector.name} {since}."
    if rule is Rule.HANDOVER:
        handed = sector.handed_over_from
        passed = "is not passed" if handed is None else f"is passed from {_phase(case, handed)} on, not before"
        return f"The gate of hand-over of {sector.name} {passed}: until then lead is international."
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
    if unit_class is None and phase is not None:
        return f"Joint or local lead of {name} in {_phase(case, phase)} was fixed by hand."
    if unit_class is None or phase is None:
        return f"The start of {name} was fixed by hand."
    unit = case.units[unit_class]
    who = f"{unit.name} of {case.contributors[unit.contributor].name}"
    return f"{who} in {name} in {_phase(case, phase)} were fixed by hand."


def _phase(case: SequencingCase, row: int) -> str:
    return case.phases[row].name if 0 <= row < len(case.phases) else "after the last phase"
