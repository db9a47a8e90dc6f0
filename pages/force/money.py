"""Money: who pays by which mechanism, costs by month, how long it lasts, and which sectors lose cover."""

from pages.parts.force.money import SHEETS, show_money
from pages.parts.force.views import show_or_edit
from pages.parts.frame import open_page

show_or_edit(open_page("Money"), show_money, SHEETS)
