"""Catalogue: vehicle types, march profiles, opening rules and outcomes, edited in tables."""

from pages.parts.frame import open_page
from pages.parts.march.catalogue.desk import show_desk

work = open_page("Catalogue")
show_desk(work)
