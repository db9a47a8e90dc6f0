"""How the drafted sectors lie beside each other, told in words, and the button that closes slivers."""

import streamlit as st

from data.model import Plan, Sector
from geo.mending import Mended, mended
from pages.parts.findings import summary
from pages.parts.record.doubts import show_doubts
from pages.state import answers, workspace
from pages.state.draft import Sketch
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.boundaries import SLIVER_M

MENDED = "desk.mended"


def show_tiling(work: Workspace, plan: Plan) -> None:
    """Overlaps, gaps and slivers among the sectors of the drafted plan."""
    found = answers.sector_findings(f"{work.key}|{work.draft.digest}", plan)
    st.header(f"Shape of the sectors: {summary(found)}")
    width_at, button_at, told_at = st.columns([2, 3, 7], vertical_alignment="bottom")
    width_m = width_at.number_input(
        "Slivers below (m)", min_value=0.5, max_value=200.0, value=SLIVER_M, key="desk.sliver_width"
    )
    if button_at.button("Close slivers", key="desk.mend", disabled=len(plan.sectors) < 2, width="stretch"):  # noqa: PLR2004 - a neighbour
        _mend(work, plan, width_m)
    told_at.markdown(md(workspace.held(MENDED)))
    show_doubts(plan, found, none="Sectors meet without gap or overlap.")


def _mend(work: Workspace, plan: Plan, width_m: float) -> None:
    areas = {str(sector.id): sector.area for sector in plan.sectors}
    after = mended(areas, width_m=width_m)
    workspace.hold(MENDED, _told(plan, after, width_m))
    if after.areas:
        shapes = {sector_id: Sketch("sector", area) for sector_id, area in after.areas.items()}
        work.keep_draft(work.draft.with_shapes(shapes).handed_out())
    st.rerun(scope="fragment")


def _told(plan: Plan, after: Mended[str], width_m: float) -> str:
    if not after.closed:
        return f"No sliver is narrower than {width_m:g} m."
    names = {str(sector.id): sector.name for sector in plan.sectors if isinstance(sector, Sector)}
    told = [f"{one.area_m2:,.0f} m² to {names[one.gainer]}" for one in after.closed[:4]]
    more = f" and {len(after.closed) - 4} more" if len(after.closed) > 4 else ""  # noqa: PLR2004 - as many as a line holds
    return f"Closed in the draft: {', '.join(told)}{more}."
