"""Approvals: which steps stand before each pledge, when they are likely, and what slips with them."""

from pages.parts.force.approvals import SHEETS, show_approvals
from pages.parts.force.views import show_or_edit
from pages.parts.frame import open_page

show_or_edit(open_page("Approvals"), show_approvals, SHEETS)
