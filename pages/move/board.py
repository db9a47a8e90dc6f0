"""Movement board: all convoys of a day along time, what they do to one another, and a schedule without conflicts."""

from pages.parts.frame import open_page
from pages.parts.movement.desk import show_desk

work = open_page("Movement board")
show_desk(work)
