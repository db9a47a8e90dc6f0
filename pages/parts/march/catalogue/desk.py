"""The desk of vehicles and hours: one table at a time, and standard records to be taken over."""

import streamlit as st

from data.model import HaltRule, MarchProfile, MissionOutcome, Record, VehicleType, Wait
from pages.look.remark import show_remark
from pages.parts.force.editing import edit_sheets
from pages.parts.force.sheets import PartSheet, RecordSheet, Sheet
from pages.parts.march.catalogue.rules import RuleSheet
from pages.parts.march.catalogue.vehicles import VehicleSheet
from pages.state.workspace import Workspace
from routing.march.catalogue import types_offered
from routing.march.profiles import profiles_offered

SHEETS: tuple[Sheet, ...] = (
    VehicleSheet(),
    RecordSheet(title="March profiles", noun=MarchProfile),
    PartSheet(title="Halts", noun=MarchProfile, parts="halts", part=HaltRule),
    RuleSheet(),
    RecordSheet(title="Missions", noun=MissionOutcome),
    PartSheet(title="Waits of missions", noun=MissionOutcome, parts="waits", part=Wait),
)


def show_desk(work: Workspace) -> None:
    """The tables, and what can be taken over into them."""
    edit_sheets(work, SHEETS)
    _offer_standard(work)


def _offer_standard(work: Workspace) -> None:
    """Take over what every operation can choose from, so that it can be changed for this one."""
    offered: tuple[Record, ...] = (*types_offered(work.plan), *profiles_offered(work.plan))
    lacking = [record for record in offered if work.plan.find(record.id) is None]
    if not lacking:
        return
    kinds = sum(isinstance(record, VehicleType) for record in lacking)
    show_remark(
        f"Not in this operation yet: {kinds} standard vehicle types, {len(lacking) - kinds} standard march profiles. "
        "A convoy that takes one brings it along. Every number in them is an assumption."
    )
    if st.button("Take the standard ones over", key="catalogue.standard", icon=":material/library_add:"):
        work.commit(work.plan.with_record(*lacking), "Standard vehicle types and march profiles taken over")
