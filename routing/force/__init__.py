"""Verbs over the plan's force: what counts as capability, who may act, what consent covers, what money pays for."""
