"""The frame of every page: what it is, which operation, and the phase bar that drives everything below."""

import streamlit as st

from pages.parts import workspace
from pages.parts.clock import local, local_day
from pages.parts.phase_bar import phase_bar
from pages.parts.workspace import Workspace
from pages.web.safe import esc

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding-inline: 2rem; }
[data-testid="stSidebar"] { width: 13rem !important; min-width: 13rem !important; }
.passage-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2rem 1rem; }
.passage-head h1 { font-size: 1.65rem; font-weight: 650; padding: 0; margin: 0; }
.passage-head .operation { font-size: 1.05rem; opacity: 0.8; }
.passage-head .badge { border: 1.5px solid #9a6700; color: #9a6700; border-radius: 0.3rem; padding: 0 0.5rem;
  font-size: 0.85rem; font-weight: 650; letter-spacing: 0.02em; }
.passage-head .moment { margin-inline-start: auto; font-size: 1rem; font-weight: 600; }
@media (prefers-color-scheme: dark) { .passage-head .badge { border-color: #e3b341; color: #e3b341; } }
[data-testid="stVegaLiteChart"] .mark-text { pointer-events: none; }
@media print { [data-testid="stSidebar"], [data-testid="stHeader"], .stButton { display: none; } }
</style>
"""


def open_page(title: str) -> Workspace:
    """Draw the head of a page and return the operation it is about."""
    work = workspace.current()
    badge = (
        '<span class="badge">illustrative – not information about any place</span>' if work.plan.illustrative else ""
    )
    st.html(
        f'{STYLE}<div class="passage-head"><h1>{esc(title)}</h1>'
        f'<span class="operation" dir="auto">{esc(work.plan.name)}</span>{badge}'
        f'<span class="moment">{esc(_moment(work))}</span></div>',
    )
    phase_bar(work)
    return work


def _moment(work: Workspace) -> str:
    zone, phase = work.plan.time_zone, work.phase
    days = f"{local_day(phase.starts_at, zone)} – {local_day(phase.ends_at, zone)}, " if phase else ""
    return f"{days}as of {local(work.moment, zone)}"
