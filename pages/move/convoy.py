"""Convoy: one column on its way, minute by minute: where it is, how it is protected, and what would change it."""

from pages.parts.frame import open_page
from pages.parts.march.desk import show_desk

work = open_page("Convoy")
show_desk(work)
