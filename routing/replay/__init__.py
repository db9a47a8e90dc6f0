"""Every vehicle of every column of a schedule, driven second by second: what would go wrong, in words."""
