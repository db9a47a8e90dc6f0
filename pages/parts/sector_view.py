"""Which sectors border on each other, and how many roads pass between them."""

import streamlit as st

from pages.look import words
from pages.look.table import show_table
from pages.state import answers
from pages.state.workspace import Workspace


def neighbours(work: Workspace) -> None:
    """Every shared boundary and how many roads cross it."""
    if work.index is None:
        return
    graph = answers.sector_graph(work.key, work.plan, work.index)
    names = {s.id: s.name for s in work.plan.sectors}
    rows = [
        {
            "Sectors": f"{names[one]} – {names[other]}",
            "Shared boundary": words.kilometres(told["shared_boundary_m"]),
            "Roads crossing": str(len(told["crossings"])),
        }
        for one, other, told in sorted(graph.edges(data=True))
    ]
    st.header("Neighbours and boundary coordination points")
    show_table(rows, about="Neighbours", none="No two sectors share a boundary.")
