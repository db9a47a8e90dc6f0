"""The door: one page table, one frame, one place where errors become words."""

from pathlib import Path

import streamlit as st

from geo.errors import PassageError
from pages.web import server
from pages.web.warm import warm_up_beside

PROJECT = Path(__file__).parent
PAGES = {
    "Operation": (("operation/overview.py", "Overview"), ("operation/timeline.py", "Timeline")),
    "Move": (("move/routes.py", "Routes"), ("move/what_if.py", "What if")),
    "Plan": (("plan/sectors.py", "Sectors"), ("plan/status.py", "Status")),
    "Data": (("sources/data.py", "Data"),),
}


def _pages() -> dict[str, list[st.Page]]:
    first = ("operation/overview.py", "Overview")
    return {
        section: [
            st.Page(PROJECT / "pages" / file, title=title, default=(file, title) == first) for file, title in rows
        ]
        for section, rows in PAGES.items()
    }


def show() -> None:
    """Show the page that was asked for, inside the frame."""
    st.set_page_config(page_title="Passage", page_icon=str(server.BROWSER / "icon.png"), layout="wide")
    st.html(server.BROWSER / "frame.css")
    page = st.navigation(_pages())
    try:
        page.run()
    except PassageError as error:
        server.say_error(error)


if st.runtime.exists() and __name__ == "__main__":
    show()
else:
    server.trust_page_table()
    warm_up_beside()
    app = st.App(
        __file__,
        routes=server.routes(),
        middleware=server.MIDDLEWARE,
        on_script_error=server.say_error,
    )
