"""A board whose picked cell is remembered: its row is what is chosen everywhere, its column part of the question."""

from dataclasses import replace

from pages.look.board import Board, cell_picked, show_board
from pages.state import choice, workspace


def show_matrix(board: Board, *, key: str, asked: str) -> None:
    """Show a board; the column picked is remembered as the part of the question called `asked`."""

    def heard() -> None:
        if picked := cell_picked(workspace.returned(key)):
            choice.choose(picked[0], go=True)
            workspace.remember(asked, picked[1])

    show_board(replace(board, row=choice.chosen(), column=workspace.remembered(asked, "")), key=key, heard=heard)
