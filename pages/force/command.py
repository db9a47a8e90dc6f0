"""Command: which headquarters directs which units in the phase looked at, and who has none."""

from pages.parts.force.command import SHEETS, show_command
from pages.parts.force.views import show_or_edit
from pages.parts.frame import open_page

show_or_edit(open_page("Command"), show_command, SHEETS)
