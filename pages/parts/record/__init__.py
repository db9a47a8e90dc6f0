"""The panel beside every map: what was chosen, all that is known of it, and what can be done with it."""
