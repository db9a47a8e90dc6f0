"""Sectors by phase, as an order or the plan has them; a picked cell brings the map to its phase and sector."""

from datetime import datetime
from zoneinfo import ZoneInfo

from data.model import Phase, Plan, SectorState, Validity
from pages.look import looks, words
from pages.look.board import Board, BoardCell, BoardRow, Column, cell_picked, show_board
from pages.state import choice, workspace
from pages.state.workspace import Workspace

KEY = "sequence.board"


def show_states(work: Workspace, plan: Plan, about: str) -> None:
    """The board of a plan; what is picked is remembered for every page."""

    def heard() -> None:
        picked = cell_picked(workspace.returned(KEY))
        if picked and plan.find(picked[0]):
            choice.choose(picked[0], go=True)
            workspace.remember("phase", picked[1])

    show_board(board_of(plan, about, choice.chosen(), work.phase), key=KEY, heard=heard)


def board_of(plan: Plan, about: str, chosen: str, phase: Phase | None) -> Board:
    """Sectors by phase with their states, and how many units are assigned there."""
    return Board(
        about=about,
        corner="Sector",
        columns=[
            Column(id=p.id, name=f"{n} {p.name}", beneath=_day(p.starts_at, plan.time_zone))
            for n, p in enumerate(plan.phases, 1)
        ],
        rows=[
            BoardRow(
                id=s.id, name=s.name, beneath=s.name_ar or "", cells=tuple(_cell(plan, s.id, p) for p in plan.phases)
            )
            for s in plan.sectors
        ],
        row=chosen,
        column=phase.id if phase else "",
    )


def _cell(plan: Plan, sector: str, phase: Phase) -> BoardCell:
    state = next((state for own, state in phase.sector_states if own == sector), SectorState.NOT_ESTABLISHED)
    there = {a.unit for a in plan.assignments if a.sector == sector and _is_there(a.valid, phase)}
    remark = f"{len(there)} unit{'s' if len(there) > 1 else ''}" if there else ""
    return BoardCell(look=looks.SECTORS[state], word=words.SECTOR_STATE[state], remark=remark)


def _is_there(valid: Validity, phase: Phase) -> bool:
    """Whether a span and a phase share a moment."""
    begins = valid.starts_at is None or valid.starts_at < phase.ends_at
    return begins and (valid.ends_at is None or valid.ends_at > phase.starts_at)


def _day(at: datetime, zone: str) -> str:
    here = at.astimezone(ZoneInfo(zone))
    return f"{here:%-d %b %Y}"
