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
    order = list(Severity)
    rows = [
        {
            "Severity": f"{SIGN[f.severity]} {WORD[f.severity]}",
            "About": f.subject,
            "Finding": f.message,
            "What to do": f.remedy,
        }
        for f in sorted(findings, key=lambda f: order.index(f.severity))
    ]
    show_table(rows, about="Findings", sentences=True)


def summary(findings: Sequence[Finding]) -> str:
    """How many findings there are of each severity, in words."""
    counts = [(sum(f.severity is s for f in findings), WORD[s]) for s in Severity]
    told = [f"{n} {word}{'s' if n > 1 else ''}" for n, word in counts if n]
    return ", ".join(told) or "no findings"
