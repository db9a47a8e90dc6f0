"""Who must be told that a march has shifted: on screen, and as text to be sent."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from data.model import Plan
from pages.look.clock import local, local_time
from pages.look.rows import Row
from pages.parts.march.underway.compared import summary
from pages.parts.record.rows import show_rows
from routing.march.situation import Situation
from routing.march.telling import Notice

INFORMS = "Telling somebody informs them. It is not an approval, and silence is not one either."
NOBODY = "Nobody needs to be told: nothing shifts by more than 10 minutes and nothing new is missed."


def show_notices(plan: Plan, found: Situation) -> None:
    """The list of who must be told, and the same as text to copy."""
    st.header("Who must be told", anchor=False)
    st.markdown(f"**{INFORMS}**")
    if not found.notices:
        st.success(NOBODY, icon=":material/check:")
        return
    rows = [Row(id=one.record or "", cells=_cells(plan, one)) for one in found.notices]
    show_rows(rows, about="Who must be told", sentences=True)
    with st.expander("As text to copy", icon=":material/content_copy:"):
        st.code(text_of(plan, found), language=None, wrap_lines=True)


def _cells(plan: Plan, notice: Notice) -> dict[str, str]:
    return {
        "By": by_words(notice.by, plan.time_zone),
        "Who": _name(notice),
        "As": notice.addressee.value,
        "Why": " ".join(notice.why),
    }


def by_words(by: datetime | None, zone: str) -> str:
    """The latest moment somebody must know."""
    return "at once" if by is None else local_time(by, zone)


def _name(notice: Notice) -> str:
    return f"{notice.name} · {notice.name_ar}" if notice.name_ar else notice.name


def text_of(plan: Plan, found: Situation) -> str:
    """All of it as plain text, an addressee to a paragraph."""
    convoy, zone = found.under_way.convoy, plan.time_zone
    number = f" ({convoy.movement_number})" if convoy.movement_number else ""
    head = [
        f"{plan.name}: {convoy.name}{number}, {convoy.organisation}",
        f"As of {local(found.at, zone)}. All times are local.",
        summary(found, zone),
        *(f"! {finding.message}" for finding in found.findings),
        INFORMS,
    ]
    illustrative = ["ILLUSTRATIVE – not information about any place."] if plan.illustrative else []
    return "\n\n".join(["\n".join([*illustrative, *head]), *_paragraphs(found.notices, zone)])


def _paragraphs(notices: Sequence[Notice], zone: str) -> list[str]:
    return [
        "\n".join([f"TO {_name(one)} – {one.addressee.value} – {by_words(one.by, zone)}", *one.why]) for one in notices
    ]
