"""The operation as this person sees it, as one file of map data, the same bytes whenever it is made."""

import streamlit as st

from data.export.operation import operation_document, written
from pages.state.marking import handing_out, mark_of
from pages.state.workspace import Workspace


def show_taking_along(work: Workspace) -> None:
    """A button that hands out what is shown of the operation at the revision that is looked at."""
    plan, seq, mark = work.plan, work.seq, mark_of(work)
    st.download_button(
        f"Take revision {seq} along (GeoJSON)",
        data=handing_out(work, "Operation (GeoJSON)", lambda: written(operation_document(plan, seq=seq, mark=mark))),
        file_name=f"{work.operation}-{seq}.geojson",
        mime="application/geo+json",
        on_click="ignore",
        icon=":material/download:",
        key="history.geojson",
        help="What you see of it now. The same revision gives the same bytes; who takes it along is kept.",
    )
