"""The form that reports on all roads and bridges picked, in one save."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import streamlit as st

from data.model import BridgeStatus, Confidence, Plan, ReportId, RoadStatus, Source, StatusReport, Validity
from data.service.foresight import why_not_plan
from geo.errors import PassageError
from pages.look.clock import local
from pages.parts.closures.picking import called
from pages.state.workspace import Workspace
from pages.web.server import say_error
from routing.nearby import RoadAt

WORDS = MappingProxyType(
    {
        "closed": (RoadStatus.NOT_PASSABLE, BridgeStatus.NOT_PASSABLE),
        "restricted": (RoadStatus.RESTRICTED, BridgeStatus.RESTRICTED),
        "open, as reported": (RoadStatus.PASSABLE, BridgeStatus.PASSABLE),
        "unknown": (RoadStatus.UNKNOWN, BridgeStatus.UNKNOWN),
    }
)
"""What a person chooses, in the Logistics Cluster's words for roads and for bridges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is reported of all roads picked."""

    word: str
    source: Source
    valid: Validity
    stale_after: timedelta


def report_form(work: Workspace, picked: Sequence[RoadAt]) -> None:
    """Status, source, time, confidence and validity for all that is picked, and one button that saves it."""
    zone = ZoneInfo(work.plan.time_zone)
    now = work.now.astimezone(zone).replace(tzinfo=None)
    if work.moment != work.now:
        at = local(work.moment, work.plan.time_zone)
        st.info(f"The map shows {at}. A report counts from the time it is made, and not before.")
    with st.form("closures.report"):
        word = st.segmented_control("They are", list(WORDS), default="closed", key="closures.word", required=True)
        reporter_at, confidence_at = st.columns([3, 2], gap="small")
        reporter = reporter_at.text_input("Reported by", key="closures.reporter")
        grades = [grade.value for grade in Confidence]
        confidence = confidence_at.selectbox("Confidence", grades, index=1, key="closures.confidence")
        at_column, hours_at = st.columns([3, 2], gap="small")
        reported_at = at_column.datetime_input("Reported at", now, key="closures.at")
        hours = hours_at.number_input("Hours believed", 1, 720, 72, key="closures.hours")
        until = st.datetime_input("Valid until", None, key="closures.until")
        reason = st.text_input(
            "Reason for the change", placeholder="Patrol of the morning, call from the bridge …", key="closures.reason"
        )
        count = f"{len(picked)} report{'s' if len(picked) != 1 else ''}"
        why_not = why_not_plan(work.person)
        if not st.form_submit_button(
            f"Save {count}" if picked else "Save",
            type="primary",
            disabled=not picked or bool(why_not),
            help=why_not or None,
        ):
            return
    try:
        said = Said(
            word=str(word),
            source=Source(
                name=reporter.strip() or "not named",
                reported_at=_moment(reported_at, zone),
                confidence=Confidence(confidence),
            ),
            valid=Validity(ends_at=_moment(until, zone)),
            stale_after=timedelta(hours=hours),
        )
        require_made(said, work.now)
        work.commit_picks(work.plan.with_record(*reports(work.plan, picked, said)), reason)
    except PassageError as error:
        say_error(error)


def require_made(said: Said, now: datetime) -> None:
    """Refuse a report of a later time than now.

    Raises
    ------
    PassageError
        Saying what to give instead.
    """
    if said.source.reported_at is None or said.source.reported_at > now:
        raise PassageError(
            "A report that is not made yet closes and opens nothing; give the time it was made, not a later one."
        )


def reports(plan: Plan, picked: Sequence[RoadAt], said: Said) -> Iterator[StatusReport]:
    """One report for each road picked: on its whole stretch, or on the bridge where it was clicked."""
    on_road, on_bridge = WORDS[said.word]
    for road, own in zip(picked, _fresh_ids(plan), strict=False):
        yield StatusReport(
            id=own,
            status=on_bridge if road.is_bridge else on_road,
            place=road.point if road.is_bridge else road.line,
            source=said.source,
            valid=said.valid,
            stale_after=said.stale_after,
            note=called(road),
        )


def _fresh_ids(plan: Plan) -> Iterator[ReportId]:
    number = len(plan.status_reports)
    while True:
        number += 1
        if plan.find(f"R-{number:03d}") is None:
            yield ReportId(f"R-{number:03d}")


def _moment(asked: datetime | None, zone: ZoneInfo) -> datetime | None:
    return asked.replace(tzinfo=zone) if asked else None
