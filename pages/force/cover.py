"""Cover: what is secured and in reach in each phase, where the gaps are and what mends them, and one more unit."""

from pages.parts.cover.desk import show_cover
from pages.parts.frame import open_page

show_cover(open_page("Cover"))
