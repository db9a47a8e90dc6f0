"""Widgets of the force: tables that can be edited, and what they tell in charts and words."""
