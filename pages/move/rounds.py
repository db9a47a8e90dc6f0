"""Rounds: which vehicle of a depot serves which sites when, and whether that holds."""

from pages.parts.frame import open_page
from pages.parts.rounds.desk import show_desk

work = open_page("Rounds")
show_desk(work)
