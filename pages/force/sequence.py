"""Sequence: which sector is secured from when, worked out with proof, and why."""

from pages.parts.frame import open_page
from pages.parts.order.desk import show_desk

work = open_page("Sequence")
show_desk(work)
