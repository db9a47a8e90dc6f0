"""Rounds of vehicles over sites with hours: asked, worked out, checked, seen, taken over."""
