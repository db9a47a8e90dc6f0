"""Scenarios side by side: numbers, map and timeline, and the desk where their changes are put in order."""
