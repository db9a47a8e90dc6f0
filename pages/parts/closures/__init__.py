"""Closing, restricting and opening roads and bridges by clicking them."""
