"""History: who changed what, when and why; any save to be looked at again or compared with another."""

from pages.parts.frame import open_page
from pages.parts.history.page import show_history

work = open_page("History")
show_history(work)
