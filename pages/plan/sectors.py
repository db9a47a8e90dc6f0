"""Sectors: draw and change sectors, zones, lines and places; who borders whom, and where roads cross."""

from pages.parts import sector_view
from pages.parts.desk.sectors import desk
from pages.parts.frame import open_page

work = open_page("Sectors", drawing=True)
desk(work)
sector_view.neighbours(work)
