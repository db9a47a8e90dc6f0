"""What must be met before a phase is entered and before lead is handed over, as rows."""

import numpy as np

from routing.sequencing.answer import Condition
from routing.sequencing.case import HeldSector, Rule
from routing.sequencing.linear import LIMIT
from routing.sequencing.told import told_of_gate
from routing.sequencing.writing import Writing


def write_gates(writing: Writing) -> None:
    """Where a gate is not met no sector is held that was not held in the phase before."""
    held = writing.columns.held
    for gate in writing.case.gates:
        condition = Condition(rule=Rule.GATE, phase=gate.phase, text=told_of_gate(writing.case, gate))
        for sector, phase in np.argwhere(held >= 0).tolist():
            if gate.shuts(phase):
                before = [(-1, held[sector, phase - 1])] if phase else []
                writing.ask_for(condition, phase, [(1, held[sector, phase]), *before], (-LIMIT, 0))


def write_leads(writing: Writing) -> None:
    """Lead before the gate of hand-over is passed, which only a sector held long enough can have; and lead fixed."""
    held, led = writing.columns.held, writing.columns.led
    for sector, phase in np.argwhere(led >= 0).tolist():
        writing.draft.row([(1, led[sector, phase]), (-1, held[sector, phase])], at_most=0)
        writing.draft.row([(1, led[sector, phase]), (-1, _long_held(writing, sector, phase))], at_most=0)
        writing.ask(Rule.HANDOVER, phase, [(1, led[sector, phase])], (-LIMIT, 0), sector=sector)
    for choice in writing.case.held_sectors:
        if choice.is_local_in is not None:
            _fix(writing, choice, choice.is_local_in)


def _long_held(writing: Writing, sector: int, phase: int) -> int:
    """The column that says that a sector has been held so long that it has a local share; -1 where it cannot be."""
    since = writing.case.sectors[sector].local_from_age
    return -1 if since is None or since > phase else int(writing.columns.begun[sector, phase - since])


def _fix(writing: Writing, choice: HeldSector, phase: int) -> None:
    known = writing.known(Rule.FIXING, sector=choice.sector, phase=phase)
    if not writing.case.sectors[choice.sector].is_handed_over(phase):
        writing.draft.row([(1, writing.columns.led[choice.sector, phase])], at_least=1, condition=known)
        return
    writing.draft.row([(1, _long_held(writing, choice.sector, phase))], at_least=1, condition=known)
    writing.draft.row([(1, writing.columns.held[choice.sector, phase])], at_least=1, condition=known)
