"""The door: one page table, one frame; `pages.web.server` is where errors become words."""

from pathlib import Path

import streamlit as st

from pages.parts.navigation import show_navigation
from pages.web import server
from pages.web.warm import warm_up_beside
from pages.web.watch import start

PROJECT = Path(__file__).parent
PAGES = {
    "Operation": (("operation/overview.py", "Overview", "map"), ("operation/timeline.py", "Timeline", "view_timeline")),
    "Move": (
        ("move/routes.py", "Routes", "route"),
        ("move/convoy.py", "Convoy", "local_shipping"),
        ("move/board.py", "Board", "view_timeline"),
        ("move/rounds.py", "Rounds", "sync_alt"),
        ("move/catalogue.py", "Catalogue", "inventory_2"),
        ("move/what_if.py", "What if", "edit_road"),
    ),
    "Plan": (
        ("plan/sectors.py", "Sectors", "hexagon"),
        ("plan/status.py", "Status", "traffic"),
        ("plan/second.py", "To confirm", "how_to_reg"),
    ),
    "Force": (
        ("force/contributors.py", "Contributors", "groups"),
        ("force/approvals.py", "Approvals", "gavel"),
        ("force/command.py", "Command", "account_tree"),
        ("force/rules.py", "Rules", "rule"),
        ("force/consent.py", "Consent", "handshake"),
        ("force/money.py", "Money", "payments"),
        ("force/phases.py", "Phases", "view_week"),
        ("force/cover.py", "Cover", "health_and_safety"),
        ("force/sequence.py", "Sequence", "low_priority"),
        ("force/scenarios.py", "Scenarios", "alt_route"),
    ),
    "Data": (
        ("sources/data.py", "Data", "database"),
        ("sources/history.py", "History", "history"),
        ("sources/custody.py", "Custody", "inventory_2"),
    ),
    "People": (("people/accounts.py", "Accounts", "group"),),
}


def _pages() -> dict[str, list[tuple[st.Page, str]]]:
    first = next(iter(PAGES["Operation"]))
    return {
        section: [(st.Page(PROJECT / "pages" / row[0], title=row[1], default=row == first), row[2]) for row in rows]
        for section, rows in PAGES.items()
    }


def show() -> None:
    """Show the page that was asked for, inside the frame."""
    st.set_page_config(page_title="Passage", page_icon=str(server.BROWSER / "icon.png"), layout="wide")
    st.html(server.BROWSER / "frame.css")
    pages = _pages()
    page = st.navigation([page for section in pages.values() for page, _ in section], position="hidden")
    show_navigation(pages)
    server.run(page)


if st.runtime.exists() and __name__ == "__main__":
    show()
else:
    start.begin()
    server.trust_page_table()
    warm_up_beside()
    app = st.App(
        __file__,
        routes=server.routes(),
        middleware=server.MIDDLEWARE,
        on_script_error=server.say_error,
    )
