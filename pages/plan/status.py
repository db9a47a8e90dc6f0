"""Status: close, restrict or open roads and bridges by clicking; all reports and how old they are."""

from pages.parts import status_view
from pages.parts.closures.desk import desk
from pages.parts.frame import open_page

work = open_page("Status", drawing=True)
desk(work)
status_view.table(work)
