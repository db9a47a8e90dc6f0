"""What every screen of the force has in common: the switch to its tables, names, days, moments of a phase."""

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from data.model import Phase, Plan, Validity
from pages.look.clock import local_day
from pages.parts.force.editing import edit_sheets
from pages.parts.force.sheets import Sheet
from pages.parts.record.panel import show_chosen
from pages.state.workspace import Workspace

NOTHING = "—"


def show_or_edit(
    work: Workspace, show: Callable[[Workspace], None], sheets: Sequence[Sheet], *, panel: bool = True
) -> None:
    """The screen, or the tables it is made of, as the switch above it says; below it the panel of what is chosen."""
    seen = st.segmented_control(
        "Screen or tables",
        ["Picture", "Tables"],
        default="Picture",
        key=f"force.view.{sheets[0].title}",
        required=True,
        label_visibility="collapsed",
    )
    if seen == "Tables":
        edit_sheets(work, sheets)
    else:
        show(work)
        if panel:
            show_chosen(work)


def name_of(plan: Plan, record_id: str | None) -> str:
    """The name of a record; what nobody is called where there is none."""
    record = plan.find(record_id or "")
    return str(getattr(record, "name", record_id)) if record else NOTHING


def day(at: datetime | None, plan: Plan, none: str = "not known") -> str:
    """A local day, or that there is none."""
    return none if at is None else local_day(at, plan.time_zone)


def days(valid: Validity, plan: Plan) -> str:
    """The days a validity runs from and until."""
    start, end = day(valid.starts_at, plan, ""), day(valid.ends_at, plan, "")
    if start and end:
        return f"{start} – {end}"
    return f"from {start}" if start else f"until {end}" if end else "no dates given"


def moment_in(work: Workspace, phase: Phase) -> datetime:
    """The moment a phase is looked at: the one looked at where it lies in it, else its start."""
    return work.moment if phase.starts_at <= work.moment < phase.ends_at else phase.starts_at
