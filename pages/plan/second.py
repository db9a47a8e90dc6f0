"""To confirm: what looks safer or releases a route, and waits for a second person."""

from pages.parts.frame import open_page
from pages.parts.second.desk import show_waiting

show_waiting(open_page("To confirm"))
