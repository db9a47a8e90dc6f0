"""What if: draw, move or delete a zone, and see at once how every open convoy would run."""

from pages.parts.frame import open_page
from pages.parts.what_if import desk

work = open_page("What if", drawing=True)
desk(work)
