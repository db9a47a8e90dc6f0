"""Findings as rows that choose what they are about."""

from collections.abc import Sequence

import streamlit as st
from shapely import Point

from data.model import Finding, Plan
from pages.look.rows import Row
from pages.parts.findings import by_severity, cells_of
from pages.parts.record.rows import show_rows
from pages.parts.record.target import place_text
from pages.parts.titles import called


def show_doubts(plan: Plan, findings: Sequence[Finding], *, none: str) -> None:
    """Show findings in a table, the problems first; a row chooses the record or place it is about."""
    if not findings:
        st.success(none, icon=":material/check:")
        return
    rows = [Row(id=_about(plan, finding), cells=_cells(plan, finding)) for finding in by_severity(findings)]
    show_rows(rows, about="Findings", sentences=True)


def _cells(plan: Plan, finding: Finding) -> dict[str, str]:
    """One finding as a row; the records it is about by their names."""
    subject = finding.subject
    parts = [subject] if plan.find(subject) else subject.split(", ")
    return cells_of(finding) | {"About": "; ".join(called(plan, part) for part in parts)}


def findings_about(record_id: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that name this record as their subject, alone or among others."""
    return tuple(finding for finding in findings if record_id in _subjects(finding))


def _about(plan: Plan, finding: Finding) -> str:
    """The first record of the plan that a finding names, else its place, else nothing."""
    known = next((subject for subject in _subjects(finding) if plan.find(subject)), "")
    return known or (place_text(Point(finding.place)) if finding.place else "")


def _subjects(finding: Finding) -> tuple[str, ...]:
    """What a finding may be about: "north", "north, south" and "report r" all name their records."""
    return (finding.subject, *finding.subject.split(", "), finding.subject.rsplit(" ", 1)[-1])
