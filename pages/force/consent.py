"""Consent: what every party says to corridors, sectors, contributors and tasks, and when consent covers a corridor."""

from pages.parts.force.consent import SHEETS, show_consent
from pages.parts.force.views import show_or_edit
from pages.parts.frame import open_page

show_or_edit(open_page("Consent"), show_consent, SHEETS)
