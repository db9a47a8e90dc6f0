"""The order in which sectors are secured: what is assumed, how far the search is, what it found and why."""
