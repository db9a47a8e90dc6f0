"""What was shown, handed out and refused, and who came in: found by person, kind and time, for auditors."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from data.export.trail import Line, trail_csv
from data.identity.account import Visit
from data.identity.principal import Role
from data.service import people, trail
from data.store.deed import Did, KeptDeed
from pages.look.clock import local
from pages.look.table import show_table
from pages.parts.findings import show_findings
from pages.state import answers
from pages.state.marking import handing_out
from pages.state.workspace import Workspace
from pages.web.gate.here import register
from pages.web.notebook import notebook, noted_at_door

SHOWN = 100
MOST_VISITS = 5_000
DID = {
    Did.VIEWED: "saw severe data",
    Did.BRIEFED: "saw it as it was",
    Did.HANDED_OUT: "was handed",
    Did.REFUSED: "was refused",
    Did.CUSTODY: "kept or carried",
    Did.TOLD: "brought the list of another copy up to",
}
INTRODUCED = (
    "Looking at severe data is kept once for each person, page and revision; every file handed out with its SHA-256; "
    "and whatever was refused. Records you may not see are not named."
)
DOOR = "door: "
ELSEWHERE = ", in another copy"


def show_trail(work: Workspace) -> None:
    """Find what people did, take it along as CSV, and verify it; nothing for who does not audit."""
    if not work.person.has(Role.AUDITOR):
        return
    st.header("Shown, handed out and refused")
    st.markdown(INTRODUCED)
    lines = _lines(work)
    found = _asked(lines, work.plan.time_zone)
    show_table(
        [_row(line, work.plan.time_zone) for line in found[:SHOWN]],
        about="What people did, the newest first",
        none="Nothing is like this.",
        sentences=True,
    )
    if len(found) > SHOWN:
        st.markdown(f"And {len(found) - SHOWN:,} more; choose a person, a kind or days, or take all of them along.")
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Take these along (CSV)",
            data=handing_out(work, "Trail (CSV)", lambda: trail_csv(found)),
            file_name=f"{work.operation}-trail.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            key="trail.csv",
        )
        if st.button("Verify this list", key="trail.verify"):
            _verify(work)


def lines_of(
    deeds: Sequence[KeptDeed], visits: Sequence[Visit], names: dict[str, str], told: Sequence[KeptDeed] = ()
) -> tuple[Line, ...]:
    """What people did with an operation, here and in other copies, and at the door, the newest first."""
    done = [*(_of_deed(one) for one in deeds), *(_of_deed(one, ELSEWHERE) for one in told)]
    came = [_of_visit(one, names) for one in visits]
    return tuple(sorted([*done, *came], key=lambda line: line.at, reverse=True))


def is_sought(line: Line, who: str, did: str, days: tuple[date, ...], zone: str) -> bool:
    """Whether a line is by this person, of this kind and on one of these days; empty is any."""
    if who not in {"", line.who} or did not in {"", line.did}:
        return False
    return len(days) < 2 or days[0] <= line.at.astimezone(ZoneInfo(zone)).date() <= days[1]  # noqa: PLR2004 - from, to


def _lines(work: Workspace) -> tuple[Line, ...]:
    deeds = trail.trail(work.person, answers.store(work.operation))
    told = trail.told(work.person, answers.store(work.operation))
    if work.person.is_guest:
        return lines_of(deeds, (), {}, told)
    kept = register()
    return lines_of(deeds, people.visits(work.person, kept, MOST_VISITS), people.names(work.person, kept), told)


def _asked(lines: Sequence[Line], zone: str) -> list[Line]:
    who_at, did_at, days_at = st.columns(3, gap="small")
    who = who_at.selectbox(
        "Who did it", ["", *sorted({line.who for line in lines})], format_func=lambda one: one or "Anybody"
    )
    did = did_at.selectbox(
        "What was done", ["", *sorted({line.did for line in lines})], format_func=lambda one: one or "Anything"
    )
    first, last = _reach(lines, zone)
    days = days_at.date_input("On which days", (first, last), min_value=first, max_value=last, key="trail.days")
    asked = days if isinstance(days, tuple) else (days,)
    return [line for line in lines if is_sought(line, who or "", did or "", asked, zone)]


def _reach(lines: Sequence[Line], zone: str) -> tuple[date, date]:
    today = datetime.now(ZoneInfo(zone)).date()
    days = [line.at.astimezone(ZoneInfo(zone)).date() for line in lines] or [today]
    return min(*days, today - timedelta(days=1)), max(*days, today)


def _verify(work: Workspace) -> None:
    found = trail.trail_verified(work.person, answers.store(work.operation), notebook().kept(work.operation))
    if not work.person.is_guest:
        found = (*found, *people.visits_verified(work.person, register(), noted_at_door()))
    show_findings(found, none="The list is as it was written, and reaches as far as this machine noted.")


def _of_deed(kept: KeptDeed, where: str = "") -> Line:
    deed = kept.deed
    said = {"about": deed.about, "mark": deed.mark, "sha256": deed.sha256, "link": str(kept.anchor)}
    return Line(at=deed.at, who=deed.by, did=DID[deed.did] + where, what=deed.what, **said)


def _of_visit(visit: Visit, names: dict[str, str]) -> Line:
    by = visit.by or visit.account
    whose = names.get(visit.account or "", "a guest" if visit.account else "")
    who = names.get(by, "a guest") if by else "nobody known"
    about = whose if visit.account != by else ""
    return Line(at=visit.at, who=who, did=f"{DOOR}{visit.act}", what=visit.detail, about=about)


def _row(line: Line, zone: str) -> dict[str, str]:
    return {
        "When": local(line.at, zone),
        "Who": line.who,
        "Did": line.did,
        "What": line.what,
        "About": line.about,
        "Mark": line.mark,
        "SHA-256": f"{line.sha256[:12]}…" if line.sha256 else "",
    }
