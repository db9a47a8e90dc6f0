"""Rules: which unit may do which task in a sector, why not, and what would change it."""

from pages.parts.force.rules import SHEETS, show_rules
from pages.parts.force.views import show_or_edit
from pages.parts.frame import open_page

show_or_edit(open_page("Rules"), show_rules, SHEETS)
