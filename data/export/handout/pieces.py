"""What can be handed out of a march, and what lies in it."""

from enum import StrEnum


class Piece(StrEnum):
    """What can be handed out of a march."""

    WORKBOOK = "xlsx"
    BRIEF = "pdf"
    TRACK = "gpx"
    EARTH = "kml"
    SCHEDULE = "ics"


HOLDS = {
    Piece.WORKBOOK: "march table, roadbook, column with call signs, checks, findings and sources as a spreadsheet",
    Piece.BRIEF: "the same to print on A4, with a sketch of the way",
    Piece.TRACK: "the way for navigation devices, with critical points and planned times",
    Piece.EARTH: "the way, critical points and sectors for maps and globes",
    Piece.SCHEDULE: "when head departs and tail is in, for a calendar, under the movement number alone",
}
"""What lies in each, in the words that are shown before it is made."""
