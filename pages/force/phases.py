"""Phases: what each sector is in each phase, who leads it, which gates stand open, and when the mandate ends."""

from pages.parts.force.phases import SHEETS, show_phases
from pages.parts.force.views import show_or_edit
from pages.parts.frame import open_page

show_or_edit(open_page("Phases"), show_phases, SHEETS, panel=False)
