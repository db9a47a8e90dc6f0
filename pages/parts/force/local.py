"""Local capacity: police and guards as reported, their share in each sector by phase, and the gates of hand-over."""

from itertools import pairwise

import streamlit as st

from data.model import LocalForce
from pages.look import words
from pages.look.force_words import NOT_REPORTED, spoken
from pages.look.rows import Row
from pages.parts.force.views import day, name_of
from pages.parts.record.rows import show_rows
from pages.state.workspace import Workspace
from routing.force.local import HandoverGate, LocalShare, handover_gates, local_shares

MARKS = {True: "✓ met", False: "✗ not met", None: "? not known"}


def show_local(work: Workspace) -> None:
    """Who there is, how much of the security of each sector is local in each phase, and what hand-over waits for."""
    st.header("Local capacity")
    st.markdown("Readiness runs from 1, able alone, to 4, not able. Only people who were vetted count as a share.")
    rows = [_force(work, force) for force in work.plan.local_forces]
    show_rows(rows, about="Local capacity", none="No local force is told; add them under Tables.")
    _shares(work)
    _handovers(work)


def _force(work: Workspace, force: LocalForce) -> Row:
    return Row(
        id=force.id,
        cells={
            "Local force": force.name,
            "Sector": name_of(work.plan, force.sector) if force.sector else "everywhere",
            "Strength": words.count(force.strength),
            "Vetted": words.count(force.vetted),
            "Trained": words.count(force.trained),
            "Readiness": f"{force.readiness} of 4" if force.readiness else f"? {NOT_REPORTED}",
            "Note": force.note or "",
        },
    )


def _shares(work: Workspace) -> None:
    """The local share of every sector by phase, marked where it falls."""
    plan = work.plan
    if not (plan.local_forces and plan.phases):
        return
    st.header("Local share by phase")
    st.markdown(
        "Vetted local people among all who have a task in the sector in that phase, arrived or not; ▼ where the share "
        "is less than in the phase before."
    )
    found = local_shares(plan, work.moment)
    many = len(plan.phases)
    rows = [
        Row(
            id=sector.id,
            cells={
                "Sector": sector.name,
                **{
                    f"{number}  {phase.name}": told
                    for number, (phase, told) in enumerate(
                        zip(plan.phases, shares_told(found[place * many : (place + 1) * many]), strict=True), 1
                    )
                },
            },
        )
        for place, sector in enumerate(plan.sectors)
    ]
    show_rows(rows, about="Local share by phase", none="This operation has no sectors yet; draw them under Sectors.")


def shares_told(shares: tuple[LocalShare, ...]) -> list[str]:
    """The shares of one sector from phase to phase in words."""
    fell = [False, *(_falls(before, after) for before, after in pairwise(shares))]
    return [f"{'▼ ' if has_fallen else ''}{_told(share)}" for share, has_fallen in zip(shares, fell, strict=True)]


def _falls(before: LocalShare, after: LocalShare) -> bool:
    return before.share is not None and after.share is not None and after.share < before.share


def _told(share: LocalShare) -> str:
    if share.vetted is None or share.international is None:
        return f"? {NOT_REPORTED}"
    if share.share is None:
        return "nobody there"
    return f"{words.percent(share.share)}: {share.vetted:,} of {share.vetted + share.international:,}"


def _handovers(work: Workspace) -> None:
    """Every hand-over with all four criteria, whoever listed them, and whether its gate is passed."""
    st.header("Hand-overs to local lead")
    rows = [_handover(work, gate) for gate in handover_gates(work.plan, work.moment)]
    show_rows(rows, about="Hand-overs", none="No hand-over is planned.", sentences=True)


def _handover(work: Workspace, gate: HandoverGate) -> Row:
    own = gate.handover
    head = {
        "Sector": name_of(work.plan, own.sector),
        "From phase": name_of(work.plan, own.phase),
        "Gate": _gate(work, gate),
    }
    told = {
        spoken(one.kind).capitalize(): MARKS[one.met] + (f": {one.evidence}" if one.evidence else "")
        for one in gate.criteria
    }
    return Row(id=own.id, cells=head | told)


def _gate(work: Workspace, gate: HandoverGate) -> str:
    if gate.is_passed:
        return f"✓ passed, decided {day(gate.handover.decided_at, work.plan)}"
    left = len(gate.handover.open_criteria)
    criteria = [f"{left} of {len(gate.criteria)} criteria open"] if left else []
    decided = gate.handover.decided_at
    decision = [] if decided and decided <= work.moment else ["no joint decision"]
    return f"✗ not passed: {', '.join([*criteria, *decision])}"
