"""Widgets on the convoys of a day: their board in time, conflicts, schedules worked out and taken over."""
