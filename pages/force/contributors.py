"""Contributors: who gives what, how far each unit has come, and what is expected when."""

from pages.parts.force.contributors import SHEETS, show_contributors
from pages.parts.force.views import show_or_edit
from pages.parts.frame import open_page

show_or_edit(open_page("Contributors"), show_contributors, SHEETS)
