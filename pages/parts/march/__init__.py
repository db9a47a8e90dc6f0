"""Widgets on columns and their march: a convoy chosen, its strip, what a minute says."""
