"""A convoy built and edited: its form, its column as a table, and the draft of both until it is saved."""
