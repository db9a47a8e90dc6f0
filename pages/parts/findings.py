"""Findings as a list people can work through: what, where, what to do."""

from collections.abc import Sequence

import streamlit as st

from data.model import Finding, Severity
from pages.look.table import show_table

WORD = {Severity.PROBLEM: "problem", Severity.DOUBT: "doubt", Severity.NOTE: "note"}
SIGN = {Severity.PROBLEM: "▲", Severity.DOUBT: "?", Severity.NOTE: "·"}


def show_findings(findings: Sequence[Finding], *, none: str = "Nothing to report.") -> None:
    """Show findings in a table, the problems first."""
    if not findings:
        st.success(none, icon=":material/check:")
        return
    show_table([cells_of(finding) for finding in by_severity(findings)], about="Findings", sentences=True)


def by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """Findings, the problems first."""
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def cells_of(finding: Finding) -> dict[str, str]:
    """One finding as a row of a table."""
    return {
        "Severity": f"{SIGN[finding.severity]} {WORD[finding.severity]}",
        "About": finding.subject,
        "Finding": finding.message,
        "What to do": finding.remedy,
    }


def summary(findings: Sequence[Finding]) -> str:
    """How many findings there are of each severity, in words."""
    counts = [(sum(f.severity is s for f in findings), WORD[s]) for s in Severity]
    told = [f"{n} {word}{'s' if n > 1 else ''}" for n, word in counts if n]
    return ", ".join(told) or "no findings"
