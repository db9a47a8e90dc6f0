"""A convoy under way: times are entered, the rest of the march follows, and who must be told stands below."""

from dataclasses import replace
from datetime import datetime

import streamlit as st

from data.model import Crossing, Site
from pages.map.layers import Layer
from pages.parts.draft_bar import NARROW
from pages.parts.force.editing import Bar, edit_sheet
from pages.parts.march import layers, strip_view
from pages.parts.march.ride import Ride, strip_for
from pages.parts.march.underway.compared import show_compared, summary
from pages.parts.march.underway.notices import show_notices
from pages.parts.march.underway.outcome import show_outcome, show_waits
from pages.parts.march.underway.reports import PassingSheet, passing_sheet
from pages.parts.record.doubts import show_doubts
from pages.parts.sides import below_map
from pages.state import answers, march_answers
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.march.situation import Situation
from routing.march.stands import is_gate
from routing.march.strip import Part
from routing.march.waits import Waiting
from routing.question import Terms

HOW = "One row for each critical point; times as they are called in: 11:30, 1130, or 11:30 +1 for the day after."
STANDS_STILL = "The clock of this illustrative operation stands still: it is looked at as of the last report."


def show(work: Workspace, ride: Ride) -> tuple[Layer, ...]:
    """The view; on the map, the minute picked in the strip from now on."""
    at = looked_at(work)
    sheet = passing_sheet(work.plan, ride.convoy, ride.table, at)
    found = _situation(work, ride, at)
    zone = work.plan.time_zone
    if found.under_way.silence:
        st.error(md(found.under_way.findings[-1].message), icon=":material/phone_missed:")
    st.markdown(f"**{md(summary(found, zone))}** {STANDS_STILL if work.plan.illustrative else ''}")
    st.caption(HOW)
    edit_sheet(work, sheet, bar=Bar(shares=NARROW, usual_reason=f"times of {ride.convoy.name} called in"))
    show_compared(found.under_way, zone)
    show_notices(work.plan, found)
    st.header("What does not hold", anchor=False)
    show_doubts(
        work.plan,
        found.findings,
        none="Hours, deadline and other columns are kept to; protection is no weaker than planned.",
    )
    with below_map():
        shown = _strip(work, ride, found)
        show_waits(work.plan, _waited_at(work, sheet))
        show_outcome(work, ride.convoy, sheet, at)
    return shown


def looked_at(work: Workspace) -> datetime:
    """The present; in an illustrative operation, whose clock stands still, the last time reported if later."""
    if not work.plan.illustrative:
        return work.now
    times = [at for one in work.plan.passing_reports for at in (one.arrived_at, one.cleared_at) if at is not None]
    return max([work.now, *times])


def _situation(work: Workspace, ride: Ride, at: datetime) -> Situation:
    assert work.index is not None  # noqa: S101  # a ride has roads
    terms = Terms(at=work.moment)
    ways = answers.standing(work.key, work.index, work.plan, terms).answers
    tables = answers.tables(work.key, Waiting.PLANNED, work.index, work.plan, ways)
    march = ride.route, ride.table, strip_for(work, ride, Part.COLUMN)
    return march_answers.situation(f"{ride.key}|{at}", work.index, work.plan, march, (ways, tables), at)


def _strip(work: Workspace, ride: Ride, found: Situation) -> tuple[Layer, ...]:
    st.header("Protection from now on", anchor=False)
    if found.strip is None:
        st.markdown("By the times expected the column is in.")
        return layers.on_way(work, ride)
    strip = found.strip
    picked = strip_view.picked_of(strip)
    strip_view.show(work, strip, picked)
    st.markdown(f"**{strip_view.summary(strip)}**")
    strip_view.show_minute(work, strip, picked)
    expected = replace(ride, table=found.under_way.expected)
    return layers.at_minute(work, expected, strip, picked[0], strip.rows[picked[1]].cells[picked[0]])


def _waited_at(work: Workspace, sheet: PassingSheet) -> list[tuple[str, str]]:
    """The gates of a way, and where the column stands; those at which columns wait."""
    found = []
    for row in sheet.places:
        place = work.plan.find(row.point.subject or "")
        if isinstance(place, Site | Crossing) and (row.recorded is not None or row.stands or is_gate(place)):
            found.append((str(row.point.subject), row.point.name))
    return found
