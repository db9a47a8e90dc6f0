"""Pages of this section; each file is a script."""
