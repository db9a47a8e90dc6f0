"""Screens: the pages in their sections, the parts they share, and the command line."""
