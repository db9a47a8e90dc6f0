"""Verbs: questions to a road network under a plan."""
