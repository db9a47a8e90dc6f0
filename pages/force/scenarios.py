"""Scenarios: the plan held against how it might go otherwise, in numbers, on the map and over time."""

from pages.parts.frame import open_page
from pages.parts.scenarios.desk import show_scenarios

show_scenarios(open_page("Scenarios"))
